"""What the gifts desk keeps: places, tiers, gifts and their pictures."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class NewPlace:
    """Where gifts are handed out; `location` and `hours` are told to citizens as they are."""

    name: str
    name_en: str
    location: str
    hours: str
    area_code: str


@dataclass(frozen=True, slots=True)
class Tier:
    """What the gifts of a tier cost."""

    tier: int
    name: str
    name_en: str
    points: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A small picture, and of which kind it is: image/png, image/jpeg or image/webp."""

    data: bytes
    type: str


@dataclass(frozen=True, slots=True)
class NewGift:
    """A gift; `valid_until` is the last day on which it may be chosen, None: no end."""

    name: str
    name_en: str
    tier: int
    valid_from: date
    valid_until: date | None = None
    per_citizen: int | None = None
    picture: Picture | None = None


async def add_place(tx: Transaction, place: NewPlace) -> int | None:
    """Keep a place; its id, None where the area has one of that name."""
    made: int | None = await tx.value(
        """INSERT INTO pickup_places (name, name_en, location, hours, area_code)
           VALUES (%(name)s, %(name_en)s, %(location)s, %(hours)s, %(area_code)s)
           ON CONFLICT (area_code, name) DO NOTHING RETURNING id""",
        **asdict(place),
    )
    return made


async def put_tier(tx: Transaction, tier: Tier) -> None:
    """Keep a tier, or change what it costs from now on; vouchers that were made keep their points."""
    await tx.execute(
        """INSERT INTO gift_tiers (tier, name, name_en, points)
           VALUES (%(tier)s, %(name)s, %(name_en)s, %(points)s)
           ON CONFLICT (tier) DO UPDATE
              SET name = excluded.name, name_en = excluded.name_en, points = excluded.points""",
        **asdict(tier),
    )


async def add_gift(tx: Transaction, gift: NewGift) -> int | None:
    """Keep a gift; its id, None where there is one of that name."""
    made: int | None = await tx.value(
        """INSERT INTO gifts (name, name_en, tier, valid_from, valid_until, per_citizen, picture, picture_type)
           VALUES (%(name)s, %(name_en)s, %(tier)s, %(valid_from)s, %(valid_until)s, %(per_citizen)s, %(picture)s,
                   %(picture_type)s)
           ON CONFLICT (name) DO NOTHING RETURNING id""",
        name=gift.name,
        name_en=gift.name_en,
        tier=gift.tier,
        valid_from=gift.valid_from,
        valid_until=gift.valid_until,
        per_citizen=gift.per_citizen,
        picture=gift.picture.data if gift.picture else None,
        picture_type=gift.picture.type if gift.picture else None,
    )
    return made


async def picture(tx: Transaction, gift_id: int) -> Picture | None:
    """A gift's picture."""
    return await tx.first(
        Picture,
        """SELECT picture AS data, picture_type AS type FROM gifts
            WHERE id = %(id)s AND picture IS NOT NULL""",
        id=gift_id,
    )


async def gift_named(tx: Transaction, name: str) -> int | None:
    """The gift of this name."""
    found: int | None = await tx.value("SELECT id FROM gifts WHERE name = %(name)s", name=name)
    return found


@dataclass(frozen=True, slots=True)
class KnownGift:
    """A gift as it is kept, its picture aside."""

    id: int
    name: str
    name_en: str
    tier: int
    valid_from: date
    valid_until: date | None
    per_citizen: int | None

    @property
    def words(self) -> NewGift:
        """What is said of it."""
        return NewGift(
            self.name, self.name_en, self.tier, self.valid_from, self.valid_until, self.per_citizen
        )


async def gifts_named(tx: Transaction, names: Collection[str]) -> dict[str, KnownGift]:
    """Those of these gifts that there are, by name, locked until the transaction ends."""
    found = await tx.fetch(
        KnownGift,
        """SELECT id, name, name_en, tier, valid_from, valid_until, per_citizen FROM gifts
            WHERE name = ANY(%(names)s) ORDER BY id FOR NO KEY UPDATE""",
        names=list(names),
    )
    return {gift.name: gift for gift in found}


async def change_gift(tx: Transaction, gift_id: int, gift: NewGift) -> bool:
    """Say something else of a gift, whose picture stays; False where there is none."""
    changed = await tx.execute(
        """UPDATE gifts SET name = %(name)s, name_en = %(name_en)s, tier = %(tier)s, valid_from = %(valid_from)s,
                  valid_until = %(valid_until)s, per_citizen = %(per_citizen)s WHERE id = %(id)s""",
        id=gift_id,
        name=gift.name,
        name_en=gift.name_en,
        tier=gift.tier,
        valid_from=gift.valid_from,
        valid_until=gift.valid_until,
        per_citizen=gift.per_citizen,
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


async def put_picture(tx: Transaction, gift_id: int, picture: Picture) -> bool:
    """Keep another picture; False where there is no such gift."""
    return bool(
        await tx.execute(
            "UPDATE gifts SET picture = %(data)s, picture_type = %(type)s WHERE id = %(id)s",
            id=gift_id,
            **asdict(picture),
        )
    )


async def place_named(tx: Transaction, area_code: str, name: str) -> int | None:
    """The place of this name in an area."""
    found: int | None = await tx.value(
        "SELECT id FROM pickup_places WHERE area_code = %(area)s AND name = %(name)s",
        area=area_code,
        name=name,
    )
    return found


async def change_place(tx: Transaction, place_id: int, place: NewPlace) -> None:
    """Say something else of a place."""
    await tx.execute(
        """UPDATE pickup_places SET name = %(name)s, name_en = %(name_en)s, location = %(location)s, hours = %(hours)s,
                  area_code = %(area_code)s WHERE id = %(id)s""",
        id=place_id,
        **asdict(place),
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
