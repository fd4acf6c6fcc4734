"""礼品: who may redeem, and what of the shelf they may choose now.

Reasons why not are exceptions that carry facts: a shelf shows them, a reservation raises them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from evaluation.ledger import TooFewPoints
from evaluation.points import PointRules
from evaluation.window import civil


@dataclass(frozen=True, slots=True)
class TakingPart:
    """What makes a holder of points eligible: visits rated, and suggestions that were adopted."""

    ratings: int
    suggestions: int

    def may_redeem(self, rules: PointRules) -> bool:
        """So many ratings, the last one included (3次以上), or one adopted suggestion."""
        return self.ratings >= rules.ratings_to_redeem or self.suggestions > 0


class CannotRedeem(Exception):
    """A gift is not to be had, or not now."""


@dataclass
class NotEligible(CannotRedeem):
    """There are too few ratings yet, and no suggestion that was adopted."""

    ratings: int
    needed: int


@dataclass
class GiftOver(CannotRedeem):
    """It is not given out: its days are not yet there or are over, or it was withdrawn."""


@dataclass
class LimitReached(CannotRedeem):
    """The holder had as many of it as one may have."""

    limit: int


@dataclass
class SoldOut(CannotRedeem):
    """None is left there."""


@dataclass
class PriceChanged(CannotRedeem):
    """It does not cost any more what the citizen was told."""

    points: int


@dataclass
class NotTheirs(CannotRedeem):
    """The account is not one that this citizen may spend from."""


Refusal = CannotRedeem | TooFewPoints


@dataclass(frozen=True, slots=True)
class Terms:
    """What a gift costs, on which days it is given out (both included), and how many one holder may have."""

    points: int
    valid_from: date
    valid_until: date | None = None
    per_citizen: int | None = None
    withdrawn: bool = False

    def stand_on(self, day: date) -> bool:
        """Whether it is given out on a day."""
        begun = self.valid_from <= day
        return begun and not self.withdrawn and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Purse:
    """What speaks for a holder: points that can be spent now, and what was taken part in."""

    balance: int
    taking_part: TakingPart


def refusal(
    terms: Terms, purse: Purse, rules: PointRules, *, had: int, left: int, now: datetime
) -> Refusal | None:
    """Why the holder cannot have this gift now, the reason that is longest in going away first; None if they can.

    `had`: how many they have had or reserved; `left`: how many nobody has reserved.
    """
    if not purse.taking_part.may_redeem(rules):
        return NotEligible(purse.taking_part.ratings, rules.ratings_to_redeem)
    if not terms.stand_on(civil(now).date()):
        return GiftOver()
    if terms.per_citizen is not None and had >= terms.per_citizen:
        return LimitReached(terms.per_citizen)
    if left < 1:
        return SoldOut()
    if purse.balance < terms.points:
        return TooFewPoints(purse.balance, terms.points)
    return None
