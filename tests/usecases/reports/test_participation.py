"""Participation and levels before there were points and since, against visits counted by hand."""

from datetime import date

import pytest

from evaluation.reports import Participation, Rate
from evaluation.staff import Scope
from haochaping.demo.samples import AREA
from store.audit_trail import COMMAND, Times
from store.db import Database
from tests.usecases.gifts.shop import furnish
from tests.usecases.reports.history import POLICE, STREET_AREA, at, write_ratings
from usecases.reports.areas import narrowed
from usecases.reports.participation import Compared, NoSuchArea, compared, tell_began

NOW = at("2026-10-20")
TURN = date(2026, 9, 1)
ALL = Scope(AREA)


async def told(database: Database, area: str, since: date | None = TURN) -> bool:
    async with database.transaction() as tx:
        return await tell_began(tx, area, since, COMMAND, Times(NOW, NOW))


async def found(database: Database, scope: Scope = ALL, days: int = 30) -> list[Compared]:
    async with database.snapshot() as tx:
        return await compared(tx, await narrowed(tx, scope, None), days, NOW)


async def test_both_rates_before_and_after(database: Database) -> None:
    await furnish(database)
    await write_ratings(database)
    await told(database, AREA)
    [one] = await found(database)
    assert (one.before.of_all, one.before.of_prompted) == (Rate(5, 9), Rate(5, 8))
    assert one.before.excluded == {"no_address": 1, "withdrawn": 1}
    assert one.before.levels == {5: 2, 4: 1, 3: 1, 1: 1}
    assert (one.after.of_all, one.after.of_prompted) == (Rate(7, 8), Rate(4, 5))
    assert one.after.excluded == {"rated_unasked": 2, "window_open": 1}
    assert one.after.levels == {5: 3, 4: 2, 3: 1, 2: 1}


async def test_every_visit_is_in_the_second_rate_or_excluded_with_a_reason(database: Database) -> None:
    await furnish(database)
    await write_ratings(database)
    await told(database, AREA)
    [one] = await found(database)
    for half in (one.before, one.after):
        assert half.of_prompted.denominator + sum(half.excluded.values()) == sum(half.visits.values())


async def test_the_narrowest_date_around_holds_and_those_inside_are_listed(database: Database) -> None:
    await furnish(database)
    await told(database, "320100000000", date(2026, 1, 1))
    await told(database, STREET_AREA, date(2026, 5, 1))
    whole = [(AREA, date(2026, 1, 1)), (STREET_AREA, date(2026, 5, 1))]
    assert [(one.area_code, one.since) for one in await found(database)] == whole
    await told(database, AREA)
    assert [(one.area_code, one.since) for one in await found(database)] == [(AREA, TURN), whole[1]]
    street = await found(database, Scope(STREET_AREA))
    assert [(one.area_code, one.since) for one in street] == [whole[1]]
    assert await told(database, STREET_AREA, None)
    assert [one.since for one in await found(database, Scope(STREET_AREA))] == [TURN]
    assert not await told(database, STREET_AREA, None)


async def test_who_is_bound_to_an_org_sees_its_visits_only(database: Database) -> None:
    await furnish(database)
    await write_ratings(database)
    await told(database, AREA)
    [one] = await found(database, Scope(AREA, POLICE))
    assert (one.before.of_all, one.before.of_all.share) == (Rate(0, 0), None)


async def test_after_ends_with_today(database: Database) -> None:
    await furnish(database)
    await told(database, AREA)
    [one] = await found(database, days=365)
    assert one.spans[1].until == NOW
    await told(database, AREA, date(2026, 12, 1))
    [one] = await found(database)
    assert one.spans[1].since == one.spans[1].until == at("2026-12-01 00:00")


async def test_no_date_for_an_area_that_there_is_not(database: Database) -> None:
    await furnish(database)
    for area in ("110000000000", "江宁"):
        with pytest.raises(NoSuchArea):
            await told(database, area)


@pytest.mark.parametrize(("ratings", "points"), [(0, False), (1, True), (4, True), (5, False)])
def test_few_ratings_point_at_somebody(ratings: int, points: bool) -> None:
    counted = Participation()
    for _ in range(ratings):
        counted.add("rated_unasked", 5, 1)
    assert counted.points_at_somebody is points
