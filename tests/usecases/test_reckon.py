"""A calendar that is better known later: no window closes by a table that was known to be wrong."""

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from evaluation.workdays import YearTable
from haochaping.calendars import STALE_AFTER
from haochaping.commands.administer import import_calendar
from store import deliveries, operations
from store.db import Transaction
from tests.bot.citizens import Citizen, now, prompted, served
from tests.conftest import Engines
from tests.world import World, open_world
from usecases.deliver import Writer, prepare
from usecases.outcomes import have_gone
from usecases.reckon import AGAIN_AFTER, KNOWN_AFTER, OWED, take_owed, take_table
from worker.ticking import tick

FEBRUARY = "Mon 2026-02-09 10:00"
"""Five workdays after the 10th end with the 24th: Spring Festival is in between."""
A_DAY_LATER = "Tue 2026-02-10 10:00"


def longer_festival(world: World) -> YearTable:
    """Two more days off, as in January 2020."""
    known = world.parts.calendar().table(2026)
    more = known.rest | {date(2026, 2, 24), date(2026, 2, 25)}
    return YearTable(2026, more, known.work, "a test's notice", official=True)


def year_2027(*rest: int) -> YearTable:
    """The notice for 2027, with these days of January off."""
    return YearTable(
        2027, frozenset(date(2027, 1, day) for day in rest), frozenset(), "a test", official=True
    )


async def imported(world: World, table: YearTable, *, ago: timedelta = timedelta()) -> None:
    """A table came from another process; this one has not read it yet."""
    at = world.clock.wall() - ago
    await world.query(lambda tx: take_table(tx, table, at))


async def closes(wang: Citizen) -> str:
    """The day on which a citizen's window is over."""
    return str((await wang.record())["window_closes_at"])[:10]


async def is_owed(world: World) -> bool:
    return bool(await world.query(lambda tx: operations.is_asked_for(tx, OWED)))


async def make_due(world: World) -> None:
    """What is owed is tried again now, not in a minute."""
    wall = world.clock.wall()
    await world.query(
        lambda tx: tx.execute("UPDATE schedules SET due_at = %(wall)s WHERE name = %(n)s", n=OWED, wall=wall)
    )


def test_every_process_has_read_a_table_well_before_windows_are_reckoned_again() -> None:
    assert KNOWN_AFTER >= 2 * STALE_AFTER


async def test_what_was_told_by_the_old_table_after_an_import_is_reckoned_again(
    database_url: str, engines: Engines
) -> None:
    async with open_world(database_url, engines.redis_url, start=A_DAY_LATER) as world:
        wang = await served(world)
        await tick(world.runtime)
        await imported(world, longer_festival(world), ago=KNOWN_AFTER)
        await wang.talks([("5", "要记为非常满意"), ("是", "已记录")])
        assert await closes(wang) == "2026-02-25", "told by the old table"
        await tick(world.runtime)
        assert await closes(wang) == "2026-02-27"
        assert not await is_owed(world)


async def test_it_waits_until_every_process_knows_the_table(database_url: str, engines: Engines) -> None:
    """By wall time: a demo's clock that jumps does not hurry anybody."""
    async with open_world(database_url, engines.redis_url, start=FEBRUARY) as world:
        await imported(world, longer_festival(world), ago=KNOWN_AFTER - timedelta(seconds=20))
        await world.pass_hours(48)
        assert await is_owed(world)


async def test_one_whose_citizen_was_busy_is_not_forgotten(database_url: str, engines: Engines) -> None:
    async with open_world(database_url, engines.redis_url, start=FEBRUARY) as world:
        wang = await prompted(world)
        await imported(world, longer_festival(world), ago=KNOWN_AFTER)
        async with world.parts.database.transaction() as busy:
            await busy.execute("SELECT FROM visits FOR UPDATE")
            await tick(world.runtime)
        assert (await closes(wang), await is_owed(world)) == ("2026-02-25", True)
        await make_due(world)
        await tick(world.runtime)
        assert (await closes(wang), await is_owed(world)) == ("2026-02-27", False)


async def test_what_a_killed_worker_took_on_is_owed_again(world: World) -> None:
    await imported(world, year_2027(1), ago=KNOWN_AFTER)
    wall = world.clock.wall()
    assert await world.query(lambda tx: take_owed(tx, wall)) == wall + AGAIN_AFTER
    assert await world.query(lambda tx: take_owed(tx, wall)) is None, "one worker at a time"
    later = wall + AGAIN_AFTER
    assert await world.query(lambda tx: take_owed(tx, later)) is not None


async def test_a_table_that_comes_while_another_is_reckoned_with_is_owed_its_own(world: World) -> None:
    await imported(world, year_2027(1), ago=KNOWN_AFTER)
    until = await world.query(lambda tx: take_owed(tx, world.clock.wall()))
    await imported(world, year_2027(1, 4))
    await world.query(lambda tx: operations.have_done(tx, OWED, until))
    assert await is_owed(world)


async def test_a_prompt_at_the_provider_opens_its_window_later(database_url: str, engines: Engines) -> None:
    """Nobody knew its fate when the table came: its window, told by the old one, was nowhere to be reckoned."""
    async with open_world(database_url, engines.redis_url, start=FEBRUARY) as world:
        wang = await served(world)
        await world.clock.move(await now(world) + timedelta(hours=24))
        await tick(world.runtime)
        at = await now(world)
        [message] = await world.query(lambda tx: _leave(tx, world, at))
        await imported(world, longer_festival(world), ago=timedelta())
        await make_due(world)
        await tick(world.runtime)
        assert await is_owed(world), "its window is still to open"
        await world.query(lambda tx: have_gone(tx, {message: "S1"}, at))
        assert await closes(wang) == "2026-02-25"
        await make_due(world)
        await tick(world.runtime)
        assert (await closes(wang), await is_owed(world)) == ("2026-02-27", False)


async def _leave(tx: Transaction, world: World, at: datetime) -> list[int]:
    """A worker marks what is due as leaving, and is not heard of again."""
    runtime = world.runtime
    owner, wall = await runtime.owner.id(), runtime.clock.wall()
    ids = await deliveries.claim(tx, channel="sms", owner=owner, now=at, wall=wall, limit=10)
    writer = Writer(owner, runtime.vault, runtime.rules, runtime.renderer.prompt, runtime.carriers)
    return [letter.id for letter in await prepare(tx, ids, writer, now=at, wall=wall)]


@pytest.mark.parametrize(
    ("jump_to", "state"),
    [("Thu 2027-01-07 00:10", "prompted"), ("Fri 2027-01-08 00:10", "lapsed")],
)
async def test_a_jump_over_the_night_closes_no_window_that_the_night_would_have_moved(
    database_url: str, engines: Engines, jump_to: str, state: str
) -> None:
    async with open_world(database_url, engines.redis_url, start="Mon 2026-12-28 10:00") as world:
        wang = await prompted(world)
        assert await closes(wang) == "2027-01-07"
        await imported(world, year_2027(1, 4))
        await world.move_to(jump_to)
        record = await wang.record()
        assert (record["state"], record["window_provisional"]) == (state, False)
        assert await closes(wang) == "2027-01-08"


async def test_no_certain_window_is_closed_by_the_old_table_either(
    database_url: str, engines: Engines
) -> None:
    async with open_world(database_url, engines.redis_url, start=FEBRUARY) as world:
        wang, li = await prompted(world), await prompted(world)
        await imported(world, longer_festival(world))
        await world.move_to("Wed 2026-02-25 00:10")
        assert [(await each.record())["state"] for each in (wang, li)] == ["prompted", "prompted"]
        assert [await closes(each) for each in (wang, li)] == ["2026-02-27", "2026-02-26"], (
            "each at its told end"
        )


async def test_an_import_on_the_command_line_owes_a_reckoning(world: World, tmp_path: Path) -> None:
    file = tmp_path / "2027.csv"
    file.write_text("# source: a test\n# official: false\n# year: 2027\ndate,kind\n2027-01-01,rest\n")
    said = await asyncio.to_thread(import_calendar, world.parts.settings, file)
    assert said.startswith("2027 imported")
    assert await is_owed(world)
