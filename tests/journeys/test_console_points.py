"""Suggestions judged and held points reviewed in a real browser, on a phone and on a desk."""

from playwright.async_api import Browser, expect

from evaluation.staff import Role
from tests.bot.citizens import prompted
from tests.journeys.browser import smallest_side
from tests.journeys.citizens_pages import SCREENS, opened
from tests.journeys.test_console import go, looks_right, sign_in
from tests.usecases.counter.shop import open_shop
from tests.web.console.test_held_points_page import held
from tests.web.staff import an_account
from tests.world import World


@SCREENS
async def test_suggestions_are_judged(browser: Browser, world: World, size: str) -> None:
    await an_account(world, Role.SUPERVISOR, "zhou")
    wang, li = await prompted(world), await prompted(world)
    await wang.says("4 建议周末也开门，方便上班的人")
    await li.says("建议把叫号屏放大，老人看不清")
    async with opened(browser, world, size, "/console") as page:
        await sign_in(page, "zhou")
        await go(page, "积分", "建议")
        await looks_right(page)
        await page.get_by_role("link", name="：建议1").click()
        await looks_right(page)
        await page.get_by_role("button", name="采纳", exact=True).click()
        await expect(page.get_by_role("alert")).to_have_text("请写明理由，最多100个字。")
        await looks_right(page)
        await page.get_by_label("告诉市民的理由").fill("下月起周六上午开门")
        await page.get_by_role("button", name="采纳", exact=True).click()
        await expect(page.get_by_role("status")).to_have_text("已采纳。")
        await looks_right(page)
        await page.get_by_role("link", name="：建议2").click()
        await page.get_by_label("告诉市民的理由").fill("屏幕明年更换")
        await page.get_by_role("button", name="不采纳").click()
        await expect(page.get_by_text("目前没有")).to_be_visible()
        await looks_right(page)
    await world.happen()
    assert "为您记50分" in (await wang.phone.heard())[-1]
    assert "屏幕明年更换" in (await li.phone.heard())[-1]


@SCREENS
async def test_held_points_are_reviewed(browser: Browser, world: World, size: str) -> None:
    await an_account(world, Role.SUPERVISOR, "zhou")
    wang = await held(world)
    async with opened(browser, world, size, "/console") as page:
        await sign_in(page, "zhou")
        await go(page, "积分", "待核对积分")
        await looks_right(page)
        await page.get_by_role("link", name="：编号1").click()
        await looks_right(page)
        await page.get_by_role("button", name="不发放").click()
        await expect(page.get_by_role("alert")).to_have_text("不发放请写明理由。")
        await looks_right(page)
        await page.get_by_role("button", name="发放", exact=True).click()
        await expect(page.get_by_role("status")).to_have_text("积分已发放。")
        await looks_right(page)
    assert await wang.balance() == 10


@SCREENS
async def test_today_leads_to_what_waits(browser: Browser, world: World, size: str) -> None:
    await an_account(world, Role.SUPERVISOR, "zhou")
    await an_account(world, Role.GIFTS_DESK, "qian")
    await open_shop(world, towel=2)
    await held(world)
    await (await prompted(world)).says("建议把叫号屏放大，老人看不清")
    async with opened(browser, world, size, "/console") as page:
        await sign_in(page, "zhou")
        await expect(page.get_by_role("heading", level=1)).to_have_text("今天")
        await looks_right(page)
        lines = page.get_by_role("main").get_by_role("link")
        await expect(lines).to_have_count(2)
        assert await smallest_side(lines) >= 44
        await page.get_by_role("link", name="建议待处理").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("建议")
        await page.get_by_role("button", name="退出").click()
        await sign_in(page, "qian")
        await looks_right(page)
        await page.get_by_role("link", name="礼品已兑完或不多了").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("库存")
        await expect(page.get_by_label("可兑换")).to_have_value("few")
        await looks_right(page)
