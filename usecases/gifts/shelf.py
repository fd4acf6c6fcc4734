"""What a citizen may choose now, and why not the rest."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from evaluation.gifts import Purse, Refusal, refusal
from evaluation.window import civil
from store import gifts
from store.db import Transaction
from store.gifts import Gift, Place
from store.ledger import Holder
from usecases.gifts.purses import holder_for, holders_of, purse_of
from usecases.rules import Rules

PLACES_AT_MOST = 9
"""Places told for a gift, the nearest: more cannot be chosen by one digit."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A gift that is given out today, where one is left, and why the holder cannot have it (None: they can)."""

    gift: Gift
    places: tuple[Place, ...]
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one account can buy; `holders` are all accounts that the citizen may spend from."""

    holder: Holder
    holders: tuple[Holder, ...]
    purse: Purse
    may_redeem: bool
    """Whether enough was taken part in; `purse` says how much, `rules.points.ratings_to_redeem` what is needed."""
    offers: tuple[Offer, ...]

    @property
    def within_reach(self) -> tuple[Offer, ...]:
        """The offers that may be chosen now, the cheapest first."""
        return tuple(offer for offer in self.offers if offer.refusal is None)


async def shelf(
    tx: Transaction, citizen_id: int, rules: Rules, now: datetime, credit_code: str | None = None
) -> Shelf:
    """What the citizen's own points buy, or those of an organisation that authorised them; raises `NotTheirs`."""
    holder = await holder_for(tx, citizen_id, credit_code)
    purse = await purse_of(tx, holder, now)
    given_out = await gifts.given_out(tx, civil(now).date())
    places = await _places(tx, [gift.id for gift in given_out], citizen_id)
    had = await gifts.had(tx, holder)
    offers = [
        Offer(
            gift,
            tuple(places[gift.id]),
            refusal(
                gift.terms,
                purse,
                rules.points,
                had=had.get(gift.id, 0),
                left=sum(place.left for place in places[gift.id]),
                now=now,
            ),
        )
        for gift in given_out
    ]
    holders = tuple(await holders_of(tx, citizen_id))
    return Shelf(holder, holders, purse, purse.taking_part.may_redeem(rules.points), tuple(offers))


async def _places(tx: Transaction, gift_ids: list[int], citizen_id: int) -> dict[int, list[Place]]:
    by_gift: dict[int, list[Place]] = defaultdict(list)
    near = await gifts.last_area(tx, citizen_id)
    for place in await gifts.places_with_one_left(tx, gift_ids, near, PLACES_AT_MOST):
        by_gift[place.gift_id].append(place)
    return by_gift
