"""The pages of what months teach: shown from what is kept, each sees their own, and nonsense does no harm."""

from dataclasses import replace
from datetime import date

import pytest

from evaluation.staff import PERMISSIONS, Permission, Role
from tests.usecases.learning.county import (
    AUGUST,
    LABOUR,
    POLICE,
    STREET,
    Served,
    learn,
    learning,
    many,
    write,
)
from tests.usecases.learning.shelf import a_closed_case, name_reasons
from tests.usecases.reports.history import at
from tests.web.staff import at_desk
from tests.world import World
from usecases.learning.library import keep_closed

READERS = [role for role in Role if Permission.READ_LEARNING in PERMISSIONS[role]]
PAGES = ("pains", "pack", "effects", "library")
SLOW = Served(1, level=2, reasons=("efficiency",), comment="取号机坏了，等了两个小时")


@pytest.fixture
async def told(world: World) -> World:
    """A world that has learnt from September, on 2 October; two closed cases, one of March."""
    await a_month(world)
    return world


async def a_month(world: World) -> None:
    """Slow at the police, more than in August; wishes, a bundle, and two closed cases."""
    database = world.parts.database
    case_ids = [
        await a_closed_case(database),
        await a_closed_case(database, date(2026, 8, 3), depth="upgrade"),
    ]
    async with database.transaction() as tx:
        await keep_closed(tx, learning(database).vault)
    await name_reasons(database, case_ids[0], "efficiency")
    await write(database, [
        *many(90, Served(1)), *many(30, SLOW, 91), *many(20, Served(1, "B", on=date(2026, 9, 3)), 91),
        *many(110, Served(1, on=AUGUST)), *many(10, replace(SLOW, on=AUGUST), 111),
        *many(120, Served(1, "C", LABOUR), 200), *many(30, Served(1, "D", LABOUR, STREET), 320),
        *many(8, Served(1, "C", LABOUR, level=4, comment="满意，建议中午也开放窗口"), 400),
        *many(60, Served(1, on=date(2025, 12, 3))),
    ])  # fmt: skip
    await learn(database, using=learning(database, world.parts.vault))
    await world.clock.move(at("2026-10-02"))


async def test_what_hurts_with_its_figures(told: World) -> None:
    async with at_desk(told, Role.SUPERVISOR) as clerk:
        shown = await clerk.opens("/console/learning/pains")
        assert shown.status == 200
        for line in (
            "2026年09月，差评 10.1%（30/298）",
            "居民身份证换领 · 江宁区公安分局 服务效率 25.0%（30/120） 比上月多2倍，不像是偶然 上月 8.3%（10/120）",
            "取号机坏了，等了两个小时",
            "8人、8件",
            "居民身份证换领 ＋ 户口迁移 20",
            "费希尔精确检验",
        ):
            assert line in shown.text


@pytest.mark.parametrize(
    ("query", "listed", "left_out"),
    [
        ("kind=org", "江宁区公安分局 服务效率", "居民身份证换领 · 江宁区公安分局"),
        ("kind=item&text=身份证", "居民身份证换领 差评", "户口迁移 差评"),
        ("reason=attitude", "没有符合条件的内容", "服务效率 25.0%"),
        ("real=1", "比上月多2倍，不像是偶然", "可能是偶然"),
        ("month=2026-10", "之后这里会列出哪里最痛", "25.0%"),
        ("month=2026-13&kind=x&reason=%27&real=2", "服务效率 25.0%", "没有分析"),
    ],
)
async def test_filters_stand_in_the_address(told: World, query: str, listed: str, left_out: str) -> None:
    async with at_desk(told, Role.AUDITOR) as clerk:
        shown = await clerk.opens(f"/console/learning/pains?{query}")
        table = shown.text.partition("算法")[0].partition("查询")[2].partition("。 哪里最痛")[2] or shown.text
        assert listed in table
        assert left_out not in table


async def test_somebody_of_one_body_sees_that_body(told: World) -> None:
    async with at_desk(told, Role.SUPERVISOR, org=LABOUR) as clerk:
        shown = await clerk.opens("/console/learning/pains")
        assert "公安" not in shown.text.replace("公安分局及其下属", "")
        assert "一件事" not in shown.text
        assert "建议中午也开放窗口" in shown.text
        pack = await clerk.opens("/console/learning/pack")
        assert "公安" not in pack.text


async def test_the_pack(told: World) -> None:
    async with at_desk(told, Role.SUPERVISOR) as clerk:
        shown = await clerk.opens("/console/learning/pack")
        for line in (
            "好差评月报 2026年09月",
            "主动评价298件，差评 10.1%（30/298）",
            "1 江宁区人力资源和社会保障局 100.0% （97.6%–100.0%） 158/158",
            "1 江宁区公安分局 78.6% （71.1%–84.6%） 110/140",
            "待提升清单",
            "等了两个小时，没人叫号",
        ):
            assert line in shown.text
        by_item = await clerk.opens("/console/learning/pack?by=item")
        assert (
            "最差的事项 序 事项 满意率 （95%区间） 满意/ 全部 1 居民身份证换领 75.0% （66.6%–81.9%） 90/120 满意率＝"
            in by_item.text
        )
        assert await told.value("SELECT count(*) FROM audit_trail WHERE action = 'report_taken'") == 2


async def test_the_library_and_an_example(told: World) -> None:
    async with at_desk(told, Role.SUPERVISOR) as clerk:
        shown = await clerk.opens("/console/learning/library?words=叫号&reason=efficiency")
        assert "工单 1" in shown.text
        assert "工单 2" not in shown.text
        one = await clerk.opens("/console/learning/library/1")
        assert "加开了两个窗口，叫号改到大厅。" in one.text
        refused = await clerk.sends("/console/learning/library/1/mark", note=" ")
        assert refused.status == 422
        assert "请写一句" in refused.text
        marked = await clerk.sends("/console/learning/library/1/mark", note="加窗口见效快")
        assert marked.path == "/console/learning/library/1"
        assert "已标为案例。" in marked.text
        assert "工单 2" not in (await clerk.opens("/console/learning/library?examples=1")).text
        undone = await clerk.sends("/console/learning/library/1/unmark")
        assert "已取消案例标记。" in undone.text
        assert (await clerk.opens("/console/learning/library/99")).status == 404
        assert (await clerk.sends("/console/learning/library/99/unmark")).status == 404


async def test_what_came_of_it(told: World) -> None:
    async with at_desk(told, Role.AUDITOR) as clerk:
        shown = await clerk.opens("/console/learning/effects?verdict=rose")
        assert (
            "1 居民身份证换领 江宁区公安分局 2026-03-18 服务效率 0.0%（0.0%–6.0%），0/60 16.7%" in shown.text
        )
        waiting = await clerk.opens("/console/learning/effects?verdict=waiting&after=x~y")
        assert "还没到6个月" in waiting.text
        assert "2026-08-03" in waiting.text
        assert (await clerk.opens("/console/learning/effects?verdict=fell")).status == 200


@pytest.mark.parametrize("role", Role)
async def test_who_may_read(told: World, role: Role) -> None:
    async with at_desk(told, role) as clerk:
        for page in PAGES:
            assert (await clerk.opens(f"/console/learning/{page}")).status == (
                200 if role in READERS else 403
            )
        if role is not Role.SUPERVISOR:
            assert (await clerk.sends("/console/learning/library/1/mark", note="好")).status == 403


async def test_another_area_is_not_found(told: World) -> None:
    async with at_desk(told, Role.SUPERVISOR, area=STREET) as clerk:
        for page in PAGES:
            for area in ("320115000000", "x"):
                assert (await clerk.opens(f"/console/learning/{page}?area={area}")).status == 404
        assert (await clerk.opens("/console/learning/library/1")).status == 404
        street = await clerk.opens("/console/learning/pains")
        assert POLICE not in street.html
        assert "差评 0.0%（0/30）" in street.text


async def test_before_anything_was_learnt(world: World) -> None:
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        for page in PAGES:
            shown = await clerk.opens(f"/console/learning/{page}")
            assert shown.status == 200
            assert "这里" in shown.text or "没有" in shown.text
