"""Gifts, tiers and places as the gifts desk looks at them."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.areas import significant
from store.db import Transaction
from store.gifts import PricedGift


@dataclass(frozen=True, slots=True)
class KeptTier:
    """What gifts of one tier cost."""

    tier: int
    name: str
    name_en: str
    points: int
    gifts: int
    """How many there are of it, withdrawn ones included."""


async def tiers(tx: Transaction) -> list[KeptTier]:
    """All tiers, in their order."""
    return await tx.fetch(
        KeptTier,
        """SELECT t.tier, t.name, t.name_en, t.points, count(g.id) AS gifts
             FROM gift_tiers t LEFT JOIN gifts g USING (tier) GROUP BY t.tier ORDER BY t.tier""",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptGift(PricedGift):
    """One as its desk lists it, with what is left of it at the open places of an area."""

    withdrawn_at: datetime | None
    left: int


async def kept_gifts(tx: Transaction, area_code: str, only: int | None = None) -> list[KeptGift]:
    """All gifts, or one: those that are given out first, by price."""
    return await tx.fetch(
        KeptGift,
        """SELECT g.id, g.name, g.name_en, g.tier, t.points, g.valid_from, g.valid_until, g.per_citizen, g.withdrawn_at,
                  g.picture IS NOT NULL AS has_picture,
                  (SELECT coalesce(sum(s.on_hand - s.reserved), 0) FROM gift_stock s
                     JOIN pickup_places p ON p.id = s.place_id
                    WHERE s.gift_id = g.id AND p.closed_at IS NULL
                      AND starts_with(p.area_code, %(digits)s))::int AS "left"
             FROM gifts g JOIN gift_tiers t USING (tier)
            WHERE %(only)s::bigint IS NULL OR g.id = %(only)s
            ORDER BY g.withdrawn_at IS NOT NULL, t.points, g.name""",
        digits=significant(area_code),
        only=only,
    )


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """A place with how many vouchers wait to be collected there."""

    id: int
    name: str
    name_en: str
    location: str
    hours: str
    area_code: str
    area_name: str
    closed_at: datetime | None
    waiting: int
    ending: int
    """How many of these end before a moment."""


async def kept_places(
    tx: Transaction, area_code: str, ends_before: datetime, only: int | None = None
) -> list[KeptPlace]:
    """The places of an area, or one of them; the open ones first."""
    return await tx.fetch(
        KeptPlace,
        """SELECT p.id, p.name, p.name_en, p.location, p.hours, p.area_code, a.name AS area_name, p.closed_at,
                  w.waiting, w.ending
             FROM pickup_places p JOIN areas a ON a.code = p.area_code
             CROSS JOIN LATERAL (SELECT count(*)::int AS waiting,
                                        (count(*) FILTER (WHERE v.expires_at <= %(ends_before)s))::int AS ending
                                   FROM vouchers v WHERE v.place_id = p.id AND v.state = 'reserved') AS w
            WHERE starts_with(p.area_code, %(digits)s) AND (%(only)s::bigint IS NULL OR p.id = %(only)s)
            ORDER BY p.closed_at IS NOT NULL, p.area_code, p.name""",
        digits=significant(area_code),
        ends_before=ends_before,
        only=only,
    )
