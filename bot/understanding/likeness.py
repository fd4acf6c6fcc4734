"""What a message is like, where the rules found nothing: weights of short runs of characters, learnt from the corpus.

`bench/likeness.py` learns them and says how good they are. They never name a level: the worst they can do to one
that the rules have read in general words is to have it asked about.
"""

from collections.abc import Mapping, Sequence
from math import exp, sqrt
from operator import add
from typing import TypeVar

from bot.understanding.context import GRAMMAR
from bot.understanding.lexicon import TABLES
from bot.understanding.scanning import Clause

EDGE = "^"
"""What stands before and behind a message among its runs."""
ALWAYS = "="
"""The entry of the table that holds for every message."""
LIKELY = 0.55
"""From here on a message is taken to be what it is like."""
_TENTHS = 10
"""The table holds whole tenths."""
_COURTESIES = GRAMMAR["courtesies"]
Label = TypeVar("Label", bound=str)


def runs(clauses: Sequence[Clause]) -> Sequence[str]:
    """The runs of one and two characters of a message; courtesies, blanks and marks leave them as they are."""
    said = "".join(
        [
            token.text
            for clause in clauses
            for token in clause.tokens
            if token.text not in _COURTESIES and "quote" not in token.roles and "bracket" not in token.roles
        ]
    )
    said = f"{EDGE}{said.replace(' ', '')}{EDGE}"
    return [*said, *map(add, said, said[1:])]


class Likeness:
    """What a message is like, by its runs; each label is weighed when it is asked for."""

    __slots__ = ("known", "share")

    def __init__(self, clauses: Sequence[Clause]) -> None:
        found = runs(clauses)
        self.known = [weights for run in found if (weights := _TABLE.get(run))]
        self.share = 1 / (_TENTHS * sqrt(len(found)))

    def __getitem__(self, label: str) -> float:
        """How likely it is of an intent or has a reason, 0 to 1."""
        place = _PLACES[label]
        total = sum([weights[place] for weights in self.known])
        return likelihood(_ALWAYS[place] / _TENTHS + total * self.share)

    def of(self, labels: Sequence[Label]) -> list[tuple[Label, float]]:
        """How likely each of several labels is."""
        totals = list(map(sum, zip(_NOTHING, *self.known, strict=True)))
        return [
            (label, likelihood(_ALWAYS[place] / _TENTHS + totals[place] * self.share))
            for label in labels
            for place in (_PLACES[label],)
        ]


def likelihood(total: float) -> float:
    """From what all runs weigh together, 0 to 1."""
    return 1 / (1 + exp(-total))


def telling(label: str, clauses: Sequence[Clause]) -> list[str]:
    """The three runs of a message that speak most for a label, to explain it by."""
    place = _PLACES[label]
    known = {run for run in runs(clauses) if run in _TABLE}
    return sorted(known, key=lambda run: (-_TABLE[run][place], run))[:3]


def _load() -> tuple[tuple[str, ...], Mapping[str, tuple[int, ...]]]:
    """The labels, and what each run speaks for each of them: positive numbers for it, negative ones against it."""
    head, *lines = (TABLES / "likeness.tsv").read_text(encoding="utf-8").splitlines()
    numbers = {str(number): number for number in range(-_HIGHEST, _HIGHEST + 1)}
    rows = (line.split("\t") for line in lines)
    return tuple(head.split("\t")[1:]), {run: tuple([numbers[tenths] for tenths in of]) for run, *of in rows}


_HIGHEST = 999
LABELS, _TABLE = _load()
_PLACES = {label: place for place, label in enumerate(LABELS)}
_ALWAYS = _TABLE[ALWAYS]
_NOTHING = (0,) * len(LABELS)
"""What a message without a known run weighs."""
