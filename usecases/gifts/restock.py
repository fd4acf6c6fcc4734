"""The gifts desk: pieces arrive, and what was counted puts right what the books say."""

from dataclasses import dataclass
from datetime import datetime

from store import stock
from store.db import Transaction
from store.stock import Shelf


class CannotRestock(Exception):
    """Stock cannot be changed so."""


@dataclass
class NothingArrived(CannotRestock):
    """A delivery has pieces."""


@dataclass
class NoReason(CannotRestock):
    """A correction says why."""


@dataclass
class PiecesPromised(CannotRestock):
    """So many are reserved: give substitutes or cancel vouchers first."""

    reserved: int


async def deliver(
    tx: Transaction, shelf: Shelf, pieces: int, staff_id: int | None, now: datetime, why: str = ""
) -> None:
    """Pieces arrive at a place; `why` may say from where. Raises `NothingArrived`."""
    if pieces < 1:
        raise NothingArrived
    await stock.move(tx, *shelf, kind="delivery", pieces=pieces, staff_id=staff_id, why=why, now=now)


async def count(
    tx: Transaction, shelf: Shelf, counted: int, why: str, staff_id: int | None, now: datetime
) -> int:
    """So many lie there; by how many the books were put right. Raises a `CannotRestock`."""
    if not why.strip():
        raise NoReason
    standing = await stock.locked(tx, *shelf)
    if counted < standing.reserved:
        raise PiecesPromised(standing.reserved)
    pieces = counted - standing.on_hand
    if pieces:
        await stock.move(
            tx, *shelf, kind="correction", pieces=pieces, staff_id=staff_id, why=why.strip(), now=now
        )
    return pieces
