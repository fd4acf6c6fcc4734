"""The phone page in a real Chromium, before real processes."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Locator, Route, ViewportSize, expect

from haochaping.demo import samples
from tests.conftest import Engines
from tests.journeys.browser import DESK, PHONE, a_page, phone_page, smallest_side
from tests.journeys.stack import Stack, running
from tests.world import a_record

HELP = "回复“积分”查积分，“进度”查差评办理，回复T不再提醒"
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["390 px", "1280 px"])

_phones = (f"1380000{number:04}" for number in itertools.count(1))


@pytest.fixture(scope="module")
async def stack(engines: Engines) -> AsyncIterator[Stack]:
    """A stack with the sample records, on a Monday without holidays near."""
    async with running(engines, "2026-09-07T10:00:00+08:00") as started:
        await started.send_records(samples.records(await started.now()))
        yield started


@pytest.fixture
def phone() -> str:
    """A citizen's number that no other journey uses."""
    return next(_phones)


def masked(phone: str) -> str:
    """The number as staff see it."""
    return f"{phone[:3]}****{phone[-4:]}"


async def finished(stack: Stack, phone: str, *items: str) -> list[str]:
    """The citizen finished these matters two hours ago; their record numbers."""
    at = (await stack.now() - timedelta(hours=2)).isoformat()
    records = [a_record(phone, item_name=item, finished_at=at) for item in items]
    await stack.send_records(records)
    return [record["record_no"] for record in records]


async def test_sample_citizens_are_asked_a_day_later_and_thanked(stack: Stack, browser: Browser) -> None:
    async with phone_page(browser, stack.base_url, DESK) as page:
        await page.choose("王女士 · 居民身份证换领")
        await expect(page.log).to_contain_text("还没有短信")
        await page.a_day_passes()
        await page.hears("【政务服务】您9月7日办理的“居民身份证换领”已办结", "9月15日（含）前有效")
        await expect(page.numbers.get_by_role("option", name="李先生")).to_contain_text("新")
        await page.says("5 谢谢")
        await page.hears("已记录：非常满意", "本次得10分，现有10分")
        await page.says("积分")
        await page.hears("您现有10分")
        assert await page.bubbles("in").all_inner_texts() == ["5 谢谢", "积分"]
        await page.sees_done(
            "139****0001", "收到回复", "发放积分", "记录评价", "收到回复", "发出评价提醒", "收到办件"
        )
    rating = (await stack.record("DEMO-0001-1", "demo"))["rating"]
    assert (rating["level"], rating["comment"], rating["rating_channel"]) == (5, "谢谢", "sms")


async def test_a_long_name_is_cut_with_dots_and_told_in_full(stack: Stack, browser: Browser) -> None:
    name = "张阿姨 · 城乡居民养老保险参保登记"
    async with phone_page(browser, stack.base_url, PHONE) as page:
        await page.choose("张阿姨")
        label = page.page.locator("#switch-label")
        await expect(label).to_have_attribute("title", name)
        await expect(page.switch).to_have_accessible_name(re.compile(f"^换号码，现在是 {name}"))
        await expect(label).to_have_css("text-overflow", "ellipsis")
        assert await label.evaluate("label => label.scrollWidth > label.clientWidth")
        await page.looks_right()


@SIZES
async def test_a_bad_rating_is_asked_its_reason_and_may_be_changed(
    stack: Stack, browser: Browser, phone: str, size: ViewportSize
) -> None:
    [record_no] = await finished(stack, phone, "社会保障卡申领")
    async with phone_page(browser, stack.base_url, size) as page:
        await page.take_number(phone)
        await page.a_day_passes()
        await page.hears("“社会保障卡申领”已办结")
        await page.says("2")
        await page.hears("已记录：不满意", "请告诉我们原因")
        await page.says("等了两个小时")
        await page.hears("已记下您的原因")
        await page.says("4")
        await page.hears("已由不满意改为：满意")
        await page.sees_done(
            masked(phone),
            *("差评改评撤回", "更改评价", "收到回复", "补充原因", "收到回复", "差评受理", "发放积分"),
            *("记录评价", "收到回复", "发出评价提醒", "收到办件"),
        )
        await page.looks_right()
    rating = (await stack.record(record_no))["rating"]
    assert (rating["level"], rating["comment"]) == (4, "等了两个小时")


async def test_a_window_that_closes_across_national_day(engines: Engines, browser: Browser) -> None:
    async with (
        running(engines, "2026-09-29T10:00:00+08:00") as stack,
        phone_page(browser, stack.base_url, PHONE) as page,
    ):
        [record_no] = await finished(stack, "13800001001", "普通护照签发")
        await page.take_number("13800001001")
        await page.a_day_passes()
        await page.hears("10月13日（含）前有效")
        record = await stack.record(record_no)
        assert record["prompted_at"].startswith("2026-09-30T10:00:")
        assert record["window_closes_at"] == "2026-10-14T00:00:00+08:00"
        assert not record["window_provisional"]

        await page.button("下一件事").click()
        await page.button_of_views("系统做了什么").click()
        await expect(page.page.locator(".event").first).to_contain_text("逾期未评")
        await page.button_of_views("对话").click()
        await page.says("5")
        await page.hears("已于10月13日截止", "12345")
        await page.looks_right()
        record = await stack.record(record_no)
        assert (record["state"], record["rating"]) == ("lapsed", None)

        await page.button("下一件事").click()
        await expect(page.page.get_by_role("status")).to_have_text("后面没有等着发生的事了，时间没有动。")
        await page.looks_right()


@SIZES
async def test_several_matters_are_one_message_and_chips_answer_it(
    stack: Stack, browser: Browser, phone: str, size: ViewportSize
) -> None:
    numbers = await finished(stack, phone, "老年人优待证办理", "医保异地就医备案", "城乡居民养老保险参保登记")
    async with phone_page(browser, stack.base_url, size) as page:
        await page.take_number(phone)
        await page.a_day_passes()
        await page.hears("“老年人优待证办理”等3件已办结")
        chips = page.page.get_by_role("toolbar", name="试着回复").get_by_role("button")
        assert await smallest_side(chips) >= 44
        await page.button("4满意").click()
        await page.hears("已记录", "满意。", "接下来请评价您", "“医保异地就医备案”")
        await page.button("2 等了两个小时").click()
        await page.hears("已记录", "不满意。", "接下来请评价您", "“城乡居民养老保险参保登记”")
        await page.button("5非常满意").click()
        await page.hears("已记录", "非常满意。", "现有30分")
        await expect(page.bubbles("in")).to_have_count(3)
        await page.looks_right()
    assert [(await stack.record(number))["rating"]["level"] for number in numbers] == [4, 2, 5]


async def test_the_whole_journey_with_a_keyboard_only(stack: Stack, browser: Browser, phone: str) -> None:
    await finished(stack, phone, "不动产登记")
    async with phone_page(browser, stack.base_url, DESK) as page:
        press = page.page.keyboard.press
        await press("Tab")
        await focused(page.page.get_by_role("link", name="跳到回复框"))
        await press("Tab")
        await focused(page.button("+24 小时"))
        await press("Enter")
        await press("Tab")
        await focused(page.button("下一件事"))
        await press("Tab")
        await focused(page.numbers.get_by_role("option", selected=True))
        await press("ArrowUp")
        await press("Enter")
        await expect(page.numbers.get_by_role("option").last).to_have_attribute("aria-selected", "true")
        await press("Tab")
        await focused(page.button("+ 新号码"))
        await press("Enter")
        await page.page.keyboard.type(phone)
        await press("Enter")
        await focused(page.reply)
        await page.hears("“不动产登记”已办结")
        await press("Shift+Tab")
        await press("ArrowRight")
        await focused(page.button("4满意"))
        await press("Enter")
        await page.hears("已记录：满意")
        await press("Tab")
        await page.page.keyboard.type("积分")
        await press("Enter")
        await page.hears("您现有10分")
        await focused(page.reply)


async def focused(control: Locator) -> None:
    """The keyboard is here, and one can see it."""
    await expect(control).to_be_focused()
    await expect(control).to_have_css("outline-style", "solid")


@SIZES
async def test_a_lost_connection_is_told_and_nothing_written_is_lost(
    stack: Stack, browser: Browser, phone: str, size: ViewportSize
) -> None:
    async with phone_page(browser, stack.base_url, size) as page:
        await page.take_number(phone)
        await page.page.context.set_offline(True)
        await page.says("帮助")
        await expect(page.log).to_contain_text("没发出去：连不上演示服务")
        await expect(page.page.get_by_role("status")).to_have_text("连不上演示服务，正在自动重试。")
        await page.looks_right()
        retry = page.log.get_by_role("button", name="重试")
        await retry.focus()
        await stack.says(phone, "积分")
        await page.page.context.set_offline(False)
        await expect(page.bubbles("in")).to_have_text("积分")
        await expect(page.page.get_by_role("status")).to_have_text("")
        await expect(retry).to_be_focused()  # though something arrived meanwhile
        await retry.press("Enter")
        await page.hears(HELP)
        await expect(page.log).not_to_contain_text("没发出去")
    assert [message["text"] for message in await stack.messages(phone)][::2] == ["积分", "帮助"]


BAD_NUMBERS = {
    "": "请写满 11 位数字。",
    "1380000100": "请写满 11 位数字。",
    "<b>abc</b>": "请写满 11 位数字。",
    "01234567890": "没有这样的号码",  # eleven digits, and nobody's
}


@SIZES
async def test_a_number_typed_badly_is_told_beside_its_field(
    stack: Stack, browser: Browser, phone: str, size: ViewportSize
) -> None:
    async with phone_page(browser, stack.base_url, size) as page:
        field = await page.ask_for_number()
        for typed, told in BAD_NUMBERS.items():
            await field.fill(typed)
            await field.press("Enter")
            await expect(page.page.locator("#number-trouble")).to_contain_text(told)
            await expect(field).to_have_attribute("aria-invalid", "true")
            await focused(field)
        await page.looks_right()
        await field.fill(f"+86 {phone[:3]}-{phone[3:7]} {phone[7:]}")
        await field.press("Enter")
        await expect(page.page.locator("#owner")).to_have_text(f"{phone[:3]} {phone[3:7]} {phone[7:]}")
        await expect(page.log).to_contain_text("还没有短信")
        await expect(page.page.get_by_role("status")).to_have_text("")


async def test_what_the_bot_says_is_announced(stack: Stack, browser: Browser, phone: str) -> None:
    async with phone_page(browser, stack.base_url, PHONE) as page:
        await page.take_number(phone)
        await page.says("帮助")
        announced = page.page.locator("#announcements").get_by_text(HELP)
        await expect(announced).to_contain_text("政务服务好差评：【政务服务】")


async def test_what_the_bot_says_before_the_page_knew_the_conversation_is_announced(
    stack: Stack, browser: Browser, phone: str
) -> None:
    checked, sent = asyncio.Event(), asyncio.Event()

    async def not_before_it_is_sent(route: Route) -> None:
        if route.request.method == "GET" and checked.is_set():
            await sent.wait()
        checked.set()  # the first question is only whether there is such a number
        await route.continue_()

    async with phone_page(browser, stack.base_url, PHONE) as page:
        await page.page.route(f"**/{phone}/messages", not_before_it_is_sent)
        await page.take_number(phone)
        async with page.page.expect_response(lambda response: response.request.method == "POST"):
            await page.says("帮助")
        sent.set()
        await expect(page.page.locator("#announcements").get_by_text(HELP)).to_be_attached()


async def test_a_text_is_shown_as_text(stack: Stack, browser: Browser, phone: str) -> None:
    hostile = '<img src=x onerror="document.title=1"> \u202egnp.exe 👍'
    async with phone_page(browser, stack.base_url, PHONE) as page:
        await page.take_number(phone)
        await page.says(hostile)
        await expect(page.bubbles("in").last).to_have_text(hostile)
        await page.says("长" * 1500)
        await expect(page.bubbles("in")).to_have_count(2)
        await page.looks_right()
        assert await page.page.title() == "手机演示 · 好差评 haochaping"


async def test_two_windows_show_the_same(stack: Stack, browser: Browser, phone: str) -> None:
    async with (
        phone_page(browser, stack.base_url, PHONE) as one,
        phone_page(browser, stack.base_url, DESK) as other,
    ):
        await one.take_number(phone)
        await other.take_number(phone)
        await one.says("帮助")
        await other.hears(HELP)
        tomorrow = await stack.now() + timedelta(hours=24)
        await other.a_day_passes()
        await expect(one.page.locator("#clock-day")).to_contain_text(f"{tomorrow.month}月{tomorrow.day}日")


async def test_the_reference_renders_without_asking_anybody_else(stack: Stack, browser: Browser) -> None:
    async with a_page(browser, stack.base_url, DESK) as page:
        await page.goto("/docs")
        await expect(page.locator("#operations-records-post_records_api_v1_records_post")).to_be_visible()
        await expect(page.get_by_text("/demo/clock").first).to_be_visible()
