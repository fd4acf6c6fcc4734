"""Points that wait for review: seen in words that accuse nobody, paid or let go with a reason."""

import re

import pytest

from evaluation.staff import Role
from haochaping.demo.samples import CATALOGUE
from tests.bot.citizens import Citizen, prompted
from tests.web.staff import at_desk
from tests.world import World

LIST = "/console/held-points"
SUPERVISOR = Role.SUPERVISOR


async def held(world: World) -> Citizen:
    """A citizen whose points wait: their counter is watched."""
    wang = await prompted(world)
    await world.value("UPDATE visits SET window_no = '3' RETURNING 1")
    await world.value(
        """INSERT INTO watched_counters (org_code, window_no, ratings, citizens)
           SELECT org_code, '3', 40, 5 FROM visits LIMIT 1 RETURNING 1"""
    )
    await wang.talks([("5", "本次积分核对后到账")])
    return wang


async def test_they_are_paid(world: World) -> None:
    wang = await held(world)
    async with at_desk(world, SUPERVISOR) as clerk:
        shown = (await clerk.opens(LIST)).text
        assert "该窗口近30天的评价来自5个号码" in shown
        assert wang.phone.number[-4:] in shown
        await clerk.opens(f"{LIST}/1")
        shown_after = await clerk.sends(f"{LIST}/1", verdict="pay", why="")
        assert (shown_after.path, "积分已发放。" in shown_after.text) == (LIST, True)
        assert "目前没有" in shown_after.text
        assert (await clerk.sends(f"{LIST}/1", verdict="pay", why="")).status == 404
    assert await wang.balance() == 10


async def test_they_are_let_go_only_with_a_reason(world: World) -> None:
    wang = await held(world)
    async with at_desk(world, SUPERVISOR) as clerk:
        await clerk.opens(f"{LIST}/1")
        for neither in ("", "decide"):  # a form that says neither lets nothing go
            assert (await clerk.sends(f"{LIST}/1", verdict=neither, why="重复操作")).status == 422
        shown = await clerk.sends(f"{LIST}/1", verdict="let_go", why=" ")
        assert (shown.status, "不发放请写明理由" in shown.text) == (422, True)
        assert "已记录：不发放。" in (await clerk.sends(f"{LIST}/1", verdict="let_go", why="重复操作")).text
    assert await wang.balance() == 0


async def test_of_the_person_there_is_but_a_tail_and_nothing_of_the_level(world: World) -> None:
    wang = await held(world)
    async with at_desk(world, SUPERVISOR) as clerk:
        for path in (LIST, f"{LIST}/1"):
            html = (await clerk.opens(path)).html
            assert not re.search("满意|居民身份证换领", html)
            assert wang.phone.number[:-4] not in html
            assert "刷" not in html


@pytest.mark.parametrize(("area", "org"), [("320102000000", None), ("320115000000", CATALOGUE[1].org_code)])
async def test_outside_ones_scope_there_is_nothing(world: World, area: str, org: str | None) -> None:
    await held(world)
    async with at_desk(world, SUPERVISOR, area=area, org=org) as clerk:
        assert "目前没有" in (await clerk.opens(LIST)).text
        assert (await clerk.opens(f"{LIST}/1")).status == 404
        assert (await clerk.sends(f"{LIST}/1", verdict="pay", why="")).status == 404
