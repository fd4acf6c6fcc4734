"""今天 in the console: each role finds what waits for it, of its own area, with the page where it is done."""

from datetime import timedelta

import pytest

from evaluation.staff import Role
from store.db import Transaction
from tests.bot.citizens import next_day, now, prompted, served
from tests.usecases.cases.test_opening import BUREAU
from tests.usecases.counter.shop import a_voucher, open_shop
from tests.usecases.reports.history import write_points
from tests.web.console.test_held_points_page import held
from tests.web.console.test_numbers import asks
from tests.web.staff import Clerk, at_desk
from tests.world import World

PAGE = "/console"
ELSEWHERE = "320102000000"
CLERK, DESK, SUPERVISOR = Role.COUNTER_CLERK, Role.GIFTS_DESK, Role.SUPERVISOR


async def told(clerk: Clerk) -> str:
    """What stands on the page, above who they are."""
    shown = await clerk.opens(PAGE)
    assert shown.status == 200
    return shown.text.partition("您好")[0]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.AUDITOR)])
async def test_where_nothing_waits_it_says_what_would(world: World, role: Role) -> None:
    async with at_desk(world, role) as clerk:
        assert "列在这里。现在没有。" in await told(clerk)


async def test_a_supervisor_finds_points_suggestions_corrections_and_numbers(world: World) -> None:
    await held(world)
    wang = await prompted(world)
    await wang.says("4 建议周末也开门")
    entry = await world.value("SELECT max(id) FROM ledger_entries WHERE kind = 'rating'")
    async with (
        at_desk(world, SUPERVISOR, "zhou") as zhou,
        at_desk(world, DESK, "li") as li,
        at_desk(world, CLERK, "wang") as clerk,
        at_desk(world, SUPERVISOR, "there", area=ELSEWHERE) as there,
    ):
        await li.sends(f"/console/corrections/entries/{entry}/ask", why="重复")
        await asks(clerk, wang)
        text = await told(zhou)
        for line in (
            "积分待核对 1笔 最早 2026-09-",
            "建议待处理 1条 最早 2026-09-",
            "积分更正待确认 1项 最早 2026-09-",
            "号码核实待确认 1项 最早 2026-09-",
        ):
            assert line in text
        html = (await zhou.opens(PAGE)).html.partition("<main")[2]
        for path in ("held-points", "suggestions", "corrections", "numbers"):
            assert f'href="/console/{path}"' in html
        assert "现在没有" in await told(there)
        assert "您申请的积分更正，还没有人确认 1项" in await told(li)
        assert "您申请的号码核实，还没有人确认 1项" in await told(clerk)
        await zhou.sends(f"/console/corrections/{1}/confirm")
        assert "积分更正待确认" not in await told(zhou)
        assert "现在没有" in await told(li)


async def test_one_s_own_request_is_not_one_s_own_to_confirm(world: World) -> None:
    wang = await served(world)
    async with at_desk(world, SUPERVISOR, "zhou") as zhou, at_desk(world, SUPERVISOR, "wu") as other:
        await asks(zhou, wang)
        assert "您申请的号码核实，还没有人确认 1项" in await told(zhou)
        assert "号码核实待确认" not in await told(zhou)
        assert "号码核实待确认 1项" in await told(other)


async def test_the_gifts_desk_finds_what_runs_short_and_what_lapses(world: World) -> None:
    shop = await open_shop(world, towel=3)
    voucher = await a_voucher(world, shop)
    await world.clock.move(voucher.expires_at - timedelta(days=8))
    async with at_desk(world, DESK) as desk, at_desk(world, CLERK) as clerk:
        assert "礼品已兑完或不多了 2处" in await told(
            desk
        )  # at the hall and in the street, not in another district
        assert "兑换券" not in await told(desk)
        await world.clock.move(voucher.expires_at - timedelta(days=6))
        text = await told(desk)
        assert "兑换券7天内到期，还没有领取 1张 最早到期 2026年11月6日" in text
        shown = await desk.opens("/console/places")
        assert "待领取 7天内到期 状态" in shown.text
        assert "1 1 启用" in shown.text
        shown = await desk.opens("/console/stock?left=few")
        assert ("毛巾" in shown.text, "雨伞" in shown.text) == (True, False)
        html = (await clerk.opens(PAGE)).html.partition("<main")[2]
        assert "还没有领取" in html
        assert "<a" not in html
    async with at_desk(world, CLERK, "there", area=ELSEWHERE) as there:
        assert "现在没有" in await told(there)


async def test_messages_that_stop_others_are_told_to_whoever_sees_every_area(world: World) -> None:
    await prompted(world)
    await world.value("UPDATE messages SET state = 'failed', for_staff = true, reason = '30007' RETURNING 1")
    async with (
        at_desk(world, Role.ADMINISTRATOR, "boss", area="320000000000") as boss,
        at_desk(world, Role.ADMINISTRATOR, "small", area="320115001000") as small,
    ):
        assert "短信和消息发不出去，要有人看 1条" in await told(boss)
        assert "haochaping messages failed" in await told(boss)
        assert "短信和消息发不出去" not in await told(small)


async def test_an_auditor_finds_what_was_done_today(world: World) -> None:
    async with at_desk(world, Role.AUDITOR) as auditor, at_desk(world, CLERK) as clerk:
        assert "现在没有" in await told(auditor)
        await clerk.opens("/console/points")
        await clerk.sends("/console/points", phone="13900009999")
        assert "今天的查询和变更 1条" in await told(auditor)
        html = (await auditor.opens(PAGE)).html
        assert 'href="/console/trail?from=2026-09-07&amp;to=2026-09-07"' in html
        await next_day(world)
        assert "现在没有" in await told(auditor)


async def test_more_than_a_page_shows_is_told_as_more(world: World) -> None:
    await write_points(world.parts.database)

    async def many(tx: Transaction) -> None:
        await tx.execute(
            """INSERT INTO held_points (account_id, kind, reference, points, signs, area_code, at)
               SELECT 1, 'rating', 'visit:many-' || n, 10, '{"device": 2}', '320115000000', %(now)s
                 FROM generate_series(1, 120) AS n""",
            now=await now(world),
        )

    await world.query(many)
    async with at_desk(world, SUPERVISOR) as clerk:
        assert "积分待核对 100笔以上" in await told(clerk)


async def test_handlers_and_supervisors_find_cases_and_calls(world: World) -> None:
    citizen = await prompted(world, org_code=BUREAU)
    await citizen.says("2")
    await citizen.says("人工")
    async with (
        at_desk(world, Role.DEPARTMENT_HANDLER, org=BUREAU) as handler,
        at_desk(world, SUPERVISOR) as office,
        at_desk(world, SUPERVISOR, "there", area=ELSEWHERE) as there,
    ):
        assert "现在没有" in await told(handler)
        await world.pass_hours(1)
        assert "差评工单待办理 1件" in await told(handler)
        assert 'href="/console/cases?show=mine"' in (await handler.opens(PAGE)).html
        assert "回电请求 1个 最早 2026-09-" in await told(office)
        await world.pass_hours(10)
        assert "差评工单已超期 1件" in await told(handler)
        assert "差评工单已超期 1件" in await told(office)
        assert "现在没有" in await told(there)
