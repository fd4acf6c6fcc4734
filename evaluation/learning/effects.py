"""整改成效: whether a reason is named less at the same item of the same body half a year after it was put right."""

from enum import StrEnum

from evaluation.learning.shares import Sign, sign_of
from evaluation.reports import Rate

MONTHS = 6
"""Whole months before and after the one in which something was put right, which belongs to neither."""


class Verdict(StrEnum):
    """What came of it."""

    TOO_FEW = "too_few"
    FELL = "fell"
    UNCHANGED = "unchanged"
    """What difference there is may be chance."""
    ROSE = "rose"
    """反弹"""


_VERDICTS = {
    Sign.FALL: Verdict.FELL,
    Sign.CHANCE: Verdict.UNCHANGED,
    Sign.RISE: Verdict.ROSE,
    Sign.TOO_FEW: Verdict.TOO_FEW,
    Sign.NOTHING: Verdict.TOO_FEW,
}


def verdict_of(before: Rate, after: Rate, chance: float | None) -> Verdict:
    """What came of it; `chance`: how likely the difference is by chance, corrected for how many were compared."""
    return _VERDICTS[sign_of(after, before, chance)]
