"""Take in finished records: place them, judge them, and say what became of each."""

from collections.abc import Iterable, Sequence
from typing import Any

from store import events, intake, outbox, people
from store.db import Transaction
from store.intake import Key
from store.people import Address, Contact
from usecases.intake.placing import Desk, Placing, judged, quarantine_reason, still_rated
from usecases.intake.record import RecordIn, read_records
from usecases.intake.sorting import Intake, Sorting
from usecases.rate_on_site import join_held

__all__ = ["Desk", "Intake", "judged", "quarantine_reason", "still_rated", "take_in"]


async def take_in(tx: Transaction, items: list[Any], desk: Desk) -> Intake:
    """Take in what was sent, in its order; sending the same again changes nothing.

    Locks in the order of the whole product: keys, new addresses, citizens, visits, each sorted.
    """
    good, bad = read_records(items, desk.now)
    records = [record for _, record in good]
    keys = {record.key for record in records}
    await intake.hold_keys(tx, keys)
    addresses = await _locked(tx, records, keys, desk)
    sorting = Sorting(await intake.stored(tx, keys), desk.vault)
    placing = await Placing.load(tx, records, addresses, desk)
    for index, record in good:
        sorting.sort(index, placing.place(record))
    await _save(tx, sorting, desk)
    sorting.result.rejected = sorted([*bad, *sorting.result.rejected], key=lambda rejected: rejected.index)
    return sorting.result


async def _locked(
    tx: Transaction, records: Sequence[RecordIn], keys: set[Key], desk: Desk
) -> dict[Contact, Address]:
    """The records' addresses, with all citizens concerned locked."""
    addresses = await _resolve(tx, records, desk)
    owners = {address.citizen_id for address in addresses.values()}
    if await people.lock_all(tx, owners.union(await intake.owners(tx, keys))):
        return addresses
    return await _locked(tx, records, keys, desk)  # one of them was merged while we waited for it


async def _resolve(tx: Transaction, records: Iterable[RecordIn], desk: Desk) -> dict[Contact, Address]:
    contacts = [record.contacts for record in records if record.contacts]
    addresses = await people.resolve(tx, desk.vault, [each[0] for each in contacts], desk.now)
    further = {(addresses[each[0]].citizen_id, contact) for each in contacts for contact in each[1:]}
    if not further:
        return addresses
    # Sorted by address: two requests that add the same ones in another order would deadlock.
    in_order = sorted(further, key=lambda pair: (pair[1].kind, pair[1].address, pair[0]))
    return {**await people.attach(tx, desk.vault, in_order, desk.now), **addresses}


async def _save(tx: Transaction, sorting: Sorting, desk: Desk) -> None:
    """Write it all, then join ratings that came before their record."""
    await intake.add(tx, sorting.new, desk.now)
    await intake.change(tx, sorting.changed)
    await intake.correct_person(tx, sorting.corrected)
    await outbox.cancel_empty(tx, sorted(sorting.touched))
    for held in await events.held_for(tx, [row.key for row in sorting.new], desk.now):
        await join_held(tx, held, desk.rules, desk.now)
