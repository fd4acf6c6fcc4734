"""The points report against a history counted by hand."""

from datetime import date, datetime

import pytest

from evaluation.points import Earned, PointRules
from evaluation.reports import Months
from evaluation.staff import Scope
from haochaping.demo.samples import AREA
from store.db import Database, Transaction
from store.reports.points import Owed
from tests.usecases.gifts.shop import furnish
from tests.usecases.points.books import a_citizen, differences
from tests.usecases.reports.history import POLICE, STREET_AREA, STREET_ORG, at, write_points
from usecases.points.earn import earn
from usecases.reports import points
from usecases.reports.areas import OutsideScope, narrowed
from usecases.reports.points import Moved, Place

PERIOD = Months(date(2026, 8, 1), date(2027, 1, 1))
ALL = Scope(AREA)
STREET = Scope(STREET_AREA)


async def months(database: Database, scope: Scope) -> dict[str, tuple[Moved, int | None, int | None]]:
    """What moved, the balance before and after, of the months in which something did."""
    async with database.snapshot() as tx:
        found = await points.months(tx, await narrowed(tx, scope, None), PERIOD)
    assert [month.first for month in found] == PERIOD.each()
    moved = [month for month in found if month.moved != Moved()]
    return {f"{month.first:%Y-%m}": (month.moved, month.opening, month.closing) for month in moved}


async def places(database: Database, scope: Scope) -> list[Place]:
    async with database.snapshot() as tx:
        return await points.places(tx, await narrowed(tx, scope, None), PERIOD)


async def owed(database: Database, scope: Scope) -> list[Owed]:
    async with database.snapshot() as tx:
        return await points.owed(tx, await narrowed(tx, scope, None))


async def test_month_by_month_the_balance_goes_from_one_to_the_next(database: Database) -> None:
    await write_points(database)
    assert await months(database, ALL) == {
        "2026-08": (Moved(rating=10, suggestion=50), 20, 80),
        "2026-09": (Moved(rating=20, call_back=5, suggestion=50, spent=60, given_back=30), 80, 125),
        "2026-10": (Moved(corrected=-10), 125, 115),
        "2027-01": (Moved(expired=10), 115, 105),
    }
    assert await differences(database) == []
    async with database.transaction() as tx:
        assert await tx.value("SELECT sum(balance) FROM ledger_accounts") == 105


async def test_area_by_area_each_entry_where_its_visit_or_place_is(database: Database) -> None:
    await write_points(database)
    found = await places(database, ALL)
    assert found == [
        Place(AREA, Moved(rating=10, spent=30)),
        Place(STREET_AREA, Moved(rating=20, spent=30, given_back=30, expired=10, corrected=-10)),
        Place(None, Moved(call_back=5, suggestion=100)),
    ]
    assert sum(place.moved.net for place in found) == 105 - 20


async def test_a_suggestion_belongs_where_it_was_made_for(database: Database) -> None:
    await furnish(database)
    async with database.transaction() as tx:
        citizen = await a_citizen(tx)
        assert citizen.citizen_id is not None
        await suggests(tx, citizen.citizen_id)
        await earn(tx, citizen, Earned.SUGGESTION, "suggestion:1", PointRules(), at("2026-09-07"))
    assert await places(database, STREET) == [Place(STREET_AREA, Moved(suggestion=50))]
    assert await owed(database, STREET) == [Owed(2027, 1, 50)]


async def suggests(tx: Transaction, citizen_id: int) -> None:
    """A suggestion about a visit in 东山."""
    await tx.execute(
        """WITH address AS (
               INSERT INTO addresses (citizen_id, kind, lookup, sealed, can_sms)
               VALUES (%(citizen)s, 'phone', '', '', true) RETURNING id),
           said AS (
               INSERT INTO inbound (channel, provider_id, citizen_id, address_id, text, original_length, received_at)
               SELECT 'sms', '1', %(citizen)s, id, '多放几把椅子', 6, %(at)s FROM address RETURNING id)
           INSERT INTO suggestions (citizen_id, inbound_id, org_codes, area_code, text, said_at)
           SELECT %(citizen)s, id, ARRAY[%(org)s], %(area)s, '多放几把椅子', %(at)s FROM said""",
        citizen=citizen_id,
        org=STREET_ORG,
        area=STREET_AREA,
        at=at("2026-09-07"),
    )


async def test_who_sees_one_area_sees_no_balance_and_nothing_of_none(database: Database) -> None:
    await write_points(database)
    assert await places(database, STREET) == [(await places(database, ALL))[1]]
    found = await months(database, STREET)
    assert found["2026-09"] == (Moved(rating=10, spent=30, given_back=30), None, None)


@pytest.mark.parametrize(
    ("org", "rated"),
    [(STREET_ORG, {"2026-08": 10, "2026-09": 10}), (POLICE, {})],
)
async def test_who_is_bound_to_an_org_sees_what_its_visits_earned(
    database: Database, org: str, rated: dict[str, int]
) -> None:
    await write_points(database)
    found = await months(database, Scope(AREA, org))
    assert {month: moved.rating for month, (moved, _, _) in found.items() if moved.rating} == rated
    assert all(moved.spent == moved.suggestion == 0 for moved, _, _ in found.values())


async def test_what_is_owed_by_the_year_in_which_it_ends(database: Database) -> None:
    await write_points(database)
    assert await owed(database, ALL) == [Owed(2027, 4, 105)]
    assert await owed(database, STREET) == [Owed(2027, 1, 30)]


async def test_no_report_of_an_area_outside(database: Database) -> None:
    await write_points(database)
    async with database.snapshot() as tx:
        for outside in (AREA, "320102000000", "江宁"):
            with pytest.raises(OutsideScope):
                await narrowed(tx, STREET, outside)


@pytest.mark.parametrize(
    ("now", "first", "last"),
    [("2026-11-27", "2026-01", "2026-11"), ("2027-01-01", "2026-01", "2027-01")],
)
def test_lately(now: str, first: str, last: str) -> None:
    found = Months.lately(datetime.fromisoformat(f"{now}T10:00:00+08:00"))
    assert (f"{found.first:%Y-%m}", f"{found.last:%Y-%m}") == (first, last)


def test_no_more_than_three_years_at_once() -> None:
    found = Months.between(date(2030, 3, 1), date(2020, 1, 1))
    assert (found.first, found.last, len(found.each())) == (date(2027, 4, 1), date(2030, 3, 1), 36)
