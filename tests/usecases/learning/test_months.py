"""A month is learnt from once, in its first night after; again when asked; and what breaks does not go round."""

from dataclasses import replace
from datetime import date

import pytest

from evaluation.cases.words import Verdict
from evaluation.learning.pains import Place
from evaluation.levels import Reason
from evaluation.reports import Rate
from evaluation.window import civil
from haochaping.demo.samples import AREA
from store.db import Database
from store.learning import months
from tests.bot.citizens import next_day, served
from tests.usecases.cases.staff_moves import exclude
from tests.usecases.learning.county import (
    NIGHT,
    POLICE,
    SEPTEMBER,
    STREET,
    Served,
    learn,
    learned,
    learning,
    many,
    write,
)  # fmt: skip
from tests.world import World
from usecases.learning.months import Broke, do_next
from usecases.learning.schedule import BEFORE, ask_for

BAD = Served(1, level=2, reasons=("efficiency",), comment="等了两个小时")


async def states(database: Database) -> dict[str, int]:
    """How many areas stand how."""
    async with database.transaction() as tx:
        found = await tx.values("SELECT state FROM learned")
    return {state: found.count(state) for state in set(found)}


async def test_every_area_with_ratings_and_all_around_it(database: Database) -> None:
    await write(database, [*many(10, Served(1)), *many(8, replace(BAD, area=STREET), 20)])
    await learn(database)
    async with database.transaction() as tx:
        areas = await tx.values("SELECT area_code FROM learned ORDER BY area_code")
        counted = await tx.value("SELECT count(*) FROM learning_months WHERE state = 'done'")
    assert areas == ["320000000000", "320100000000", AREA, STREET]
    assert counted == BEFORE + 1
    county, street = (await learned(database)).learned, (await learned(database, STREET)).learned
    assert (county.bad, street.bad) == (Rate(8, 18), Rate(8, 8))
    assert {pain.figures.place.area for pain in county.pains} == {None, STREET}


async def test_again_replaces_what_was_learnt(database: Database) -> None:
    await write(database, many(8, BAD))
    await learn(database)
    await write(database, many(6, replace(BAD, citizen=1), 100))
    await learn(database, now=NIGHT.replace(hour=9))
    kept = await learned(database)
    assert (kept.learned.bad, civil(kept.at).hour) == (Rate(14, 14), 9)
    assert await states(database) == {"done": 3}


async def test_what_breaks_is_left_alone_until_it_is_asked_for(database: Database) -> None:
    def unreadable(_: str) -> str | None:
        raise ZeroDivisionError

    await write(database, [*many(8, BAD), *many(8, replace(BAD, level=4), 50)])
    broken = replace(learning(database), rules=replace(learning(database).rules, wish_in=unreadable))
    await ask_for(database, SEPTEMBER)
    failures = []
    for _ in range(BEFORE + 1 + 3):
        try:
            await do_next(broken, NIGHT)
        except Broke as error:
            failures.append(type(error.__cause__))
    assert failures == [ZeroDivisionError] * 3
    assert await do_next(broken, NIGHT) is None
    assert await states(database) == {"failed": 3}
    async with database.transaction() as tx:
        assert await months.kept(tx, SEPTEMBER, AREA) is None
    await learn(database)
    assert await states(database) == {"done": 3}


async def test_the_worker_learns_in_the_first_night_of_a_month(world: World) -> None:
    await write(world.parts.database, many(8, BAD))
    await world.happen()
    await world.move_to("Thu 2026-10-01 02:50")
    async with world.parts.database.transaction() as tx:
        assert not await months.any_wanted(tx)
    await world.move_to("Thu 2026-10-01 03:05")
    assert (await learned(world.parts.database)).learned.bad == Rate(8, 8)
    first = (await learned(world.parts.database)).at
    await world.move_to("Sat 2026-10-31 23:00")
    assert (await learned(world.parts.database)).at == first
    await world.move_to("Sun 2026-11-01 03:05")
    async with world.parts.database.transaction() as tx:
        assert await tx.value("SELECT state FROM learning_months WHERE month = '2026-10-01'") == "done"


async def test_a_jump_over_months_learns_from_the_last(world: World) -> None:
    await write(world.parts.database, many(8, replace(BAD, on=date(2026, 11, 3))))
    await world.happen()
    await world.move_to("Mon 2026-12-07 10:00")
    assert (await learned(world.parts.database, month=date(2026, 11, 1))).learned.bad == Rate(8, 8)


async def test_a_rating_counts_as_its_case_has_it(world: World) -> None:
    """One mistaken, one changed to good after the dispatch, one as it is."""
    citizens = [await served(world, org_code=POLICE) for _ in range(3)]
    await next_day(world)
    for citizen in citizens:
        await citizen.says("2 等了两个小时")
    await world.pass_hours(0.7)
    await exclude(world, Verdict.MISTAKEN, 1, 1)
    await citizens[1].says("5")
    await learn(world.parts.database)
    async with world.parts.database.transaction() as tx:
        found = await tx.values("SELECT ARRAY[ratings, bad, efficiency] FROM learning_cells")
    assert found == [[2, 2, 2]]


@pytest.mark.parametrize("area", [AREA, STREET])
async def test_figures_of_an_area_are_the_sum_of_its_cells(database: Database, area: str) -> None:
    await write(database, [*many(9, BAD), *many(7, replace(BAD, area=STREET, item="B"), 30)])
    await learn(database)
    found = {
        (pain.figures.place, pain.figures.reason): pain.figures.now
        for pain in (await learned(database, area)).learned.pains
    }
    assert found[Place(), Reason.EFFICIENCY] == (Rate(16, 16) if area == AREA else Rate(7, 7))
    assert found[Place("B", POLICE), Reason.EFFICIENCY] == Rate(7, 7)
