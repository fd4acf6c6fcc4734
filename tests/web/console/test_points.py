"""查积分 in the console: asked by POST, shown masked, alike for whoever is not to be found."""

import re

import pytest

from evaluation.staff import Role
from tests.bot.citizens import Citizen, now, served
from tests.usecases.citizens import whose
from tests.web.staff import Clerk, at_desk
from tests.world import World, a_record

PATH = "/console/points"
CLERK = Role.COUNTER_CLERK


async def test_a_clerk_looks_somebody_up_and_the_number_is_masked(world: World) -> None:
    citizen = await served(world)
    async with at_desk(world, CLERK) as clerk:
        await clerk.opens(PATH)
        shown = await clerk.sends(PATH, phone=citizen.phone.number)
        assert (shown.status, shown.path) == (200, PATH)
        assert f"****{citizen.phone.number[-4:]}" in shown.text
        assert "0 分" in shown.text
        assert citizen.phone.number not in shown.html
        assert "截至2026年8月31日" in shown.text
        assert shown.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("typed", ["1390000", "abc", ""])
async def test_what_is_no_number_is_asked_again(world: World, typed: str) -> None:
    async with at_desk(world, CLERK) as clerk:
        await clerk.opens(PATH)
        shown = await clerk.sends(PATH, phone=typed)
        assert shown.status == 422
        assert "请输入完整的手机号码" in shown.text


async def test_who_was_served_elsewhere_is_not_told_from_who_does_not_exist(world: World) -> None:
    await world.send_records(a_record("13900000002"))
    async with at_desk(world, CLERK, area="320102000000") as clerk:
        await clerk.opens(PATH)
        there, nobody = [await clerk.sends(PATH, phone=number) for number in ("13900000002", "13900000003")]
        assert there.status == nobody.status == 404
        assert there.html == nobody.html
        assert "没有找到" in nobody.text


async def test_a_counter_that_asks_too_often_waits(world: World) -> None:
    async with at_desk(world, CLERK) as clerk:
        await clerk.opens(PATH)
        for _ in range(world.parts.rules.look_ups_per_hour):
            await clerk.sends(PATH, phone="13900000009")
        shown = await clerk.sends(PATH, phone="13900000009")
        assert shown.status == 429
        assert re.search("请在1[01]:[0-9]{2}后再查", shown.text)


async def what_is_told(world: World, clerk: Clerk, citizen: Citizen) -> str:
    shown = await clerk.sends(PATH, phone=citizen.phone.number)
    assert shown.status == 200
    named = f'服务对象编号 <span class="figures">{await whose(world, citizen)}</span>'
    assert named in shown.html  # it was theirs before there was anything to rate
    told = shown.html.replace(named, "")
    return told.replace(citizen.phone.number[-4:], "").replace(citizen.phone.number[:3], "")


async def test_the_page_is_the_same_whether_they_rated_or_not(world: World) -> None:
    rates, does_not = await served(world), await served(world)
    async with at_desk(world, CLERK) as clerk:
        await clerk.opens(PATH)
        before = await what_is_told(world, clerk, rates)
        await world.pass_hours(25)
        await rates.says("1 等了两个小时")
        assert await what_is_told(world, clerk, rates) == await what_is_told(world, clerk, does_not) == before


async def test_a_number_that_may_be_another_person_s_shows_nothing_but_where_to_go(world: World) -> None:
    citizen = await served(world)
    await world.clock.move(await now(world) + world.parts.rules.silent_after)
    async with at_desk(world, CLERK) as clerk:
        await clerk.opens(PATH)
        shown = await clerk.sends(PATH, phone=citizen.phone.number)
        assert "此号码久未使用，可能已经换人，不显示积分" in shown.text
        assert 'href="/console/numbers"' in shown.html.partition("<main")[2]
        assert "服务对象编号" not in shown.text
