"""Shares of small and large counts: how sure each is, and what a difference between two may be called."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from evaluation.reports import FEWEST_RATINGS, Rate

FEWEST_NAMED = FEWEST_RATINGS
"""Of fewer than so many no share is told, and nothing is concluded."""
FEWEST_COMPARED = 20
"""A place with fewer ratings than this is compared with nothing."""
LEVEL = 0.05
"""Of all differences called real, so many may be chance at most (false discovery rate)."""
_Z = 1.959963984540054
"""95 % of a normal distribution lie within so many deviations."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a share lies, with 95 % confidence."""

    low: float
    high: float


def wilson(rate: Rate) -> Interval | None:
    """Wilson's score interval of a share; None for a share of nothing."""
    n = rate.denominator
    if not n:
        return None
    share = rate.numerator / n
    middle = share + _Z * _Z / (2 * n)
    spread = _Z * sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
    scale = 1 + _Z * _Z / n
    return Interval(max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale))


class Sign(StrEnum):
    """What a difference is called."""

    RISE = "rise"
    """More, and not by chance."""
    FALL = "fall"
    """Less, and not by chance."""
    CHANCE = "chance"
    """May be chance."""
    TOO_FEW = "too_few"
    """Too few to say."""
    NOTHING = "nothing"
    """There is nothing to compare with."""


def can_be_compared(now: Rate, other: Rate) -> bool:
    """Whether both are large enough for a difference to say anything."""
    named = max(now.numerator, other.numerator)
    return named >= FEWEST_NAMED and min(now.denominator, other.denominator) >= FEWEST_COMPARED


def sign_of(now: Rate, other: Rate, chance: float | None) -> Sign:
    """What the difference between two shares is called.

    `chance`: how likely it is by chance alone, after correcting for how many were compared; None if not asked.
    """
    if now.share is None or other.share is None:
        return Sign.NOTHING
    if chance is None or not can_be_compared(now, other):
        return Sign.TOO_FEW
    if chance > LEVEL or now.share == other.share:
        return Sign.CHANCE
    return Sign.RISE if now.share > other.share else Sign.FALL


@dataclass(frozen=True, slots=True)
class Standing:
    """A body or an item in an order: how many of its ratings were good (3 to 5)."""

    code: str
    good: Rate

    @property
    def sure(self) -> Interval:
        """Where its share lies; who has few ratings has a wide one."""
        return wilson(self.good) or Interval(0.0, 1.0)


def best_and_worst(
    standings: Sequence[Standing], most: int
) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
    """Up to `most` of the better than all together by the lower end of their interval, of the worse by its upper end.

    Who has fewer than `FEWEST_COMPARED` ratings is in neither.
    """
    known = [each for each in standings if each.good.denominator >= FEWEST_COMPARED]
    together = Rate(sum(each.good.numerator for each in known), sum(each.good.denominator for each in known))
    better = [each for each in known if (each.good.share or 0.0) >= (together.share or 0.0)]
    worse = [each for each in known if each not in better]
    best = sorted(better, key=lambda each: (-each.sure.low, each.code))
    worst = sorted(worse, key=lambda each: (each.sure.high, each.code))
    return tuple(best[:most]), tuple(worst[:most])
