"""Ratings of a hall from its own pages: the self-rating corner, printed QR sheets, a guide's tablet."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from store import events, pages
from store.db import Transaction
from usecases.rate_on_site import EventReused, RatingIn, rate_on_site
from usecases.rules import Rules

MOST_A_MINUTE = 30
"""Ratings of one hall in a minute: more is nobody's queue but a program with a leaked link."""


class TooMany(Exception):
    """This hall has had `MOST_A_MINUTE` ratings in the last minute."""


async def rate_place(tx: Transaction, said: Sequence[RatingIn], rules: Rules, now: datetime) -> None:
    """Keep what one form says of a hall, counted apart from the matters.

    The same form again changes nothing. Raises `TooMany`, and `EventReused` where the form was sent
    before with other answers.
    """
    org_code = said[0].org_code
    assert org_code is not None, "a place has an org"
    if await pages.ratings_of_place_since(tx, org_code, now - timedelta(minutes=1)) >= MOST_A_MINUTE:
        raise TooMany
    for event in said:
        try:
            await rate_on_site(tx, event, rules, now)
        except EventReused:
            if not await _pressed_again(tx, event):
                raise


async def _pressed_again(tx: Transaction, event: RatingIn) -> bool:
    """Whether it is what this form said before, only a moment later."""
    before = RatingIn.model_validate(await events.body(tx, event.event_id))
    return before.model_copy(update={"rated_at": event.rated_at}) == event
