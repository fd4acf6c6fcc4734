"""整改前后对比: how satisfied people are now with what they rated, beside what they rated, reckoned from a sample."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, variance

from evaluation.levels import Level
from evaluation.reports import FEWEST_RATINGS

SURE = 1.96
"""Standard errors on either side in which the truth lies 95 times of a hundred."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """A level as it was rated: `of` so many ratings, and what those who answered say now."""

    level: Level
    of: float
    now: Sequence[Level]


@dataclass(frozen=True, slots=True)
class Change:
    """The mean level before and now, of so many answers; `margin` is None where they do not tell it.

    Both means are of the levels of which somebody answered, each weighing as much as there is of it.
    `complete`: everybody who rated so has answered, so that nothing is guessed.
    """

    answered: int
    before: float
    now: float
    margin: float | None
    complete: bool

    @property
    def by(self) -> float:
        """By how many levels it is better."""
        return self.now - self.before

    @property
    def is_certain(self) -> bool:
        """Whether it is a change at all: all of the interval lies on one side of zero."""
        return self.margin is not None and abs(self.by) > self.margin


def change(strata: Iterable[Stratum]) -> Change | None:
    """Compare; None where nobody answered.

    The mean of all is the sum of each level's mean times its share; the variance is the sum of
    share² · (1 − answered ÷ all) · s² ÷ answered. One answer of several does not tell how they differ.
    """
    heard = [each for each in strata if each.now and each.of > 0]
    whole = sum(each.of for each in heard)
    if not whole:
        return None
    before = sum(each.level * each.of for each in heard) / whole
    now = sum(fmean(each.now) * each.of for each in heard) / whole
    complete = all(len(each.now) >= each.of for each in heard)
    return Change(
        sum(len(each.now) for each in heard),
        before,
        now,
        0.0 if complete else _margin(heard, whole),
        complete,
    )


def _margin(heard: Sequence[Stratum], whole: float) -> float | None:
    """Half of the interval; None where one answer stands for several, or where all say the same: few would."""
    total = 0.0
    for each in heard:
        count = len(each.now)
        if count >= each.of:
            continue  # all were heard: nothing is guessed
        if count == 1:
            return None
        total += (each.of / whole) ** 2 * (1 - count / each.of) * variance(map(float, each.now)) / count
    return SURE * sqrt(total) or None


def shown(answered: Mapping[Level, int]) -> frozenset[Level]:
    """The levels whose means may be shown: none of a few answers, nor one from which those could be reckoned.

    Together with a hidden level so many others are hidden that what is left of the total tells of several, and of
    `FEWEST_RATINGS` answers or more.
    """
    hidden = {level for level, count in answered.items() if 0 < count < FEWEST_RATINGS}
    rest = sorted((count, level) for level, count in answered.items() if count >= FEWEST_RATINGS)
    while hidden and rest and (len(hidden) == 1 or sum(answered[level] for level in hidden) < FEWEST_RATINGS):
        hidden.add(rest.pop(0)[1])
    return frozenset(level for level, count in answered.items() if count and level not in hidden)
