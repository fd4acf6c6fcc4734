"""Citizens who are merged or lose an address, seen from the database."""

from datetime import datetime

from store import ledger, people
from store.db import Transaction
from store.ledger import Holder
from store.people import Address, Contact
from tests.bot.citizens import Citizen, now
from tests.world import World
from usecases.detach_address import detach_address
from usecases.merge_citizens import merge_citizens


async def address_of(tx: Transaction, world: World, number: str) -> Address:
    """The address of a phone."""
    contact = Contact("phone", f"+86{number}")
    return (await people.resolve(tx, world.parts.vault, [contact], await now(world)))[contact]


async def merge(world: World, first: Citizen, second: Citizen, at: datetime | None = None) -> int:
    """Make one of two; who they are now."""
    moment = at or await now(world)

    async def work(tx: Transaction) -> int:
        addresses = [await address_of(tx, world, each.phone.number) for each in (first, second)]
        return await merge_citizens(tx, addresses[0].id, addresses[1].id, moment)

    merged: int = await world.query(work)
    return merged


async def detach(world: World, citizen: Citizen) -> int:
    """Take their phone from them; who has it now."""
    moment = await now(world)

    async def work(tx: Transaction) -> int:
        address = await address_of(tx, world, citizen.phone.number)
        return await detach_address(tx, address.id, world.parts.rules.channels, moment)

    newcomer: int = await world.query(work)
    return newcomer


async def whose(world: World, citizen: Citizen) -> int:
    """Who a phone belongs to now."""
    address: Address = await world.query(lambda tx: address_of(tx, world, citizen.phone.number))
    return address.citizen_id


async def points_of(world: World, citizen: Citizen) -> int:
    """The balance that is shown at this phone."""
    citizen_id = await whose(world, citizen)
    balance: int = await world.query(lambda tx: ledger.balance(tx, Holder(citizen_id)))
    return balance


async def bind_phone(world: World, citizen: Citizen, number: str) -> None:
    """Give a citizen a second phone."""
    citizen_id = await whose(world, citizen)
    contact = Contact("phone", f"+86{number}")
    at = await now(world)
    await world.query(lambda tx: people.attach(tx, world.parts.vault, [(citizen_id, contact)], at))
