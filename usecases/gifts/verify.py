"""Verify the vouchers: each against its events, the ledger and the stock; the stock against its movements."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

from evaluation.vouchers import NEXT, State, Step
from store import gift_books
from store.db import Database
from store.gift_books import WrittenStock, WrittenVoucher

AT_ONCE = 500
_GIVEN_UP = frozenset((State.CANCELLED, State.EXPIRED))


@dataclass
class Verified:
    """What was gone through so far, and what is wrong with it, a line each."""

    vouchers: int = 0
    shelves: int = 0
    differences: list[str] = field(default_factory=list)


async def verify_gifts(database: Database) -> AsyncIterator[Verified]:
    """Go through all vouchers, all they took from the ledger, and the stock; what was found after each part.

    Each part sees one moment of the database, so that all may be in use meanwhile.
    """
    found = Verified()
    async for written in _pages(database):
        found.vouchers += len(written)
        found.differences += [
            f"voucher {voucher.id}: {what}" for voucher in written for what in differences(voucher)
        ]
        yield found
    async for line in _strays(database):
        found.differences.append(line)
    async with database.snapshot() as tx:
        shelves = await gift_books.stock(tx)
    found.shelves = len(shelves)
    found.differences += [line for shelf in shelves for line in stock_differences(shelf)]
    yield found


async def _pages(database: Database) -> AsyncIterator[list[WrittenVoucher]]:
    last = 0
    while True:
        async with database.snapshot() as tx:
            written = await gift_books.vouchers(tx, last, AT_ONCE)
        if not written:
            return
        yield written
        last = written[-1].id


async def _strays(database: Database) -> AsyncIterator[str]:
    last = 0
    while True:
        async with database.snapshot() as tx:
            ids = await gift_books.accounts(tx, last, AT_ONCE)
            strays = await gift_books.strays(tx, ids)
        for stray in strays:
            yield f"account {stray.account_id}: entry {stray.id} is of {stray.reference}, which does not exist"
        if not ids:
            return
        last = ids[-1]


def differences(voucher: WrittenVoucher) -> Iterable[str]:
    """Say what is wrong with one voucher."""
    state = State(voucher.state)
    if voucher.spent != -voucher.points:
        yield f"{voucher.points} points, the ledger took {-voucher.spent}"
    owed = voucher.points if state in _GIVEN_UP else 0
    if voucher.back != owed:
        yield f"{state}, and the ledger gave back {voucher.back} points where it owes {owed}"
    if voucher.handed_out != (state is State.COLLECTED):
        yield f"{state}, and {voucher.handed_out} pieces left for it"
    if voucher.numbers != list(range(1, voucher.events + 1)):
        yield f"{len(voucher.numbers)} events where {voucher.events} were appended"
    elif _retold(voucher) is not state:
        yield f"{state}, which is not what its events say"


def _retold(voucher: WrittenVoucher) -> State | None:
    """Where its events lead; None where they do not follow one another."""
    state: State | None = None
    for step, before, after in zip(voucher.steps, voucher.before, voucher.after, strict=True):
        leads_to = State.RESERVED if state is None else NEXT.get((state, Step(step)))
        if before != state or after != leads_to:
            return None
        state = leads_to
    return state


def stock_differences(shelf: WrittenStock) -> Iterable[str]:
    """Say what is wrong with one gift at one place."""
    where = f"gift {shelf.gift_id} at place {shelf.place_id}"
    if shelf.on_hand != shelf.moved:
        yield f"{where}: {shelf.on_hand} on hand, its movements sum up to {shelf.moved}"
    if shelf.reserved != shelf.awaited:
        yield f"{where}: {shelf.reserved} reserved, {shelf.awaited} vouchers wait for it"
