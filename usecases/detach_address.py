"""Take an address from its citizen: the number changed hands, and whoever has it now is somebody new."""

from collections.abc import Sequence
from datetime import datetime

from store import citizens, dialogues, outbox, people, selections, staff_chats, visits
from store.db import Transaction
from store.people import Citizen


async def detach_address(tx: Transaction, address_id: int, channels: Sequence[str], now: datetime) -> int:
    """Start a new citizen with this address: no history, no points, no opt-out; who that is.

    All that was said, rated and earned stays with the old citizen. Their matters that wait for a prompt
    are asked about at another address of theirs, on one of `channels`, or not at all (`no_address`).
    Where it spoke for an account of the staff, it does so no more.
    """
    citizen = await _locked(tx, address_id)
    if await citizens.was_asked_at(tx, citizen.id, address_id):
        await dialogues.close(tx, citizen.id)
    await selections.leave(tx, citizen.id)
    await citizens.take_back_prompts(tx, citizen.id, now, address_id)
    await outbox.cancel_empty(tx, [citizen.id])
    await staff_chats.unbind(tx, address_id)
    newcomer = await citizens.split_off(tx, address_id, now)
    if not await people.prompt_lines(tx, [citizen.id], channels):
        await visits.exclude(tx, await citizens.waiting_for(tx, citizen.id), "no_address")
    return newcomer


async def _locked(tx: Transaction, address_id: int) -> Citizen:
    """The address's citizen, locked."""
    citizen = await people.lock(tx, (await people.by_id(tx, address_id)).citizen_id)
    if (await people.by_id(tx, address_id)).citizen_id == citizen.id:
        return citizen
    return await _locked(tx, address_id)  # it changed hands while we waited
