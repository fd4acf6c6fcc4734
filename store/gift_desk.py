"""Gifts, tiers, places and stock as the gifts desk keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from evaluation.areas import significant
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Tier:
    """What gifts of one tier cost."""

    tier: int
    name: str
    name_en: str
    points: int
    gifts: int
    """How many there are of it, withdrawn ones included."""


async def tiers(tx: Transaction) -> list[Tier]:
    """All tiers, in their order."""
    return await tx.fetch(
        Tier,
        """SELECT t.tier, t.name, t.name_en, t.points, count(g.id) AS gifts
             FROM gift_tiers t LEFT JOIN gifts g USING (tier) GROUP BY t.tier ORDER BY t.tier""",
    )


async def put_tier(tx: Transaction, tier: int, *, name: str, name_en: str, points: int) -> None:
    """Make a tier, or change what it is called and costs: of vouchers already reserved nothing changes."""
    await tx.execute(
        """INSERT INTO gift_tiers (tier, name, name_en, points)
           VALUES (%(tier)s, %(name)s, %(name_en)s, %(points)s)
           ON CONFLICT (tier) DO UPDATE
              SET name = excluded.name, name_en = excluded.name_en, points = excluded.points""",
        tier=tier,
        name=name,
        name_en=name_en,
        points=points,
    )


@dataclass(frozen=True, slots=True)
class GiftWords:
    """What the desk says of a gift."""

    name: str
    name_en: str
    tier: int
    valid_from: date
    valid_until: date | None
    """The last day; None: no end."""
    per_citizen: int | None
    """None: any number."""

    @property
    def columns(self) -> Mapping[str, object]:
        """By column."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class KeptGift:
    """A gift with its price, and what is left of it at the open places of an area."""

    id: int
    name: str
    name_en: str
    tier: int
    points: int
    valid_from: date
    valid_until: date | None
    per_citizen: int | None
    withdrawn_at: datetime | None
    has_picture: bool
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


async def gift_named(tx: Transaction, name: str) -> int | None:
    """The gift of this name."""
    found: int | None = await tx.value("SELECT id FROM gifts WHERE name = %(name)s", name=name)
    return found


async def add_gift(tx: Transaction, words: GiftWords) -> int | None:
    """Add a gift; its id, None where the name is taken."""
    made: int | None = await tx.value(
        """INSERT INTO gifts (name, name_en, tier, valid_from, valid_until, per_citizen)
           VALUES (%(name)s, %(name_en)s, %(tier)s, %(valid_from)s, %(valid_until)s, %(per_citizen)s)
           ON CONFLICT (name) DO NOTHING RETURNING id""",
        **words.columns,
    )
    return made


async def change_gift(tx: Transaction, gift_id: int, words: GiftWords) -> bool:
    """Say something else of a gift; False where there is none."""
    changed = await tx.execute(
        """UPDATE gifts SET name = %(name)s, name_en = %(name_en)s, tier = %(tier)s, valid_from = %(valid_from)s,
                  valid_until = %(valid_until)s, per_citizen = %(per_citizen)s WHERE id = %(id)s""",
        id=gift_id,
        **words.columns,
    )
    return bool(changed)


async def withdraw_gift(tx: Transaction, gift_id: int, at: datetime | None) -> bool:
    """Give a gift out no more from then, or again (None); False where it was so already."""
    return bool(
        await tx.execute(
            """UPDATE gifts SET withdrawn_at = %(at)s
                WHERE id = %(id)s AND (withdrawn_at IS NULL) <> (%(at)s::timestamptz IS NULL)""",
            id=gift_id,
            at=at,
        )
    )


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, of a type that was read from its bytes."""

    body: bytes
    media_type: str


async def picture(tx: Transaction, gift_id: int) -> Picture | None:
    """A gift's picture."""
    return await tx.first(
        Picture,
        """SELECT picture AS body, picture_type AS media_type FROM gifts
            WHERE id = %(id)s AND picture IS NOT NULL""",
        id=gift_id,
    )


async def put_picture(tx: Transaction, gift_id: int, body: bytes | None, media_type: str | None) -> bool:
    """Keep a picture, or none; False where there is no such gift."""
    return bool(
        await tx.execute(
            "UPDATE gifts SET picture = %(body)s, picture_type = %(media_type)s WHERE id = %(id)s",
            id=gift_id,
            body=body,
            media_type=media_type,
        )
    )


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What the desk says of a place."""

    name: str
    name_en: str
    location: str
    hours: str
    area_code: str

    @property
    def columns(self) -> Mapping[str, object]:
        """By column."""
        return {name: getattr(self, name) for name in self.__slots__}


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


async def kept_places(tx: Transaction, area_code: str, only: int | None = None) -> list[KeptPlace]:
    """The places of an area, or one of them; the open ones first."""
    return await tx.fetch(
        KeptPlace,
        """SELECT p.id, p.name, p.name_en, p.location, p.hours, p.area_code, a.name AS area_name, p.closed_at,
                  (SELECT count(*) FROM vouchers v WHERE v.place_id = p.id AND v.state = 'reserved')::int AS waiting
             FROM pickup_places p JOIN areas a ON a.code = p.area_code
            WHERE starts_with(p.area_code, %(digits)s) AND (%(only)s::bigint IS NULL OR p.id = %(only)s)
            ORDER BY p.closed_at IS NOT NULL, p.area_code, p.name""",
        digits=significant(area_code),
        only=only,
    )


async def place_named(tx: Transaction, area_code: str, name: str) -> int | None:
    """The place of this name in an area."""
    found: int | None = await tx.value(
        "SELECT id FROM pickup_places WHERE area_code = %(area)s AND name = %(name)s",
        area=area_code,
        name=name,
    )
    return found


async def add_place(tx: Transaction, words: PlaceWords) -> int | None:
    """Add a place; its id, None where the area has one of that name."""
    made: int | None = await tx.value(
        """INSERT INTO pickup_places (name, name_en, location, hours, area_code)
           VALUES (%(name)s, %(name_en)s, %(location)s, %(hours)s, %(area_code)s)
           ON CONFLICT (area_code, name) DO NOTHING RETURNING id""",
        **words.columns,
    )
    return made


async def change_place(tx: Transaction, place_id: int, words: PlaceWords) -> None:
    """Say something else of a place."""
    await tx.execute(
        """UPDATE pickup_places SET name = %(name)s, name_en = %(name_en)s, location = %(location)s, hours = %(hours)s,
                  area_code = %(area_code)s WHERE id = %(id)s""",
        id=place_id,
        **words.columns,
    )


async def close_place(tx: Transaction, place_id: int, at: datetime | None) -> bool:
    """Take no reservations there from then, or again (None); False where it was so already."""
    return bool(
        await tx.execute(
            """UPDATE pickup_places SET closed_at = %(at)s
                WHERE id = %(id)s AND (closed_at IS NULL) <> (%(at)s::timestamptz IS NULL)""",
            id=place_id,
            at=at,
        )
    )
