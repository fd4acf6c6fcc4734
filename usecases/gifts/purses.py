"""Whose points a citizen may spend, and what speaks for each: their own, and those of organisations."""

from datetime import datetime

from evaluation.gifts import NotTheirs, Purse, TakingPart
from store import delegates, gifts, ledger
from store.db import Transaction
from store.ledger import Holder


async def holders_of(tx: Transaction, citizen_id: int) -> list[Holder]:
    """Whose points a citizen may spend: their own first."""
    organisations = await delegates.organisations_of(tx, citizen_id)
    return [Holder(citizen_id=citizen_id), *(Holder(credit_code=code) for code in organisations)]


async def holder_for(tx: Transaction, citizen_id: int, credit_code: str | None) -> Holder:
    """The citizen themself, or the organisation that authorised them; raises `NotTheirs`."""
    if credit_code is None:
        return Holder(citizen_id=citizen_id)
    if credit_code not in await delegates.organisations_of(tx, citizen_id):
        raise NotTheirs
    return Holder(credit_code=credit_code)


async def purse_of(tx: Transaction, holder: Holder, now: datetime) -> Purse:
    """The points that can be spent now, and what was taken part in."""
    part = await gifts.took_part(tx, holder)
    return Purse(await ledger.spendable(tx, holder, now), TakingPart(part.ratings, part.suggestions))
