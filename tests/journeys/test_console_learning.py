"""What months teach in a real browser, on a phone and a desk: nothing cut off, axe clean, and the pack prints on A4."""

import re

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from evaluation.staff import Role
from tests.journeys.browser import DESK, PHONE, a_page
from tests.journeys.test_console_reports import looks_right, signed_in
from tests.web.console.test_learning import a_month
from tests.world import World

SCREENS = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@SCREENS
async def test_from_what_hurts_to_an_example(browser: Browser, world: World, size: ViewportSize) -> None:
    """A supervisor reads the month, narrows it, looks for what others did, and marks an example."""
    await a_month(world)
    async with a_page(browser, world.base_url, size) as page:
        await signed_in(page, world, Role.SUPERVISOR)
        await page.get_by_role("link", name="数据").click()
        await page.get_by_role("link", name="痛点分析").click()
        await expect(page.get_by_text("比上月多2倍，不像是偶然").first).to_be_visible()
        await looks_right(page)
        await page.get_by_label("范围").select_option("事项在机构")
        await page.get_by_label("指标").select_option("服务效率")
        await page.get_by_role("button", name="查询").click()
        assert "kind=item_org" in page.url
        await expect(page.locator(".learned tbody tr:not(.said)")).to_have_count(1)
        await page.get_by_role("link", name="整改成效").click()
        await expect(page.get_by_role("heading", name="整改成效")).to_be_visible()
        await looks_right(page)
        await page.get_by_role("link", name="案例库").click()
        await page.get_by_label("搜索").fill("叫号")
        await page.get_by_label("指标").select_option("服务效率")
        await page.get_by_role("button", name="查询").click()
        await looks_right(page)
        await page.get_by_role("link", name="居民身份证换领").click()
        await page.get_by_label("这个案例好在哪里").fill("加窗口见效快")
        await page.get_by_role("button", name="标为案例").click()
        await expect(page.get_by_text("已标为案例。")).to_be_visible()
        await looks_right(page)
        await page.get_by_role("button", name="取消案例").click()
        await expect(page.get_by_text("已取消案例标记。")).to_be_visible()


@SCREENS
async def test_the_pack_prints(browser: Browser, world: World, size: ViewportSize) -> None:
    await a_month(world)
    async with a_page(browser, world.base_url, size) as page:
        await signed_in(page, world, Role.SUPERVISOR)
        await page.goto("/console/learning/pack")
        await expect(page.get_by_role("heading", name="最差的机构")).to_be_visible()
        await looks_right(page)
        printed = await page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
        assert re.search(rb"/MediaBox\s*\[0 0 594[.0-9]* 841", printed)
        await page.emulate_media(media="print")
        await expect(page.get_by_role("button", name="查询")).to_be_hidden()
        await expect(page.get_by_text("费希尔精确检验")).to_be_visible()
        marked = page.locator(
            ".learned .worse td:first-child"
        )  # on paper a shadow draws lines round its cell
        await expect(marked).to_have_css("box-shadow", "none")
        await expect(marked).to_have_css("border-left-width", "4px")
