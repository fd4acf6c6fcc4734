"""What a message is like, where the rules found nothing: weights of short runs of characters, learnt from the corpus.

`bench/likeness.py` learns them and says how good they are. They never name a level: the worst they can do to one
that the rules have read in general words is to have it asked about.
"""

from collections.abc import Mapping, Sequence
from math import exp, sqrt

from bot.understanding.context import GRAMMAR
from bot.understanding.lexicon import TABLES
from bot.understanding.scanning import Clause, Token

Weights = Mapping[str, float]
"""What each run speaks for (or against, below 0) an intent or a reason."""
EDGE, ALWAYS = "^", "="
"""What stands before and behind a message among its runs; the entry of what holds for every message."""
LIKELY = 0.55
"""From here on a message is taken to be what it is like."""
_COURTESIES = GRAMMAR["courtesies"]


def runs(clauses: Sequence[Clause]) -> Sequence[str]:
    """The runs of one to three characters of a message; courtesies, blanks and marks leave them as they are."""
    said = "".join([token.text for clause in clauses for token in clause.tokens if _counts(token)])
    said = f"{EDGE}{said.replace(' ', '')}{EDGE}"
    size = len(said)
    in_twos, in_threes = range(size - 1), range(size - 2)
    return [*said, *[said[at : at + 2] for at in in_twos], *[said[at : at + 3] for at in in_threes]]


def _counts(token: Token) -> bool:
    return token.text not in _COURTESIES and "quote" not in token.roles and "bracket" not in token.roles


def likelihood(weights: Weights, found: Sequence[str]) -> float:
    """How likely a message with these runs is of what the weights stand for: 0 to 1."""
    weigh = weights.get
    total = sum([weigh(run, 0.0) for run in found])
    return 1 / (1 + exp(-weights[ALWAYS] - total / sqrt(len(found))))


def telling(weights: Weights, found: Sequence[str]) -> list[str]:
    """The three runs that speak most for what the weights stand for, to explain it by."""
    return sorted(weights.keys() & found, key=lambda run: (-weights[run], run))[:3]


def _load() -> Mapping[str, Weights]:
    """Lines of label, weight and the runs that have it."""
    weights: dict[str, dict[str, float]] = {}
    for line in (TABLES / "likeness.tsv").read_text(encoding="utf-8").splitlines():
        label, weight, have_it = line.split("\t")
        weights.setdefault(label, {}).update(dict.fromkeys(have_it.split(" "), float(weight)))
    return weights


WEIGHTS = _load()
"""By the name of the intent or the reason, loaded once."""
