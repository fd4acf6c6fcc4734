"""What a message is like, where the rules found nothing: what its runs of characters and the roles of its words weigh.

`bench/likeness.py` learns the weights from the corpus and says how good they are. They never name a level: of one that
the rules have found they tell whether to trust it, or to ask.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, sqrt
from operator import add, itemgetter
from typing import TypeVar

from bot.understanding.context import GRAMMAR
from bot.understanding.lexicon import TABLES
from bot.understanding.tokens import Clause, Scanned

EDGE = "^"
"""What stands before and behind a message among its runs."""
ALWAYS = "="
"""The entry of the table that holds for every message."""
LIKELY = 0.5
"""From here on a message is taken to be what it is like."""
_TENTHS = 10
"""The table holds whole tenths."""
_COURTESIES = GRAMMAR["courtesies"]
_MARKS = frozenset(("quote", "bracket"))
_TELL_NOTHING = frozenset(("read_as", "plain", "blank", "stop", "han"))
"""Roles that most words have, or that only say how another is read."""
Label = TypeVar("Label", bound=str)


def runs(clauses: Sequence[Clause]) -> Sequence[str]:
    """The runs of one and two characters of a message; courtesies, blanks and marks leave them as they are."""
    said = "".join(
        [
            token.text
            for clause in clauses
            for token in clause.tokens
            if token.text not in _COURTESIES and _MARKS.isdisjoint(token.roles)
        ]
    )
    said = f"{EDGE}{said.replace(' ', '')}{EDGE}"
    return [*said, *map(add, said, said[1:])]


def roles(scanned: Scanned) -> Sequence[str]:
    """What the known words and shapes of a message may be: blame:efficiency, degree:very, time."""
    found = [
        _named(role, value)
        for clause in scanned.clauses
        if not clause.roles <= _TELL_NOTHING
        for token in clause.tokens
        if token.text not in _COURTESIES
        for role, value in token.roles.items()
        if role not in _TELL_NOTHING
    ]
    return found + [_named(*each.sign) for each in scanned.shapes] if scanned.shapes else found


@cache
def _named(role: str, value: object) -> str:
    """Only what is told by a word has a name; levels and places have numbers, and tell nothing."""
    if isinstance(value, tuple):
        return f"{role}:{':'.join(value)}"
    return f"{role}:{value}" if isinstance(value, str) else role


class Likeness:
    """What a message is like, by its runs; each label is weighed when it is asked for."""

    __slots__ = ("known", "share")

    def __init__(self, scanned: Scanned) -> None:
        found = [*runs(scanned.clauses), *roles(scanned)]
        self.known = list(filter(None, map(_TABLE.get, found)))
        self.share = 1 / (_TENTHS * sqrt(len(found)))

    def __getitem__(self, label: str) -> float:
        """How likely it is of an intent or has a reason, 0 to 1."""
        place = _PLACES[label]
        total = sum(map(_WEIGHTS[place], self.known)) - _MIDDLE * len(self.known)
        return likelihood(_ALWAYS[place] + total * self.share)

    def of(self, labels: Sequence[Label]) -> list[tuple[Label, float]]:
        """How likely each of several labels is."""
        less = _MIDDLE * len(self.known)
        totals = [sum(each) - less for each in zip(*self.known, strict=True)] or _NOTHING
        places = [(label, _PLACES[label]) for label in labels]
        return [(label, likelihood(_ALWAYS[at] + totals[at] * self.share)) for label, at in places]


_FARTHEST = -600
"""Below it exp() overflows; nothing is unlikelier."""


def likelihood(total: float) -> float:
    """From what all runs weigh together, 0 to 1."""
    return 1 / (1 + exp(-max(total, _FARTHEST)))


def telling(label: str, clauses: Sequence[Clause]) -> list[str]:
    """The three runs of a message that speak most for a label, to explain it by."""
    place = _PLACES[label]
    known = {run for run in runs(clauses) if run in _TABLE}
    return sorted(known, key=lambda run: (-_TABLE[run][place], run))[:3]


_MIDDLE = 128
"""What stands for nothing in a byte: seventeen bytes of a run stay near the processor, as many numbers do not."""


def _load() -> tuple[tuple[str, ...], tuple[float, ...], Mapping[str, bytes]]:
    """The labels; what speaks for each of them always; and what each run speaks, a byte for each."""
    head, *lines = (TABLES / "likeness.tsv").read_text(encoding="utf-8").splitlines()
    rows = {run: [int(tenths) for tenths in of] for run, *of in (line.split("\t") for line in lines)}
    always = tuple([tenths / _TENTHS for tenths in rows.pop(ALWAYS)])
    packed = {run: bytes([max(0, min(255, _MIDDLE + tenths)) for tenths in of]) for run, of in rows.items()}
    return tuple(head.split("\t")[1:]), always, packed


LABELS, _ALWAYS, _TABLE = _load()
_NOTHING = [0] * len(LABELS)
"""What a message weighs in which no run is known."""
_PLACES = {label: place for place, label in enumerate(LABELS)}
_WEIGHTS = [itemgetter(place) for place in _PLACES.values()]
