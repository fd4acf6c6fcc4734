"""Stock of gifts at their places: what is there, and what of it is reserved.

Moves are only ever appended, and the append moves what is on hand. Lock the citizen and their accounts
first, stock last, and several rows of it in the order of gift and place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction

Shelf = tuple[int, int]
"""A gift's id and a place's."""


async def locked_left(tx: Transaction, gift_id: int, place_id: int) -> int:
    """How many of a gift are left at an open place, its stock locked; 0 where it never had any."""
    left: int | None = await tx.value(
        """SELECT s.on_hand - s.reserved FROM gift_stock s JOIN pickup_places p ON p.id = s.place_id
            WHERE s.gift_id = %(gift_id)s AND s.place_id = %(place_id)s AND p.closed_at IS NULL FOR UPDATE OF s""",
        gift_id=gift_id,
        place_id=place_id,
    )
    return left or 0


@dataclass(frozen=True, slots=True)
class Stock:
    """How many are there, and how many of them are reserved."""

    on_hand: int
    reserved: int


async def locked(tx: Transaction, gift_id: int, place_id: int) -> Stock:
    """A gift's stock at a place, open or not, locked, also where it never had any."""
    await _make_room(tx, gift_id, place_id)
    found = await tx.first(
        Stock,
        """SELECT on_hand, reserved FROM gift_stock
            WHERE gift_id = %(gift_id)s AND place_id = %(place_id)s FOR UPDATE""",
        gift_id=gift_id,
        place_id=place_id,
    )
    assert found is not None
    return found


async def _make_room(tx: Transaction, gift_id: int, place_id: int) -> None:
    """The shelf's row, made where there is none yet."""
    await tx.execute(
        """INSERT INTO gift_stock (gift_id, place_id) VALUES (%(gift_id)s, %(place_id)s)
           ON CONFLICT (gift_id, place_id) DO NOTHING""",
        gift_id=gift_id,
        place_id=place_id,
    )


async def lock(tx: Transaction, shelves: Iterable[Shelf]) -> None:
    """Take these rows in their order, where several are to be changed."""
    gifts, places = _columns(shelves)
    await tx.values(
        """SELECT gift_id FROM gift_stock JOIN unnest(%(gifts)s::bigint[], %(places)s::bigint[])
                  AS wanted (gift_id, place_id) USING (gift_id, place_id)
            ORDER BY gift_id, place_id FOR UPDATE OF gift_stock""",
        gifts=gifts,
        places=places,
    )


async def hold(tx: Transaction, gift_id: int, place_id: int) -> None:
    """Reserve one that was found to be left."""
    await tx.execute(
        "UPDATE gift_stock SET reserved = reserved + 1 WHERE gift_id = %(gift_id)s AND place_id = %(place_id)s",
        gift_id=gift_id,
        place_id=place_id,
    )


async def let_go(tx: Transaction, shelves: Iterable[Shelf]) -> None:
    """Reserve these no more, one for each time that they are named."""
    named = list(shelves)
    await lock(tx, named)
    gifts, places = _columns(named)
    await tx.execute(
        """UPDATE gift_stock s SET reserved = s.reserved - freed.pieces
             FROM (SELECT gift_id, place_id, count(*) AS pieces
                     FROM unnest(%(gifts)s::bigint[], %(places)s::bigint[]) AS named (gift_id, place_id)
                    GROUP BY gift_id, place_id) AS freed
            WHERE s.gift_id = freed.gift_id AND s.place_id = freed.place_id""",
        gifts=gifts,
        places=places,
    )


async def hand_out(tx: Transaction, shelf: Shelf, voucher_id: int, staff_id: int, now: datetime) -> None:
    """One that was reserved leaves."""
    await _moves_by_voucher(tx, shelf, ("collected", -1), voucher_id, staff_id, now)


async def take_back(tx: Transaction, shelf: Shelf, voucher_id: int, staff_id: int, now: datetime) -> None:
    """One that left by mistake is there again, and reserved as before."""
    await _moves_by_voucher(tx, shelf, ("undone", 1), voucher_id, staff_id, now)


async def _moves_by_voucher(
    tx: Transaction, shelf: Shelf, moves: tuple[str, int], voucher_id: int, staff_id: int, now: datetime
) -> None:
    (gift_id, place_id), (kind, pieces) = shelf, moves
    await tx.execute(
        """WITH moved AS (
               INSERT INTO stock_movements (gift_id, place_id, kind, pieces, voucher_id, staff_id, at)
               VALUES (%(gift_id)s, %(place_id)s, %(kind)s, %(pieces)s, %(voucher_id)s, %(staff_id)s, %(now)s)
               RETURNING gift_id, place_id, pieces)
           UPDATE gift_stock s SET on_hand = s.on_hand + moved.pieces, reserved = s.reserved + moved.pieces
             FROM moved WHERE s.gift_id = moved.gift_id AND s.place_id = moved.place_id""",
        gift_id=gift_id,
        place_id=place_id,
        kind=kind,
        pieces=pieces,
        voucher_id=voucher_id,
        staff_id=staff_id,
        now=now,
    )


async def move(
    tx: Transaction,
    gift_id: int,
    place_id: int,
    *,
    kind: str,
    pieces: int,
    staff_id: int | None,
    why: str,
    now: datetime,
) -> None:
    """Append a delivery or a correction and move what is on hand with it; the place's first makes its row.

    The database refuses what would leave less than is reserved.
    """
    await _make_room(tx, gift_id, place_id)
    await tx.execute(
        """WITH moved AS (
               INSERT INTO stock_movements (gift_id, place_id, kind, pieces, staff_id, why, at)
               VALUES (%(gift_id)s, %(place_id)s, %(kind)s, %(pieces)s, %(staff_id)s, %(why)s, %(now)s)
               RETURNING gift_id, place_id, pieces)
           UPDATE gift_stock s SET on_hand = s.on_hand + moved.pieces
             FROM moved WHERE s.gift_id = moved.gift_id AND s.place_id = moved.place_id""",
        gift_id=gift_id,
        place_id=place_id,
        kind=kind,
        pieces=pieces,
        staff_id=staff_id,
        why=why,
        now=now,
    )


async def delivered(tx: Transaction, gift_id: int, place_id: int, why: str) -> int:
    """How many pieces came with deliveries of this note; the shelf is locked."""
    pieces: int = await tx.value(
        """SELECT coalesce(sum(pieces), 0)::int FROM stock_movements
            WHERE gift_id = %(gift_id)s AND place_id = %(place_id)s AND kind = 'delivery' AND why = %(why)s""",
        gift_id=gift_id,
        place_id=place_id,
        why=why,
    )
    return pieces


def _columns(shelves: Iterable[Shelf]) -> tuple[list[int], list[int]]:
    named = list(shelves)
    return [gift_id for gift_id, _ in named], [place_id for _, place_id in named]
