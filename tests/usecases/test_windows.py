"""Windows: until when one may rate, and what becomes of those that nobody used."""

from datetime import date, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from evaluation.workdays import YearTable
from store import calendars
from tests.bot.citizens import Citizen, now, prompted, said, served
from tests.conftest import Engines
from tests.world import START, World, a_record, civil_time, open_world
from usecases.reckon import Reckoned, reckon_again


@pytest.mark.parametrize(
    ("finished", "prompted_at", "told", "closes"),
    [
        ("Mon 2026-09-07 09:00", "Tue 2026-09-08 10:00", "9月15日（含）前有效", "2026-09-16"),
        (
            "Thu 2026-09-17 10:00",
            "Fri 2026-09-18 10:00",
            "9月24日（含）前有效",
            "2026-09-25",
        ),  # Sun 20th is worked
        (
            "Tue 2026-09-29 16:00",
            "Wed 2026-09-30 16:00",
            "10月13日（含）前有效",
            "2026-10-14",
        ),  # National Day
        (
            "Fri 2026-11-20 10:00",
            "Sat 2026-11-21 10:00",
            "11月27日（含）前有效",
            "2026-11-28",
        ),  # no workday, no matter
        (
            "Thu 2026-02-12 10:00",
            "Fri 2026-02-13 10:00",
            "2月27日（含）前有效",
            "2026-02-28",
        ),  # Spring Festival
    ],
)
async def test_a_window_closes_at_the_end_of_the_fifth_workday(
    database_url: str, engines: Engines, finished: str, prompted_at: str, told: str, closes: str
) -> None:
    async with open_world(database_url, engines.redis_url, start=finished) as world:
        record = a_record(finished_at=civil_time(finished).isoformat())
        await world.send_records(record)
        await world.move_to(prompted_at)
        (prompt,) = await world.phone(record["phone"]).prompts()
        assert told in prompt
        found = await world.record(record["record_no"])
        assert found["window_closes_at"] == f"{closes}T00:00:00+08:00"
        assert not found["window_provisional"]


async def end_of(wang: Citizen) -> datetime:
    """The exclusive end of a citizen's window."""
    return datetime.fromisoformat((await wang.record())["window_closes_at"])


async def test_the_end_itself_is_outside(world: World) -> None:
    wang, li = await prompted(world), await prompted(world)
    last_moment = await end_of(wang) - timedelta(microseconds=1)
    (in_time,) = await said(world, wang, "4", "in-time", last_moment)
    assert "已记录：满意" in in_time.text
    (too_late,) = await said(world, li, "4", "too-late", await end_of(li))
    assert "截止，这次回复没有计入评价。您的意见可拨打12345反映。" in too_late.text
    (no_revision,) = await said(world, wang, "1", "no-revision", await end_of(wang))
    assert "截止" in no_revision.text
    assert (await wang.level(), await li.level()) == (4, None)


async def test_nobody_rated_is_recorded_apart(world: World) -> None:
    wang, li = await prompted(world), await prompted(world)
    await wang.says("5")
    await world.clock.move(await end_of(li))
    await world.happen()
    assert (await wang.record())["state"] == "rated"
    record = await li.record()
    assert (record["state"], record["rating"]) == ("lapsed", None)
    assert await world.value("SELECT count(*) FROM visits WHERE default_level IS NOT NULL") == 0
    assert await world.value("SELECT count(*) FROM ratings") == 1


async def test_a_default_level_is_never_a_rating(database_url: str, engines: Engines) -> None:
    async with open_world(database_url, engines.redis_url, window={"lapse_level": 4}) as world:
        wang = await prompted(world)
        await world.clock.move(await end_of(wang))
        await world.happen()
        record = await wang.record()
        assert (record["state"], record["rating"], await wang.balance()) == ("lapsed", None, 0)
        assert await world.value("SELECT default_level FROM visits") == 4
        assert await world.value("SELECT count(*) FROM ratings") == 0
        await wang.talks([("1", "截止，这次回复没有计入评价")])


async def test_a_window_may_be_counted_from_the_finish(database_url: str, engines: Engines) -> None:
    settings = {"anchor": "finish", "workdays": 1}
    async with open_world(database_url, engines.redis_url, window=settings) as world:
        wang, li = await served(world), await served(world)
        late = a_record("13900000009", finished_at=(civil_time(START) - timedelta(days=4)).isoformat())
        await world.send_records(late)
        await li.talks([("5", "要记为非常满意"), ("是", "已记录")])
        await world.move_to("Tue 2026-09-08 10:00")
        (prompt,) = await wang.phone.prompts()
        assert "9月8日（含）前有效" in prompt
        assert [await end_of(each) for each in (wang, li)] == [civil_time("Wed 2026-09-09 00:00")] * 2
        found = await world.record(late["record_no"])
        assert (found["state"], found["excluded_because"]) == ("excluded", "window_over")


async def test_each_matter_of_one_message_has_its_own_window(database_url: str, engines: Engines) -> None:
    settings = {"anchor": "finish", "workdays": 2}
    async with open_world(
        database_url, engines.redis_url, window=settings, start="Tue 2026-09-08 07:30"
    ) as world:
        ended = {"甲证": "Mon 2026-09-07 22:00", "乙证": "Tue 2026-09-08 07:00"}
        sent = {
            item: a_record("13900000009", item_name=item, finished_at=civil_time(at).isoformat())
            for item, at in ended.items()
        }
        await world.send_records(*sent.values())
        await world.move_to("Wed 2026-09-09 08:30")
        wang = Citizen(world, world.phone("13900000009"), {item: r["record_no"] for item, r in sent.items()})
        (prompt,) = await wang.phone.prompts()
        assert "“甲证”等2件已办结" in prompt
        assert "9月9日（含）前有效" in prompt
        closes = {item: (await wang.record(item))["window_closes_at"][:10] for item in sent}
        assert closes == {"甲证": "2026-09-10", "乙证": "2026-09-11"}
        await world.move_to("Thu 2026-09-10 09:00")
        await wang.talks([("5", "接下来请评价您9月8日办理的“乙证”"), ("5", "已记录")])
        assert (await wang.level("甲证"), await wang.level("乙证")) == (None, 5)


async def test_what_waits_past_its_window_is_not_asked_about(database_url: str, engines: Engines) -> None:
    settings = {"anchor": "finish", "workdays": 1}
    async with open_world(database_url, engines.redis_url, window=settings) as world:
        phone = world.phone("13900000009")
        ended = civil_time(START) - timedelta(days=4)
        await world.send_records(a_record(phone.number, finished_at=ended.isoformat()))
        assert "吗？" not in await phone.says("5")
        assert await world.value("SELECT count(*) FROM ratings") == 0


async def learn(world: World, notice: YearTable) -> None:
    """A table is imported."""
    at = await now(world)
    await world.query(lambda tx: calendars.put(tx, notice, at))
    await world.query(world.parts.calendar.learn)


async def test_a_holiday_made_longer_moves_windows_that_were_certain(
    database_url: str, engines: Engines
) -> None:
    """As in January 2020. What is no longer open stays as it was, and so does what a guess says."""
    async with open_world(database_url, engines.redis_url, start="Mon 2026-02-09 10:00") as world:
        wang, li = await prompted(world), await prompted(world)
        await li.says("5")
        at, ends = await now(world), await end_of(wang)
        assert ends == civil_time("Wed 2026-02-25 00:00")
        known = world.parts.calendar().table(2026)
        longer = known.rest | {date(2026, 2, 24), date(2026, 2, 25)}
        await learn(world, YearTable(2026, longer, known.work, "a test's forecast", official=False))
        assert (
            await world.query(lambda tx: reckon_again(tx, world.parts.rules, at, certain_too=True))
            == Reckoned()
        )
        await learn(world, YearTable(2026, longer, known.work, "a test's notice", official=True))
        later = ends + timedelta(days=30)
        rules = world.parts.rules
        assert await world.query(lambda tx: reckon_again(tx, rules, later, certain_too=True)) == Reckoned()
        assert await world.query(lambda tx: reckon_again(tx, rules, at, certain_too=True)) == Reckoned(
            moved=2
        )
        moved_to = [civil_time("Fri 2026-02-27 00:00"), civil_time("Sat 2026-02-28 00:00")]
        assert [await end_of(each) for each in (wang, li)] == moved_to


async def test_who_rated_before_the_prompt_has_a_provisional_window_too(
    database_url: str, engines: Engines
) -> None:
    async with open_world(database_url, engines.redis_url, start="Mon 2026-12-28 10:00") as world:
        wang = await served(world)
        await wang.talks([("5", "要记为非常满意"), ("是", "已记录")])
        record = await wang.record()
        assert (record["window_closes_at"][:10], record["window_provisional"]) == ("2027-01-06", True)
        await learn(world, year([date(2027, 1, 1), date(2027, 1, 4)], []))
        at = await now(world)
        assert await world.query(lambda tx: reckon_again(tx, world.parts.rules, at)) == Reckoned(moved=1)
        record = await wang.record()
        assert (record["window_closes_at"][:10], record["window_provisional"]) == ("2027-01-07", False)


def year(rest: list[date], work: list[date]) -> YearTable:
    """The notice for 2027, once it is out."""
    return YearTable(2027, frozenset(rest), frozenset(work), "a test's notice", official=True)


@pytest.mark.parametrize(
    ("notice", "closes"),
    [
        (year([date(2027, 1, 1), date(2027, 1, 4)], []), "2027-01-08"),  # a longer holiday: later
        (year([date(2027, 1, 1)], [date(2027, 1, 2), date(2027, 1, 3)]), "2027-01-07"),  # never earlier
    ],
)
async def test_a_provisional_window_is_reckoned_again_and_never_shortened(
    database_url: str, engines: Engines, notice: YearTable, closes: str
) -> None:
    async with open_world(database_url, engines.redis_url, start="Mon 2026-12-28 10:00") as world:
        with capture_logs() as logged:
            wang = await prompted(world)
        assert ["provisional" in line["event"] for line in logged if line["log_level"] == "warning"] == [True]
        record = await wang.record()
        assert (record["window_closes_at"], record["window_provisional"]) == (
            "2027-01-07T00:00:00+08:00",
            True,
        )
        await learn(world, notice)
        at = await now(world)
        assert await world.query(lambda tx: reckon_again(tx, world.parts.rules, at)) == Reckoned(moved=1)
        record = await wang.record()
        assert (record["window_closes_at"], record["window_provisional"]) == (
            f"{closes}T00:00:00+08:00",
            False,
        )
        assert await world.query(lambda tx: reckon_again(tx, world.parts.rules, at)) == Reckoned()
        (reply,) = await said(world, wang, "4", "last", await end_of(wang) - timedelta(seconds=1))
        assert "已记录：满意" in reply.text
