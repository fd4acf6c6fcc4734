"""The reports in a real browser, on a phone, a tablet and a desk: nothing cut off, axe clean, and they print."""

from datetime import date

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from evaluation.staff import Role
from store.audit_trail import COMMAND, Times
from tests.journeys.browser import DESK, PHONE, a_page, axe_is_content
from tests.usecases.reports.history import at, write_points, write_ratings
from tests.web.console.test_case_report import four_ways
from tests.web.staff import PASSWORD, an_account
from tests.world import AREA_CODE, World
from usecases.reports.participation import tell_began

TABLET = ViewportSize(width=820, height=1180)
SCREENS = pytest.mark.parametrize("size", [PHONE, TABLET, DESK], ids=["phone", "tablet", "desk"])


async def signed_in(page: Page, world: World, role: Role) -> None:
    """A new account of this role, at its first page."""
    await an_account(world, role)
    await page.goto("/console/sign-in")
    await page.get_by_label("用户名").fill(role.value)
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await expect(page.get_by_role("heading", name="今天")).to_be_visible()


async def looks_right(page: Page) -> None:
    """Nothing to scroll sideways, on the page or in a table; nothing axe objects to."""
    wide = await page.evaluate(
        """[document.documentElement, ...document.querySelectorAll('section')]
             .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.className)"""
    )
    assert wide == []
    await axe_is_content(page)


@SCREENS
async def test_the_report_of_cases_looks_right(browser: Browser, world: World, size: ViewportSize) -> None:
    await four_ways(world)
    async with a_page(browser, world.base_url, size) as page:
        await signed_in(page, world, Role.SUPERVISOR)
        await page.goto("/console/reports/cases?from=2026-09&to=2026-09")
        await expect(page.get_by_role("heading", name="差评整改报表", exact=True)).to_be_visible()
        await looks_right(page)


@SCREENS
async def test_the_reports_look_right(browser: Browser, world: World, size: ViewportSize) -> None:
    await write_points(world.parts.database)
    await write_ratings(world.parts.database)
    times = Times(at("2026-10-20"), at("2026-10-20"))
    await world.query(lambda tx: tell_began(tx, AREA_CODE, date(2026, 9, 1), COMMAND, times))
    await world.clock.move(at("2027-01-02"))
    async with a_page(browser, world.base_url, size) as page:
        await signed_in(page, world, Role.SUPERVISOR)
        for name in ("积分报表", "兑换报表", "库存报表", "积分前后对比"):
            await page.get_by_role("link", name="数据").click()
            await page.get_by_role("link", name=name).click()
            await expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
            await looks_right(page)
        await page.get_by_role("link", name="积分报表").click()
        await page.get_by_label("自").fill("2026-08")
        await page.get_by_label("分列").select_option("按区划")
        await page.get_by_role("button", name="查询").click()
        await expect(page.get_by_text("不分区划", exact=True)).to_be_visible()
        assert "from=2026-08" in page.url
        await looks_right(page)
        await page.emulate_media(media="print")
        await expect(page.get_by_role("button", name="查询")).to_be_hidden()
        await expect(page.get_by_text("评价＋回访＋建议")).to_be_visible()
