"""The counter in a real browser: on a tablet beside the window, a phone and a desk; by finger, keyboard and scanner."""

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from evaluation.staff import Role
from store import sessions
from store.sessions import NewSession
from tests.bot.citizens import now, served
from tests.journeys.browser import DESK, PHONE, smallest_side
from tests.journeys.citizens_pages import looks_right
from tests.usecases.counter.shop import HALL_NAME, a_voucher, open_shop
from tests.usecases.counter.test_delegates import FIRM, a_firm
from tests.usecases.counter.test_look_up import has_rated
from tests.web.staff import PASSWORD, an_account
from tests.world import World, a_record
from usecases.gifts.codes import in_groups
from web.console.cookies import PLAIN

SIZES = {
    "upright tablet": ViewportSize(width=768, height=1024),
    "tablet": ViewportSize(width=1024, height=768),
    "phone": PHONE,
    "desk": DESK,
}
SCREENS = pytest.mark.parametrize("size", SIZES)


@asynccontextmanager
async def a_screen(
    browser: Browser, world: World, size: str, username: str = "", role: Role = Role.COUNTER_CLERK
) -> AsyncIterator[Page]:
    """A browser's window; signed in as a new clerk if a name is given. It asks nobody but us."""
    context = await browser.new_context(viewport=SIZES[size], locale="zh-CN", base_url=world.base_url)
    if username:
        account = await an_account(world, role, username)
        token, wall = secrets.token_urlsafe(32), world.clock.wall()
        new = NewSession(account.id, token, "127.0.0.1", "a test")
        await world.query(lambda tx: sessions.begin(tx, new, wall, wall + timedelta(hours=12)))
        await context.add_cookies([{"name": PLAIN, "value": token, "url": world.base_url}])
    page = await context.new_page()
    strangers: list[str] = []
    page.on("request", lambda request: strangers.append(request.url))
    yield page
    await context.close()
    assert [url for url in strangers if not url.startswith((f"{world.base_url}/", "data:"))] == []


async def scans(page: Page, text: str) -> None:
    """A scanner types into what has the focus, which is the field of its page, and ends with Enter."""
    await expect(page.locator("main [autofocus]")).to_be_focused()
    await page.keyboard.type(text)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


async def test_from_signing_in_to_the_gift_by_scanner_and_keyboard(browser: Browser, world: World) -> None:
    shop = await open_shop(world)
    first, second = await a_voucher(world, shop), await a_voucher(world, shop, gift="umbrella")
    await an_account(world, Role.COUNTER_CLERK, "wang")
    async with a_screen(browser, world, "tablet") as page:
        await page.goto(
            f"/console/vouchers?code={first.code}"
        )  # the tablet's camera opened the code's address
        await page.get_by_label("用户名").fill("wang")
        await page.get_by_label("密码").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="毛巾")).to_be_visible()
        await page.get_by_role("button", name="核销并交付毛巾").click()
        await expect(page.get_by_role("status")).to_have_text("核销成功，请交付礼品。")
        await scans(page, f"{world.base_url}/console/vouchers?code={second.code}")
        await expect(page.get_by_role("heading", name="雨伞")).to_be_visible()
        await scans(page, in_groups(first.code))  # a scan beside an open voucher verifies nothing
        await expect(page.get_by_text("已核销", exact=True)).to_be_visible()
        assert await world.value("SELECT state FROM vouchers WHERE id = %(id)s", id=second.id) == "reserved"
    async with a_screen(browser, world, "phone", "second") as page:
        await page.goto("/console/vouchers")
        await scans(page, first.code)
        await expect(page.get_by_text(HALL_NAME, exact=True)).to_be_visible()
        await expect(page.get_by_role("button", name="核销并交付")).to_have_count(0)


@SCREENS
async def test_a_voucher_in_all_its_states(browser: Browser, world: World, size: str) -> None:
    shop = await open_shop(world)
    voucher, other = await a_voucher(world, shop), await a_voucher(world, shop)
    async with a_screen(browser, world, size, "wang") as page:
        await page.goto("/console/vouchers")
        await looks_right(page)
        await scans(page, "123")
        await expect(page.get_by_role("alert")).to_contain_text("兑换码有误")
        await looks_right(page)
        await scans(page, voucher.code)
        await looks_right(page)
        assert await smallest_side(page.locator("main .button:visible, main summary")) >= 44
        await page.get_by_text("缺货，换同一档的礼品").click()
        await page.get_by_text("取消此券").first.click()
        await looks_right(page)
        assert await smallest_side(page.locator("main .button:visible")) >= 44
        await page.get_by_role("button", name="换成布袋").click()
        await expect(page.get_by_role("heading", name="布袋")).to_be_visible()
        await page.get_by_role("button", name="核销并交付布袋").click()
        await looks_right(page)
        await page.get_by_role("button", name="撤销核销").click()
        await expect(page.get_by_text("待领取")).to_be_visible()
        await page.goto(f"/console/vouchers?code={other.code}")
        await page.get_by_text("取消此券").first.click()
        await page.get_by_label("原因").fill("本人不要了")
        await page.get_by_role("button", name="取消此券").click()
        await expect(page.get_by_role("status")).to_contain_text("积分已退回")
        await looks_right(page)


@SCREENS
async def test_looking_points_up(browser: Browser, world: World, size: str) -> None:
    shop, citizen = await open_shop(world), await served(world)
    june = datetime.fromisoformat("2026-06-02T09:00:00+08:00")
    await has_rated(world, citizen, *(june + timedelta(days=30 * place) for place in range(3)))
    await a_voucher(world, shop, citizen=citizen)
    async with a_screen(browser, world, size, "wang") as page:
        await page.goto("/console/points")
        await looks_right(page)
        await scans(page, citizen.phone.number)
        await expect(page.get_by_role("heading", name=f"****{citizen.phone.number[-4:]}")).to_be_visible()
        await expect(page.get_by_role("row", name="2026年6月至8月 评价 +30")).to_be_visible()
        assert citizen.phone.number not in await page.content() + page.url
        assert await smallest_side(page.locator("main .button:visible")) >= 44
        await looks_right(page)
        await page.get_by_role("link", name="待领取：毛巾").click()
        await expect(page.get_by_role("button", name="核销并交付毛巾")).to_be_visible()
        await page.goto("/console/points")
        await scans(page, "13900009999")
        await expect(page.get_by_role("alert")).to_contain_text("没有找到")
        await looks_right(page)


@SCREENS
async def test_the_code_for_the_person_just_served(browser: Browser, world: World, size: str) -> None:
    ended = (await now(world) - timedelta(minutes=5)).isoformat()
    await world.send_records(
        *(a_record(window_no="3", finished_at=ended, item_name="护照首次申请") for _ in range(2))
    )
    async with a_screen(browser, world, size, "wang") as page:
        await page.goto("/console/invitations")
        await looks_right(page)
        await scans(page, "3")
        await looks_right(page)
        await page.get_by_role("button", name="出示评价码").first.click()
        await expect(page.get_by_role("img", name="评价二维码")).to_be_visible()
        await looks_right(page)
        await page.get_by_role("link", name="完成").click()
        await expect(page.get_by_label("窗口号")).to_have_value("3")


@SCREENS
async def test_delegates_of_an_organisation(browser: Browser, world: World, size: str) -> None:
    await a_firm(world)
    async with a_screen(browser, world, size, "wang") as page:
        await page.goto("/console/delegates")
        await looks_right(page)
        await scans(page, FIRM)
        await page.get_by_label("登记代办人").fill("13900000078")
        await page.get_by_role("button", name="登记").click()
        await expect(page.get_by_role("cell", name="****0078").first).to_be_visible()
        await looks_right(page)
        await page.get_by_role("button", name="终止").click()
        await expect(page.get_by_role("status")).to_contain_text("已终止")


async def test_what_is_printed_is_the_voucher_and_no_button(browser: Browser, world: World) -> None:
    voucher = await a_voucher(world, await open_shop(world))
    async with a_screen(browser, world, "desk", "wang") as page:
        await page.goto(f"/console/vouchers?code={voucher.code}")
        await page.emulate_media(media="print")
        await expect(page.get_by_text(in_groups(voucher.code))).to_be_visible()
        await expect(page.locator("button:visible")).to_have_count(0)


@SCREENS
async def test_a_silent_number_is_vouched_for_by_two(browser: Browser, world: World, size: str) -> None:
    citizen = await served(world)
    await world.clock.move(await now(world) + world.parts.rules.silent_after + timedelta(days=1))
    number = citizen.phone.number
    async with (
        a_screen(browser, world, size, "wang") as page,
        a_screen(browser, world, size, "zhou", Role.SUPERVISOR) as other,
    ):
        await page.goto("/console/points")
        await scans(page, number)
        await expect(page.locator("main .wrong")).to_contain_text("可能已经换人")
        await looks_right(page)
        await page.get_by_role("main").get_by_role("link", name="号码核实").click()
        await looks_right(page)
        await page.get_by_label("手机号码").fill(number)
        await page.get_by_role("button", name="申请确认仍是本人").click()
        await expect(page.get_by_label("依据")).to_have_accessible_description(re.compile("请写明依据。"))
        await looks_right(page)
        await page.get_by_label("依据").fill("本人持身份证到窗口")
        await page.get_by_role("button", name="申请确认仍是本人").click()
        await expect(page.get_by_role("status")).to_have_text("已申请，请另一位同事确认。")
        await expect(page.get_by_role("button", name="撤回")).to_be_visible()

        await other.goto("/console/numbers")
        await looks_right(other)
        await other.get_by_role("button", name="确认").click()
        await expect(other.get_by_role("status")).to_contain_text("号码仍是本人")
        await looks_right(other)

        await page.goto("/console/points")
        await scans(page, number)
        await expect(page.get_by_text("服务对象编号")).to_be_visible()
        await looks_right(page)
