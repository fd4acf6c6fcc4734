"""The reports on stock and redemptions against a history counted by hand."""

from dataclasses import astuple
from datetime import date

from evaluation.reports import Months
from evaluation.staff import Scope
from haochaping.demo.samples import AREA
from store.db import Database
from store.reports.redemptions import redeemed
from store.reports.stock import shelves
from tests.usecases.reports.history import STREET_AREA, STREET_ORG, write_points
from usecases.reports.areas import narrowed

PERIOD = Months(date(2026, 9, 1), date(2026, 9, 1))
HALL, STREET = "江宁区政务服务中心", "东山街道便民服务中心"


async def stock(database: Database, scope: Scope, period: Months = PERIOD) -> list[tuple[object, ...]]:
    """Gift, place, area; opening, delivered, corrected, collected, undone, closing; on hand and reserved now."""
    async with database.snapshot() as tx:
        found = await shelves(tx, await narrowed(tx, scope, None), period.begins, period.ends)
    return [astuple(each) for each in found if each.gift == "毛巾"]


async def redemptions(database: Database, scope: Scope) -> list[tuple[object, ...]]:
    """Gift and place; reserved, collected, cancelled, expired, open, points; median days."""
    async with database.snapshot() as tx:
        found = await redeemed(tx, await narrowed(tx, scope, None), PERIOD.begins, PERIOD.ends)
    return [astuple(each) for each in found]


async def test_stock_goes_from_the_beginning_to_the_end(database: Database) -> None:
    await write_points(database)
    hall = ("毛巾", HALL, AREA)
    street = ("毛巾", STREET, STREET_AREA, 5, 0, 0, 0, 0, 5, 5, 0)
    assert await stock(database, Scope(AREA)) == [(*hall, 10, 0, 0, 2, 1, 9, 7, 0), street]
    later = Months(date(2026, 10, 1), date(2026, 12, 1))
    assert (await stock(database, Scope(AREA), later))[0] == (*hall, 9, 0, -2, 0, 0, 7, 7, 0)
    earlier = Months(date(2026, 8, 1), date(2026, 8, 1))
    assert (await stock(database, Scope(AREA), earlier))[0] == (*hall, 0, 10, 0, 0, 0, 10, 7, 0)


async def test_redemptions_by_place_and_gift(database: Database) -> None:
    await write_points(database)
    assert await redemptions(database, Scope(AREA)) == [
        ("毛巾", HALL, 1, 1, 0, 0, 0, 30, 10.0),
        ("毛巾", STREET, 1, 0, 1, 0, 0, 0, None),
        (None, None, 2, 1, 1, 0, 0, 30, 10.0),
    ]


async def test_each_sees_the_places_of_their_area_and_an_org_none(database: Database) -> None:
    await write_points(database)
    assert [line[1] for line in await stock(database, Scope(STREET_AREA))] == [STREET]
    assert [line[1] for line in await redemptions(database, Scope(STREET_AREA))] == [STREET, None]
    assert await stock(database, Scope(AREA, STREET_ORG)) == []
    assert await redemptions(database, Scope(AREA, STREET_ORG)) == [(None, None, 0, 0, 0, 0, 0, 0, None)]
