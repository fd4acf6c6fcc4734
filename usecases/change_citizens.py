"""What staff change about citizens takes two of them: one asks, with a reason, and another confirms or refuses."""

from collections.abc import Sequence
from datetime import datetime

from store import changes, holders
from store.changes import Change
from store.db import Transaction
from store.people import Address
from usecases.detach_address import detach_address
from usecases.merge_citizens import merge_citizens
from usecases.two_people import ASKED_ALREADY, NOT_WAITING, CannotSign, Signature, check_second, signed

ONE_ALREADY = "one_already"
"""The two addresses are one citizen's."""


async def ask_merge(
    tx: Transaction, first: Address, second: Address, signature: Signature, now: datetime
) -> int:
    """Ask that the citizens of two addresses be made one; the number of the request. Raises `CannotSign`."""
    if first.citizen_id == second.citizen_id:
        raise CannotSign(ONE_ALREADY)
    return await _ask(tx, "merge", [first.id, second.id], signature, now)


async def ask_detach(tx: Transaction, address: Address, signature: Signature, now: datetime) -> int:
    """Ask that an address be taken from its citizen; the number of the request. Raises `CannotSign`."""
    return await _ask(tx, "detach", [address.id], signature, now)


async def ask_vouch(tx: Transaction, address: Address, signature: Signature, now: datetime) -> int:
    """Ask that an address be taken for its citizen's again; the number of the request. Raises `CannotSign`."""
    return await _ask(tx, "vouch", [address.id], signature, now)


async def confirm(tx: Transaction, change_id: int, by: str, channels: Sequence[str], now: datetime) -> Change:
    """Carry out what somebody else has asked for, among the `channels` that there are. Raises `CannotSign`."""
    change = await _waiting(tx, change_id)
    check_second(change.asked_by, by)
    await changes.decide(tx, change_id, confirmed=True, by=signed(by), now=now)
    if change.kind == "detach":
        await detach_address(tx, change.address_id, channels, now)
        return change
    if change.other_id is not None:
        await merge_citizens(tx, change.address_id, change.other_id, now)
    # Two people have seen whose they are.
    await holders.vouch(tx, [each for each in (change.address_id, change.other_id) if each], now)
    return change


async def refuse(tx: Transaction, change_id: int, by: str, now: datetime) -> Change:
    """Do not carry it out; whoever asked may take it back so. Raises `CannotSign`."""
    change = await _waiting(tx, change_id)
    await changes.decide(tx, change_id, confirmed=False, by=signed(by), now=now)
    return change


async def _ask(
    tx: Transaction, kind: str, address_ids: list[int], signature: Signature, now: datetime
) -> int:
    sign = signature.checked()
    change_id = await changes.ask(
        tx, kind=kind, address_ids=address_ids, why=sign.why, asked_by=sign.by, now=now
    )
    if change_id is None:
        raise CannotSign(ASKED_ALREADY)
    return change_id


async def _waiting(tx: Transaction, change_id: int) -> Change:
    change = await changes.locked(tx, change_id)
    if change is None:
        raise CannotSign(NOT_WAITING)
    return change
