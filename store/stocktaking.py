"""Stock as the gifts desk looks at it: what lies where, and every move of it."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.areas import significant
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Stocked:
    """One gift at one place."""

    gift_id: int
    gift: str
    place_id: int
    place: str
    on_hand: int
    reserved: int
    given_out: bool
    """The place is open and the gift not withdrawn."""

    @property
    def left(self) -> int:
        """How many nobody has reserved."""
        return self.on_hand - self.reserved


async def stocked(
    tx: Transaction, area_code: str, *, place_id: int | None = None, gift_id: int | None = None
) -> list[Stocked]:
    """What lies at the places of an area, and every gift that is given out there with nothing on the shelf."""
    return await tx.fetch(
        Stocked,
        """SELECT g.id AS gift_id, g.name AS gift, p.id AS place_id, p.name AS place,
                  coalesce(s.on_hand, 0) AS on_hand, coalesce(s.reserved, 0) AS reserved,
                  p.closed_at IS NULL AND g.withdrawn_at IS NULL AS given_out
             FROM pickup_places p CROSS JOIN gifts g
             LEFT JOIN gift_stock s ON s.gift_id = g.id AND s.place_id = p.id
            WHERE starts_with(p.area_code, %(digits)s)
              AND (%(place_id)s::bigint IS NULL OR p.id = %(place_id)s)
              AND (%(gift_id)s::bigint IS NULL OR g.id = %(gift_id)s)
              AND (s.on_hand > 0 OR (p.closed_at IS NULL AND g.withdrawn_at IS NULL))
            ORDER BY p.closed_at IS NOT NULL, p.area_code, p.name, g.tier, g.name""",
        digits=significant(area_code),
        place_id=place_id,
        gift_id=gift_id,
    )


@dataclass(frozen=True, slots=True)
class Moved:
    """One move; `name` is that of who moved it, None for a command."""

    id: int
    at: datetime
    kind: str
    pieces: int
    name: str | None
    why: str


async def moves(tx: Transaction, gift_id: int, place_id: int, limit: int) -> list[Moved]:
    """The latest moves of a gift at a place, the last one first."""
    return await tx.fetch(
        Moved,
        """SELECT m.id, m.at, m.kind, m.pieces, s.name, m.why
             FROM stock_movements m LEFT JOIN staff s ON s.id = m.staff_id
            WHERE m.gift_id = %(gift_id)s AND m.place_id = %(place_id)s ORDER BY m.id DESC LIMIT %(limit)s""",
        gift_id=gift_id,
        place_id=place_id,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class OnShelf:
    """What lies there, and what of it is reserved."""

    on_hand: int = 0
    reserved: int = 0

    @property
    def left(self) -> int:
        """How many nobody has reserved."""
        return self.on_hand - self.reserved


async def on_shelf(tx: Transaction, gift_id: int, place_id: int) -> OnShelf:
    """What lies of a gift at a place; nothing where it never had any."""
    found = await tx.first(
        OnShelf,
        "SELECT on_hand, reserved FROM gift_stock WHERE gift_id = %(gift_id)s AND place_id = %(place_id)s",
        gift_id=gift_id,
        place_id=place_id,
    )
    return found or OnShelf()
