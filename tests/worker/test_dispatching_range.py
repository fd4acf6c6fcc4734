"""Reading a platform's list of what changed, and telling it again what it should know."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from evaluation.cases.words import Move, Stage
from haochaping.commands import dispatch
from store.work_order_ranges import Range
from tests.conftest import Engines
from tests.dispatcher import LISTS, NAME, DispatchWorld, dispatch_world
from tests.fakes.dispatcher_faults import says
from tests.usecases.cases.desk import ANSWER, a_case, does, handler, stands
from tests.web.raw import figures


async def test_what_it_lists_as_changed_is_taken_once_and_in_an_order_that_works(
    database_url: str, engines: Engines
) -> None:
    async with dispatch_world(database_url, engines.redis_url, changes=LISTS) as desk:
        case_id = await a_case(desk.world)
        signed = desk.city.status(case_id, "签收")
        found = {"check": {"real": "1", "fair": "1"}, "track": "B"}
        rectified = desk.city.status(case_id, "整改", content="加开了窗口")
        desk.city.changes = [
            rectified,
            desk.city.status(case_id, "分类", content="属实", **found),
            signed,
            {"eventId": "strange"},
            desk.city.status(case_id, "答复", content=ANSWER),
        ]
        await desk.city.tells(desk.url, signed)  # it was sent as well
        await desk.world.pass_hours(0.1)
        case = await stands(desk.world, case_id)
        moves = "SELECT count(*) FROM case_events WHERE party = 'platform'"
        assert (case.stage, await desk.world.value(moves)) == (Stage.ANSWERED, 6)
        assert await desk.world.value("SELECT cursor FROM work_order_cursors") == "5"
        await desk.world.pass_hours(0.1)
        assert await desk.world.value(moves) == 6


@pytest.fixture
async def desk(database_url: str, engines: Engines) -> AsyncIterator[DispatchWorld]:
    async with dispatch_world(database_url, engines.redis_url) as opened:
        yield opened


async def replayed(desk: DispatchWorld, begins: str, ends: str) -> int:
    """Replay a range while the world goes on, as the worker would."""
    wanted = dispatch.range_of(begins, ends)
    settings = desk.world.parts.settings
    running = asyncio.create_task(
        asyncio.to_thread(dispatch.run_replay, settings, NAME, wanted, only_show=False, patience=20)
    )
    while not running.done():
        await desk.world.happen()
        await asyncio.sleep(0.05)
    return await running


async def test_a_range_is_told_again_under_the_same_keys(
    desk: DispatchWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    case_id = await a_case(desk.world)
    await does(desk.world, await handler(desk.world), case_id, Move.ACKNOWLEDGE)
    await desk.world.happen()
    tries = desk.city.tries
    assert await replayed(desk, "2026-09-08", "2026-09-09") == 0
    told = capsys.readouterr().out
    assert "sending 2 events: 2 it had taken (same keys), 0 it had refused" in told
    assert "2 taken, 0 refused, 0 still waiting" in told
    assert (desk.city.tries - tries, set(desk.city.counts().values())) == (2, {1})
    assert await replayed(desk, "7", "9") == 0
    assert desk.city.tries - tries == 2
    assert await desk.world.value("SELECT count(*) FROM audit_trail WHERE action = 'orders_replayed'") == 2


async def test_what_was_refused_is_written_anew_and_what_waited_for_it_follows(desk: DispatchWorld) -> None:
    desk.city.next(says("4001", "缺少字段"))
    case_id = await a_case(desk.world)
    await does(desk.world, await handler(desk.world), case_id, Move.ACKNOWLEDGE)
    await desk.world.happen()
    [line, refusal] = await asyncio.to_thread(dispatch.listed, desk.world.parts.settings)
    assert line.startswith("city: 1 orders, 1 waiting for ")
    assert refusal.startswith("  case 1, event 2 (ordered) of 2026-09-08 ")
    assert refusal.endswith(": code_4001: 缺少字段")
    shown = await figures(desk.world)
    assert shown['haochaping_work_orders_refused{platform="city"}'] == 1
    assert shown['haochaping_work_orders_waiting{platform="city"}'] == 1
    assert await replayed(desk, "1", "1") == 0
    assert desk.city.notices(case_id) == ["派单", "签收"]


async def test_one_that_lost_everything_is_told_everything(desk: DispatchWorld) -> None:
    case_id = await a_case(desk.world)
    desk.city.forget()
    await does(desk.world, await handler(desk.world), case_id, Move.ACKNOWLEDGE)
    await desk.world.happen()
    assert await desk.states() == ["sent", "refused"]
    assert await replayed(desk, "1", "1") == 0
    assert desk.city.notices(case_id) == ["派单", "签收"]
    assert await desk.world.value("SELECT outside_no FROM work_orders") == desk.city.number_of(case_id)


async def test_cases_from_before_there_was_a_platform_go_out(desk: DispatchWorld) -> None:
    case_id = await a_case(desk.world)
    for table in ("work_order_sendings", "work_orders"):
        await desk.world.query(lambda tx, table=table: tx.execute(f"DELETE FROM {table}"))  # type: ignore[misc]
    desk.city.forget()
    await desk.world.happen()
    assert desk.city.orders == {}
    assert await replayed(desk, "1", "5") == 0
    assert desk.city.notices(case_id) == ["派单"]


@pytest.mark.parametrize(
    ("begins", "ends", "told"),
    [
        ("3", "2", "case 3 comes after case 2"),
        ("2026-09-09", "2026-09-08", "is after"),
        ("1", "2026-09-08", "'1' is no time"),
        ("yesterday", "today", "'yesterday' is no time"),
    ],
)
def test_a_range_that_is_none_is_told(begins: str, ends: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        dispatch.range_of(begins, ends)


def test_a_range_of_time_is_civil() -> None:
    found = dispatch.range_of("2026-09-08", "2026-09-08T12:00:00Z")
    assert found == Range(since=found.since, until=found.until)
    assert found.since is not None
    assert found.since.isoformat() == "2026-09-08T00:00:00+08:00"
