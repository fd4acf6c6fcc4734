"""A hall with a shelf of gifts, clerks at its counters and citizens with points, seen from the database."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from evaluation.staff import Role, Scope
from haochaping.calendar import load_calendar
from haochaping.demo.samples import AREA, CATALOGUE
from store import catalogue, ledger, people, staff, stock
from store.db import Database, Transaction
from store.ledger import Holder
from store.staff import NewStaff
from store.vouchers import Voucher
from tests.usecases.points.books import FAR, NOW, a_citizen, gets
from usecases.gifts.collect import Counter
from usecases.gifts.reserve import Wish, reserve
from usecases.gifts.verify import verify_gifts
from usecases.rules import Rules

RULES = Rules(calendar=load_calendar)
TOWEL, BAG, UMBRELLA = 1, 2, 3
"""Two gifts of 30 points, and one of 60."""
HALL, STREET = 1, 2
"""Where they lie."""
WANG, LI = Counter(1, HALL), Counter(2, HALL)
"""Two clerks at one hall …"""
ZHAO = Counter(3, STREET)
"""… and one in a street office."""
PRICE = {TOWEL: 30, BAG: 30, UMBRELLA: 60}

_numbers = count(1)


async def furnish(database: Database, **pieces: int) -> None:
    """Make the places, gifts and clerks; `pieces` of each gift lie at the hall ("towel=1")."""
    async with database.transaction() as tx:
        await catalogue.put(tx, CATALOGUE)
        for name in ("王", "李", "赵"):
            new = NewStaff(f"clerk{next(_numbers)}", name, Role.COUNTER_CLERK, Scope(AREA))
            await staff.add(tx, new, "x", NOW)
        for name, area in (("江宁区政务服务中心", AREA), ("东山街道便民服务中心", "320115001000")):
            await a_place(tx, name, area)
        for tier, points in ((1, 30), (2, 60)):
            await a_tier(tx, tier, points)
        for name, tier in (("毛巾", 1), ("布袋", 1), ("雨伞", 2)):
            await a_gift(tx, name, tier)
        for gift, name in ((TOWEL, "towel"), (BAG, "bag"), (UMBRELLA, "umbrella")):
            await deliver(tx, gift, HALL, pieces.get(name, 10))


async def a_place(tx: Transaction, name: str, area: str = AREA) -> int:
    """A place where gifts are handed out."""
    place_id: int = await tx.value(
        """INSERT INTO pickup_places (name, name_en, location, hours, area_code)
           VALUES (%(name)s, 'Hall', '天元路1号', '9:00-17:00', %(area)s) RETURNING id""",
        name=name,
        area=area,
    )
    return place_id


async def a_tier(tx: Transaction, tier: int, points: int) -> None:
    """A tier of gifts."""
    await tx.execute(
        "INSERT INTO gift_tiers (tier, name, name_en, points) VALUES (%(tier)s, '档', 'Tier', %(points)s)",
        tier=tier,
        points=points,
    )


async def a_gift(tx: Transaction, name: str, tier: int, **terms: object) -> int:
    """A gift that anybody may have, but for what `terms` say."""
    given = {"valid_from": date(2026, 9, 1), "valid_until": None, "per_citizen": None, **terms}
    gift_id: int = await tx.value(
        """INSERT INTO gifts (name, name_en, tier, valid_from, valid_until, per_citizen)
           VALUES (%(name)s, 'Gift', %(tier)s, %(valid_from)s, %(valid_until)s, %(per_citizen)s) RETURNING id""",
        name=name,
        tier=tier,
        **given,
    )
    return gift_id


async def deliver(tx: Transaction, gift: int, place: int, pieces: int) -> None:
    """So many pieces arrive."""
    if pieces:
        await stock.move(tx, gift, place, kind="delivery", pieces=pieces, staff_id=None, why="到货", now=NOW)


async def a_redeemer(database: Database, points: int, until: datetime = FAR) -> int:
    """A citizen with these points, who may redeem because they rated three times."""
    async with database.transaction() as tx:
        holder = await a_citizen(tx)
        await took_part(tx, holder)
        await earns(tx, holder, points, until)
    assert holder.citizen_id is not None
    return holder.citizen_id


async def took_part(tx: Transaction, holder: Holder, times: int = 3) -> None:
    """Visits of a citizen, or of an organisation, that were rated."""
    numbers = [f"shop-{next(_numbers)}" for _ in range(times)]
    await tx.execute(
        """INSERT INTO visits (source_system, record_no, visit_no, item_code, item_name, area_code, service_channel,
                               applicant_type, finished_at, received_at, withdrawn, state, citizen_id, credit_code)
           SELECT 'shop', number, 1, 'i', '证', '320115000000', 'window', 'person', %(now)s, %(now)s, false, 'rated',
                  %(citizen)s, %(code)s FROM unnest(%(numbers)s::text[]) AS number""",
        citizen=holder.citizen_id,
        code=holder.credit_code,
        numbers=numbers,
        now=NOW,
    )
    await tx.execute(
        """INSERT INTO rating_events (event_id, fingerprint, source_system, record_no, visit_no, body, received_at,
                                      counted)
           SELECT number, '', 'shop', number, 1, '{"level": 1}', %(now)s, true
             FROM unnest(%(numbers)s::text[]) AS number""",
        numbers=numbers,
        now=NOW,
    )
    await tx.execute(
        """INSERT INTO ratings (visit_id, subject, version, live, level, reasons, channel, rated_at, event_id)
           SELECT id, 'matter', 1, true, 1, '{}', 'web', %(now)s, record_no FROM visits
            WHERE record_no = ANY(%(numbers)s)""",
        numbers=numbers,
        now=NOW,
    )


async def suggested(tx: Transaction, holder: Holder, adopted: bool | None) -> None:
    """A suggestion of a citizen's that was adopted, declined, or not decided."""
    await tx.execute(
        """WITH address AS (
               INSERT INTO addresses (citizen_id, kind, lookup, sealed, can_sms)
               VALUES (%(citizen)s, 'phone', %(number)s::text::bytea, '', true) RETURNING id),
           message AS (
               INSERT INTO inbound (channel, provider_id, citizen_id, address_id, text, original_length, received_at)
               SELECT 'sms', %(number)s::text, %(citizen)s, id, '周六也开门吧', 6, %(now)s FROM address RETURNING id)
           INSERT INTO suggestions (citizen_id, inbound_id, org_codes, area_code, text, said_at, decided_at, decided_by,
                                    adopted, why)
           SELECT %(citizen)s, id, '{x}', '320115000000', '周六也开门吧', %(now)s,
                  CASE WHEN %(adopted)s::bool IS NOT NULL THEN %(now)s END,
                  CASE WHEN %(adopted)s::bool IS NOT NULL THEN 1 END, %(adopted)s,
                  CASE WHEN %(adopted)s::bool IS NOT NULL THEN '好主意' END FROM message""",
        citizen=holder.citizen_id,
        number=f"shop-{next(_numbers)}",
        adopted=adopted,
        now=NOW,
    )


async def earns(tx: Transaction, holder: Holder, points: int, until: datetime = FAR) -> None:
    """Points, whatever for."""
    await gets(tx, holder, f"visit:{next(_numbers)}000", points, until)


def wish(citizen: int, gift: int = TOWEL, place: int = HALL, request: str | None = None) -> Wish:
    """What a citizen asks for; each wish is a request of its own unless it is named."""
    return Wish(citizen, gift, place, PRICE[gift], request or f"request {next(_numbers)}")


async def reserves(database: Database, wished: Wish, now: datetime = NOW) -> Voucher:
    """Reserve in a transaction of its own."""
    async with database.transaction() as tx:
        return await reserve(tx, wished, RULES, now)


@dataclass(frozen=True)
class Standing:
    """A gift at a place."""

    on_hand: int
    reserved: int


async def stock_of(database: Database, gift: int = TOWEL, place: int = HALL) -> Standing:
    """What lies there, and what of it is reserved."""
    async with database.transaction() as tx:
        return await standing(tx, gift, place)


async def standing(tx: Transaction, gift: int, place: int) -> Standing:
    """As `stock_of`, from within a transaction."""
    found = await tx.first(
        Standing,
        "SELECT on_hand, reserved FROM gift_stock WHERE gift_id = %(gift)s AND place_id = %(place)s",
        gift=gift,
        place=place,
    )
    return found or Standing(0, 0)


async def points_of(database: Database, citizen: int) -> int:
    """A citizen's balance."""
    async with database.transaction() as tx:
        return await ledger.balance(tx, Holder(await people.now_known_as(tx, citizen)))


def later(**time: float) -> datetime:
    """A while after everything began."""
    return NOW + timedelta(**time)


async def gift_differences(database: Database) -> list[str]:
    """What the verification finds in vouchers and stock."""
    found: list[str] = []
    async for verified in verify_gifts(database):
        found = verified.differences
    return found
