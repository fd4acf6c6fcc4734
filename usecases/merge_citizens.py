"""Make one citizen of two: the one we have known longer stays, with all that the other had."""

from datetime import datetime

from store import citizens, ledger, outbox, people
from store.db import Transaction
from usecases import subscription


async def merge_citizens(tx: Transaction, first_id: int, second_id: int, now: datetime) -> int:
    """Merge the citizens of two addresses; the citizen they are from now on. Once more changes nothing.

    Both accounts stay as they are, and the points are their sum. Who had opted out stays so, on every
    address. Prompts that have not left are queued anew, as one.
    """
    ids = await _locked(tx, first_id, second_id)
    if len(ids) == 1:
        return ids[0]
    stays, gone = await citizens.twins(tx, ids)
    opted_out = [each.opted_out_at for each in (stays, gone) if each.opted_out_at is not None]
    for each in (stays, gone):
        await citizens.take_back_prompts(tx, each.id, now)
    await outbox.cancel_empty(tx, ids)
    await citizens.keep_latest_question(tx, ids, now)
    await citizens.join_call_requests(tx, gone.id, stays.id, now)
    await citizens.join_people(tx, gone.id, stays.id)
    await citizens.move_all(tx, gone.id, stays.id)
    await citizens.join_redeeming(tx, gone.id, stays.id)
    await ledger.succeed(tx, gone.id, stays.id)
    if opted_out:
        await subscription.opt_out(tx, stays.id, min(opted_out))
    return stays.id


async def _locked(tx: Transaction, first_id: int, second_id: int) -> list[int]:
    """The citizens of the two addresses, locked."""
    addresses = [await people.by_id(tx, address_id) for address_id in (first_id, second_id)]
    ids = sorted({address.citizen_id for address in addresses})
    if await people.lock_all(tx, ids):
        return ids
    return await _locked(tx, first_id, second_id)
