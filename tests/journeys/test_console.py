"""The console in a real browser: on a phone and on a desk, without any script, axe clean, on paper."""

import pytest
from playwright.async_api import Browser, Page, expect

from evaluation.staff import Role
from haochaping.demo.samples import CATALOGUE
from tests.journeys.browser import axe_is_content, no_wider_than_its_screen, smallest_side
from tests.journeys.citizens_pages import SCREENS, opened
from tests.web.staff import PASSWORD, an_account
from tests.world import World

NEW = "一句自己记得住的长话"


async def looks_right(page: Page) -> None:
    """Nothing to scroll sideways, nothing a finger misses on a phone, nothing axe objects to."""
    await no_wider_than_its_screen(page)
    if await page.evaluate("innerWidth") < 400:
        assert await smallest_side(page.locator("button:visible, .button:visible, nav a:visible")) >= 44
    await axe_is_content(page)


async def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    await page.get_by_label("用户名").fill(username)
    await page.get_by_label("密码").fill(password)
    await page.get_by_role("button", name="登录").click()


async def go(page: Page, section: str, entry: str) -> None:
    """Through the navigation, as one does on this screen."""
    places = page.get_by_role("navigation", name="主导航")
    await places.get_by_role("link", name=section, exact=True).click()
    await places.get_by_role("link", name=entry, exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(entry)
    await expect(places.locator("[aria-current=page]")).to_have_text(entry)


@SCREENS
async def test_an_administrator_s_day(browser: Browser, world: World, size: str) -> None:
    await an_account(world, Role.COUNTER_CLERK, "wang", org=CATALOGUE[1].org_code)
    await an_account(world, Role.ADMINISTRATOR, "boss", name="刘伟")
    async with (
        opened(browser, world, size, "/console/account") as page,
        opened(browser, world, "desk", "/console") as other,
    ):
        await looks_right(page)
        await sign_in(page, "boss", "not the password")
        await expect(page.get_by_role("alert")).to_have_text("用户名或密码不对，请检查后再试。")
        await expect(page.get_by_label("用户名")).to_have_value("boss")
        await looks_right(page)
        await sign_in(page, "boss")
        await expect(page.get_by_role("heading", level=1)).to_have_text("我的账号")
        await looks_right(page)

        await sign_in(other, "wang")
        await expect(other.get_by_role("heading", level=1)).to_have_text("今天")
        await go(page, "设置", "人员账号")
        await looks_right(page)
        await page.get_by_role("link", name="王敏").click()
        await looks_right(page)
        await page.get_by_role("button", name="停用账号").click()
        await expect(page.get_by_role("status")).to_contain_text("账号已停用")
        await looks_right(page)
        await other.reload()
        await expect(other.get_by_role("heading", level=1)).to_have_text("登录")

        await go(page, "设置", "审计记录")
        if size == "phone":
            await page.get_by_text("筛选").click()
        await page.get_by_label("操作").select_option("停用账号")
        await page.get_by_role("button", name="查询").click()
        await expect(page.locator("tbody tr")).to_have_count(1)
        assert "action=staff_disabled" in page.url
        await looks_right(page)


@SCREENS
async def test_one_s_own_account(browser: Browser, world: World, size: str) -> None:
    await an_account(world, Role.COUNTER_CLERK, "wang")
    async with opened(browser, world, size, "/console") as page:
        await sign_in(page, "wang")
        await expect(page.get_by_role("link", name="人员账号")).to_have_count(0)
        await looks_right(page)
        await go(page, "设置", "我的账号")
        await page.get_by_role("button", name="生成绑定码").click()
        await expect(page.get_by_role("status")).to_contain_text("工号")
        await looks_right(page)
        await page.get_by_label("现在的密码").fill("not the password")
        await page.get_by_label("新密码", exact=True).fill(NEW)
        await page.get_by_label("再输一次新密码").fill(NEW)
        await page.get_by_role("button", name="修改密码").click()
        await expect(page.get_by_role("alert")).to_have_text("现在的密码不对。")
        await expect(page.get_by_label("现在的密码")).to_have_accessible_description("现在的密码不对。")
        await looks_right(page)
        await page.get_by_label("现在的密码").fill(PASSWORD)
        await page.get_by_label("新密码", exact=True).fill(NEW)
        await page.get_by_label("再输一次新密码").fill(NEW)
        await page.get_by_role("button", name="修改密码").click()
        await expect(page.get_by_role("status")).to_contain_text("密码已修改")
        await page.get_by_role("button", name="退出").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("登录")
        await page.go_back()
        await expect(page.get_by_role("heading", level=1)).to_have_text("登录")


@SCREENS
async def test_what_is_not_allowed_or_not_there_is_told_on_a_page(
    browser: Browser, world: World, size: str
) -> None:
    await an_account(world, Role.AUDITOR, "sun")
    async with opened(browser, world, size, "/console/staff") as page:
        await sign_in(page, "sun")
        await expect(page.get_by_role("heading", level=1)).to_have_text("没有权限")
        await looks_right(page)
        await page.get_by_role("link", name="回到今天").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("今天")


async def test_on_paper_there_is_what_is_told_and_nothing_to_press(browser: Browser, world: World) -> None:
    await an_account(world, Role.ADMINISTRATOR, "boss")
    async with opened(browser, world, "desk", "/console/trail") as page:
        await sign_in(page, "boss")
        await page.emulate_media(media="print")
        for hidden in (".places", ".filters", "button"):
            await expect(page.locator(hidden).first).to_be_hidden()
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await expect(page.get_by_role("table")).to_be_visible()


@pytest.mark.parametrize("size", ["desk"])
async def test_without_a_mouse(browser: Browser, world: World, size: str) -> None:
    await an_account(world, Role.COUNTER_CLERK, "wang")
    async with opened(browser, world, size, "/console/sign-in") as page:
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
        await page.keyboard.press("Tab")
        await page.keyboard.type("wang")
        await page.keyboard.press("Tab")
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("今天")
