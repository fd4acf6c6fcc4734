"""A county with months of ratings, written straight into the database, many at once."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count

from bot.understanding import wish_in, wishes_of
from evaluation.window import CIVIL_ZONE
from haochaping.calendar import load_calendar
from haochaping.demo.samples import AREA, CATALOGUE
from store import catalogue
from store.db import Database, Transaction
from store.learning import months
from store.learning.months import Kept
from store.vault import Vault, new_key
from usecases.learning.months import Learning, do_next
from usecases.learning.schedule import ask_for
from usecases.rules import Rules

STREET = "320115001000"
POLICE, LABOUR = "113201150141490016", "113201150141490024"
SEPTEMBER, AUGUST = date(2026, 9, 1), date(2026, 8, 1)
RULES = Rules(calendar=load_calendar, wish_in=wish_in, wishes_of=wishes_of)
NIGHT = datetime(2026, 10, 1, 3, tzinfo=CIVIL_ZONE)
ITEMS = {"A": "居民身份证换领", "B": "户口迁移", "C": "社保卡申领", "D": "不动产登记"}

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Served:
    """One visit, and what became of it; no level: not rated."""

    citizen: int
    item: str = "A"
    org: str = POLICE
    area: str = AREA
    on: date = SEPTEMBER
    level: int | None = 5
    reasons: tuple[str, ...] = ()
    comment: str | None = None
    name_sealed: bytes | None = None


def many(number: int, served: Served, first: int = 1) -> list[Served]:
    """The same for so many citizens, counted from `first`, spread over two weeks."""
    return [
        replace(served, citizen=first + each, on=served.on + timedelta(days=each % 14))
        for each in range(number)
    ]


async def write(database: Database, served: Iterable[Served]) -> None:
    """Write them all; citizens are made as they are needed."""
    rows = [
        {**asdict(each), "no": f"L{next(_numbers)}", "reasons": list(each.reasons), "name": ITEMS[each.item]}
        | {"at": datetime.combine(each.on, datetime.min.time(), CIVIL_ZONE) + timedelta(hours=10)}
        for each in served
    ]
    async with database.transaction() as tx:
        await catalogue.put(tx, CATALOGUE)
        await _citizens(tx, max(row["citizen"] for row in rows))
        await tx.execute_many(_VISIT, rows)
        rated = [row for row in rows if row["level"]]
        await tx.execute_many(_EVENT, rated)
        await tx.execute_many(_RATING, rated)


async def _citizens(tx: Transaction, number: int) -> None:
    await tx.execute(
        """INSERT INTO citizens (created_at) SELECT '2026-01-01'
             FROM generate_series((SELECT coalesce(max(id), 0) FROM citizens) + 1, %(number)s)""",
        number=number,
    )


_VISIT = """
    INSERT INTO visits (source_system, record_no, visit_no, item_code, item_name, org_code, area_code, citizen_id,
                        service_channel, applicant_type, applicant_name_sealed, finished_at, received_at, withdrawn,
                        state, excluded_because)
    VALUES ('test', %(no)s, 1, %(item)s, %(name)s, %(org)s, %(area)s, %(citizen)s, 'window', 'person', %(name_sealed)s,
            %(at)s, %(at)s, false, CASE WHEN %(level)s::int IS NULL THEN 'excluded' ELSE 'rated' END,
            CASE WHEN %(level)s::int IS NULL THEN 'no_address' END)"""
_EVENT = """
    INSERT INTO rating_events (event_id, fingerprint, visit_no, body, received_at, counted)
    VALUES (%(no)s, '', 1, '{}', %(at)s, true)"""
_RATING = """
    INSERT INTO ratings (visit_id, subject, version, live, level, reasons, comment, channel, rated_at, event_id)
    SELECT id, 'matter', 1, true, %(level)s, %(reasons)s, %(comment)s, 'qr', %(at)s, %(no)s FROM visits
     WHERE record_no = %(no)s"""


def learning(database: Database, vault: Vault | None = None) -> Learning:
    """What it takes to learn."""
    return Learning(database, RULES, vault or Vault.from_text(new_key(), new_key()))


async def learn(
    database: Database, month: date = SEPTEMBER, *, using: Learning | None = None, now: datetime = NIGHT
) -> None:
    """Learn all that a month teaches."""
    await ask_for(database, month)
    while await do_next(using or learning(database), now):
        pass


async def learned(database: Database, area: str = AREA, month: date = SEPTEMBER) -> Kept:
    """What is kept of an area."""
    async with database.transaction() as tx:
        found = await months.kept(tx, month, area)
    assert found is not None
    return found
