"""A case on 12345 as staff see it: found by its number there, what it was told, and what went wrong."""

from playwright.async_api import Browser, expect

from evaluation.cases.words import Move
from evaluation.staff import Role
from tests.conftest import Engines
from tests.dispatcher import dispatch_world
from tests.fakes.dispatcher_faults import says
from tests.journeys.citizens_pages import SCREENS, opened
from tests.journeys.test_console import looks_right, sign_in
from tests.usecases.cases.desk import POLICE, a_case, does, handler
from tests.web.staff import an_account


@SCREENS
async def test_a_case_is_found_by_its_number_on_12345_and_says_how_it_stands(
    browser: Browser, database_url: str, engines: Engines, size: str
) -> None:
    async with dispatch_world(database_url, engines.redis_url) as desk:
        await an_account(desk.world, Role.DEPARTMENT_HANDLER, "zhao", name="赵强", org=POLICE)
        number = await a_case(desk.world)
        await desk.says(number, "记录", content="已电话了解情况")
        desk.city.next(says("4001", "缺少字段：办理人"))
        await does(desk.world, await handler(desk.world), number, Move.ACKNOWLEDGE)
        await desk.world.happen()
        await desk.says(number, "整改", content="加开了窗口")
        async with opened(browser, desk.world, size, "/console/cases") as page:
            await sign_in(page, "zhao")
            if size == "phone":
                await page.get_by_text("筛选").click()
            await page.get_by_label("外部工单号").fill(desk.city.number_of(number))
            await page.get_by_role("button", name="查询").click()
            await looks_right(page)
            await page.get_by_role("link", name=str(number), exact=True).click()
            await expect(page.get_by_text("推送失败：缺少字段：办理人")).to_be_visible()
            await expect(page.get_by_text(desk.city.number_of(number))).to_be_visible()
            await expect(page.get_by_text("“整改完成”未采纳")).to_be_visible()
            await expect(page.get_by_text("外部平台 12345 李四")).to_be_visible()
            await looks_right(page)
