"""Where staff see how a case stands on 12345, and find it by its number there."""

from collections.abc import AsyncIterator

import pytest

from evaluation.cases.words import Move
from evaluation.staff import Role
from tests.conftest import Engines
from tests.dispatcher import DispatchWorld, dispatch_world
from tests.fakes.dispatcher_faults import answers, says
from tests.usecases.cases.desk import NEXT_COUNTY, OFFICE, PHONE, POLICE, a_case, does, handler
from tests.web.staff import at_desk

CASES = "/console/cases"


@pytest.fixture
async def desk(database_url: str, engines: Engines) -> AsyncIterator[DispatchWorld]:
    async with dispatch_world(database_url, engines.redis_url) as opened:
        yield opened


async def test_the_page_of_a_case_says_how_it_stands_outside(desk: DispatchWorld) -> None:
    number = await a_case(desk.world)
    async with at_desk(desk.world, Role.DEPARTMENT_HANDLER, org=POLICE) as zhao:
        shown = await zhao.opens(f"{CASES}/{number}")
        assert "12345 工单号 JN2026000001 · 已推送 · 2026-09-08 16:" in shown.text
        assert "12345工单号 JN2026000001" in (await zhao.opens(f"{CASES}/{number}/sheet")).text
        await does(desk.world, await handler(desk.world), number, Move.ACKNOWLEDGE)
        assert "工单号 JN2026000001 · 待推送" in (await zhao.opens(f"{CASES}/{number}")).text
        desk.city.next(answers(503))
        await desk.world.happen()
        assert "推送未成功，自动重试：对方暂停服务" in (await zhao.opens(f"{CASES}/{number}")).text
        desk.city.next(says("4001", f"号码{PHONE}有误"))
        await desk.world.pass_hours(0.1)
        assert "推送失败：号码****有误" in (await zhao.opens(f"{CASES}/{number}")).text


async def test_what_the_platform_did_is_in_the_story_by_name(desk: DispatchWorld) -> None:
    number = await a_case(desk.world)
    await desk.says(number, "记录", content=f"已打{PHONE}了解情况")
    await desk.says(number, "整改", content="加开了窗口")
    async with at_desk(desk.world, Role.DEPARTMENT_HANDLER, org=POLICE) as zhao:
        shown = await zhao.opens(f"{CASES}/{number}")
        assert "外部平台 12345 李四" in shown.text
        assert "已打****了解情况" in shown.text
        assert "“整改完成”未采纳：缺少是否属实、是否合理、分类 · 2026-09-08" in shown.text
        await desk.says(number, "答复", content="已处理", check={"real": "1", "fair": "1"}, track="A")
        shown = await zhao.opens(f"{CASES}/{number}")
        assert "“答复”未采纳：请写明做了什么、结果如何，只写“已处理”不算答复" in shown.text
        await desk.says(number, "签收")
        assert "未采纳" not in (await zhao.opens(f"{CASES}/{number}")).text


async def test_a_case_is_found_by_its_number_outside(desk: DispatchWorld) -> None:
    number = await a_case(desk.world)
    async with at_desk(desk.world, Role.SUPERVISOR, org=OFFICE) as li:
        for given, is_found in (("JN2026000001", True), ("JN2026", False), ("'", False)):
            shown = await li.opens(f"{CASES}?show=open&outside_no={given}")
            assert (shown.status, f'href="{CASES}/{number}"' in shown.html) == (200, is_found), given
        shown = await li.opens(f"{CASES}?show=open&outside_no=JN2026000001")
        assert 'name="outside_no" value="JN2026000001"' in shown.html
    async with at_desk(desk.world, Role.SUPERVISOR, "wang", area=NEXT_COUNTY) as wang:
        shown = await wang.opens(f"{CASES}?show=open&outside_no=JN2026000001")
        assert f'href="{CASES}/{number}"' not in shown.html
