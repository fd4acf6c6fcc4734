"""积分: what taking part earns. No rule here can see a level, so none can reward praise."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PointRules:
    """Points for one active rating, and how many ratings of an account are paid on one civil day."""

    per_rating: int = 10
    paid_per_day: int = 3


@dataclass(frozen=True, slots=True)
class Award:
    """What one rating earned; `capped` says that the day's paid ratings were used up."""

    points: int
    capped: bool


def earned_for_rating(rules: PointRules, paid_today: int) -> Award:
    """Return what an active rating earns after `paid_today` paid ones on the same civil day."""
    if paid_today >= rules.paid_per_day:
        return Award(0, capped=True)
    return Award(rules.per_rating, capped=False)


def visit_reference(visit_id: int | UUID) -> str:
    """Return the ledger reference of a visit: it earns once, however often it is rated or replayed."""
    return f"visit:{visit_id}"
