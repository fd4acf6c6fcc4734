"""积分: what taking part earns. No rule here can see a level, so none can reward praise."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from evaluation.farming import FarmingRules


class Earned(StrEnum):
    """What earns points; nothing else does."""

    RATING = "rating"
    """The first active rating of a visit, whatever its level."""
    CALL_BACK = "call_back"
    """An answered call-back, whatever the answer."""
    SUGGESTION = "suggestion"
    """A suggestion that improves the programme, and was adopted (建设性意见)."""


class Cap(StrEnum):
    """Which limit was used up."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class EarningRule:
    """Points for one, and how many of an account are paid in a civil day and in a civil month."""

    points: int
    per_day: int
    per_month: int

    def up_to(self, cap: Cap | None) -> int:
        """How many are paid before this limit is used up; the day's where none was named."""
        return self.per_month if cap is Cap.MONTH else self.per_day


@dataclass(frozen=True, slots=True)
class PointRules:
    """What the bureau pays; `lasts_years`: earned points live until the end of so many years after theirs."""

    rating: EarningRule = EarningRule(10, 3, 30)
    call_back: EarningRule = EarningRule(5, 1, 4)
    suggestion: EarningRule = EarningRule(50, 1, 2)
    lasts_years: int = 1
    return_days: int = 30
    """Points that come back from a gift not collected live for at least so many days."""
    farming: FarmingRules = field(default_factory=FarmingRules)
    ratings_to_redeem: int = 3
    """Who has rated so often may redeem, the last one included (3次以上)."""
    voucher_days: int = 60
    """A voucher is good until 24:00 of the last of so many days after its own."""
    announce_days: int = 30
    """What ends is announced so many days ahead."""

    def of(self, kind: Earned) -> EarningRule:
        """The rule for one kind."""
        return {
            Earned.RATING: self.rating,
            Earned.CALL_BACK: self.call_back,
            Earned.SUGGESTION: self.suggestion,
        }[kind]


@dataclass(frozen=True, slots=True)
class Award:
    """What one thing earned; `cap` says which limit was used up when it earned nothing.

    `held`: points that are paid once somebody has looked at them; then `points` is 0.
    """

    points: int = 0
    cap: Cap | None = None
    held: int = 0


def award(rule: EarningRule, paid_today: int, paid_this_month: int) -> Award:
    """Return what one more earns after so many paid ones of its kind on the same civil day and in the month."""
    if paid_this_month >= rule.per_month:
        return Award(cap=Cap.MONTH)
    if paid_today >= rule.per_day:
        return Award(cap=Cap.DAY)
    return Award(rule.points)


def visit_reference(visit_id: int | UUID) -> str:
    """Return the ledger reference of a visit: it earns once, however often it is rated or replayed."""
    return f"visit:{visit_id}"
