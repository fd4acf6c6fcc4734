"""Gifts, their tiers and the places where they are handed out, as citizens choose among them."""

from dataclasses import dataclass
from datetime import date

from evaluation.gifts import Terms
from store.db import Transaction
from store.ledger import Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedGift:
    """A gift with what its tier costs."""

    id: int
    name: str
    name_en: str
    tier: int
    points: int
    valid_from: date
    valid_until: date | None
    per_citizen: int | None
    has_picture: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift(PricedGift):
    """One as it is chosen; `withdrawn` ones are not given out any more."""

    withdrawn: bool

    @property
    def terms(self) -> Terms:
        """What it takes to have one."""
        return Terms(self.points, self.valid_from, self.valid_until, self.per_citizen, self.withdrawn)


async def by_id(tx: Transaction, gift_id: int) -> Gift | None:
    """One gift."""
    return await tx.first(
        Gift,
        """SELECT g.id, g.name, g.name_en, g.tier, t.points, g.valid_from, g.valid_until, g.per_citizen,
                  g.withdrawn_at IS NOT NULL AS withdrawn, g.picture IS NOT NULL AS has_picture
             FROM gifts g JOIN gift_tiers t USING (tier) WHERE g.id = %(id)s""",
        id=gift_id,
    )


async def given_out(tx: Transaction, day: date) -> list[Gift]:
    """The gifts that are given out on a day, the cheapest first."""
    return await tx.fetch(
        Gift,
        """SELECT g.id, g.name, g.name_en, g.tier, t.points, g.valid_from, g.valid_until, g.per_citizen,
                  false AS withdrawn, g.picture IS NOT NULL AS has_picture
             FROM gifts g JOIN gift_tiers t USING (tier)
            WHERE g.withdrawn_at IS NULL AND g.valid_from <= %(day)s
              AND (g.valid_until IS NULL OR g.valid_until >= %(day)s)
            ORDER BY t.points, g.tier, g.id""",
        day=day,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a gift can be had, and how many are left that nobody has reserved."""

    gift_id: int
    id: int
    name: str
    name_en: str
    location: str
    hours: str
    left: int


async def places_with_one_left(
    tx: Transaction, gift_ids: list[int], near: str | None, at_most: int
) -> list[Place]:
    """For each gift the open places that have one left, those nearest to the area `near` first."""
    return await tx.fetch(
        Place,
        """WITH near AS MATERIALIZED (
               SELECT p.*, row_number() OVER (ORDER BY shared.digits DESC, p.name, p.id) AS rank
                 FROM pickup_places p,
                      LATERAL (SELECT count(*) AS digits FROM unnest(ARRAY[2, 4, 6, 9, 12]) AS level
                                WHERE "left"(p.area_code, level) = "left"(%(near)s, level)) AS shared
                WHERE p.closed_at IS NULL),
           placed AS (
               SELECT s.gift_id, s.place_id, s.on_hand - s.reserved AS "left",
                      row_number() OVER (PARTITION BY s.gift_id ORDER BY near.rank) AS place
                 FROM gift_stock s JOIN near ON near.id = s.place_id
                WHERE s.gift_id = ANY(%(gifts)s) AND s.on_hand > s.reserved)
           SELECT placed.gift_id, near.id, near.name, near.name_en, near.location, near.hours, placed."left"
             FROM placed JOIN near ON near.id = placed.place_id
            WHERE placed.place <= %(at_most)s ORDER BY placed.gift_id, placed.place""",
        gifts=gift_ids,
        near=near,
        at_most=at_most,
    )


@dataclass(frozen=True, slots=True)
class Had:
    """How many of a gift a holder has reserved or collected."""

    gift_id: int
    count: int


async def had(tx: Transaction, holder: Holder) -> dict[int, int]:
    """By gift, how many the holder has reserved or collected; what was cancelled or expired does not count."""
    rows = await tx.fetch(
        Had,
        """SELECT gift_id, count(*)::int AS count FROM vouchers
            WHERE state IN ('reserved', 'collected')
              AND (credit_code = %(code)s OR (citizen_id = %(citizen_id)s AND credit_code IS NULL))
            GROUP BY gift_id""",
        citizen_id=holder.citizen_id,
        code=holder.credit_code,
    )
    return {row.gift_id: row.count for row in rows}


@dataclass(frozen=True, slots=True)
class Part:
    """How often a holder took part."""

    ratings: int
    suggestions: int


async def took_part(tx: Transaction, holder: Holder) -> Part:
    """Visits rated by the citizen, or for the organisation, and suggestions of the citizen's that were adopted."""
    part = await tx.first(
        Part,
        """SELECT (SELECT count(*) FROM visits v JOIN ratings r ON r.visit_id = v.id AND r.live
                    WHERE v.citizen_id = %(citizen_id)s OR v.credit_code = %(code)s)::int AS ratings,
                  (SELECT count(*) FROM suggestions
                    WHERE citizen_id = %(citizen_id)s AND adopted)::int AS suggestions""",
        citizen_id=holder.citizen_id,
        code=holder.credit_code,
    )
    assert part is not None
    return part


async def last_area(tx: Transaction, citizen_id: int) -> str | None:
    """The area of the citizen's latest visit."""
    area: str | None = await tx.value(
        """SELECT area_code FROM visits WHERE citizen_id = %(citizen_id)s
            ORDER BY finished_at DESC, id DESC LIMIT 1""",
        citizen_id=citizen_id,
    )
    return area
