"""What lies at the places where gifts are handed out, as the staff there see it."""

from dataclasses import dataclass

from evaluation.areas import significant
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Left:
    """A gift at a place, and how many are left there that nobody has reserved."""

    gift_id: int
    gift: str
    gift_en: str
    tier: int
    points: int
    place: str
    place_en: str
    left: int


async def at_place(tx: Transaction, place_id: int) -> list[Left]:
    """The gifts of which one is left at a place, whether or not they may still be chosen."""
    return await tx.fetch(
        Left,
        """SELECT g.id AS gift_id, g.name AS gift, g.name_en AS gift_en, g.tier, t.points,
                  p.name AS place, p.name_en AS place_en, s.on_hand - s.reserved AS "left"
             FROM gift_stock s JOIN gifts g ON g.id = s.gift_id JOIN gift_tiers t USING (tier)
             JOIN pickup_places p ON p.id = s.place_id
            WHERE s.place_id = %(place_id)s AND s.on_hand > s.reserved AND p.closed_at IS NULL
            ORDER BY t.points, g.name""",
        place_id=place_id,
    )


async def in_area(tx: Transaction, area_code: str) -> list[Left]:
    """The gifts left at the open places of an area, place by place, the cheapest first."""
    return await tx.fetch(
        Left,
        """SELECT g.id AS gift_id, g.name AS gift, g.name_en AS gift_en, g.tier, t.points,
                  p.name AS place, p.name_en AS place_en, s.on_hand - s.reserved AS "left"
             FROM gift_stock s JOIN gifts g ON g.id = s.gift_id JOIN gift_tiers t USING (tier)
             JOIN pickup_places p ON p.id = s.place_id
            WHERE starts_with(p.area_code, %(digits)s) AND s.on_hand > s.reserved AND p.closed_at IS NULL
            ORDER BY p.name, p.id, t.points, g.name""",
        digits=significant(area_code),
    )
