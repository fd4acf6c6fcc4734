"""The citizens' pages in a real browser: on a phone and a desk, with and without JavaScript, axe clean."""

from playwright.async_api import Browser, Locator, Page, expect

from store.signed_links import Purpose
from tests.journeys.browser import PHONE, smallest_side
from tests.journeys.citizens_pages import SCREENS, SCRIPTS, SIZES, fits, looks_right, opened
from tests.web.pages import chat_link, hall_link, visit_link
from tests.world import ORG_CODE, World, a_record


async def a_link(world: World) -> str:
    await world.send_records(record := a_record(item_name="城乡居民基本养老保险参保登记（个人缴费）"))
    return await visit_link(world, record["record_no"])


def level(page: Page, name: str) -> Locator:
    return page.get_by_role("radio", name=name, exact=True)


async def send(page: Page, name: str = "提交评价") -> None:
    await page.get_by_role("button", name=name).click()


@SCREENS
@SCRIPTS
async def test_rating_and_thinking_again(browser: Browser, world: World, size: str, script: bool) -> None:
    check = looks_right if script else fits
    async with opened(browser, world, size, await a_link(world), script=script) as page:
        await check(page)
        await level(page, "不满意").check()
        await page.get_by_role("checkbox", name="服务效率").check()
        await check(page)
        await page.get_by_label("想说的话").fill("等了两个小时")
        await send(page)
        await expect(page.get_by_role("heading")).to_have_text("已记录：不满意")
        await check(page)
        await page.get_by_role("link", name="修改评价").click()
        await expect(page.get_by_role("radio", checked=True)).to_have_count(0)
        await level(page, "满意").check()
        await page.get_by_label("想说的话").fill("建议多放几把椅子")
        await send(page)
        await expect(page.get_by_role("heading")).to_have_text("已记录：满意")
        await expect(page.get_by_text("您的建议已收下，有人会看。")).to_be_visible()
        await check(page)
        await page.reload()
    assert await world.value("SELECT array_agg(level ORDER BY version) FROM ratings") == [2, 4]


@SCREENS
async def test_what_everybody_sees_without_our_script_is_clean_too(
    browser: Browser, world: World, size: str
) -> None:
    kiosk = await hall_link(world, Purpose.KIOSK, ORG_CODE)
    context = await browser.new_context(viewport=SIZES[size], locale="zh-CN", base_url=world.base_url)
    await context.route("**/public.js", lambda route: route.abort())
    page = await context.new_page()
    for path in (await a_link(world), kiosk):
        await page.goto(f"{path}?size=normal&lang=zh")
        await expect(page.get_by_role("group", name="原因")).to_be_visible()
        await looks_right(page)
        await page.goto(f"{path}?size=large&lang=en")
        await looks_right(page)
    await context.close()


@SCREENS
async def test_the_other_pages_are_clean_without_our_script_too(
    browser: Browser, world: World, size: str
) -> None:
    await world.send_records(record := a_record())
    guide, ended = [await hall_link(world, purpose, ORG_CODE) for purpose in (Purpose.GUIDE, Purpose.SHEET)]
    await world.query(
        lambda tx: tx.execute("UPDATE hall_links SET revoked_at = made_at WHERE purpose = 'sheet'")
    )
    context = await browser.new_context(viewport=SIZES[size], locale="zh-CN", base_url=world.base_url)
    await context.route("**/public.js", lambda route: route.abort())
    page = await context.new_page()
    chat, counter = (
        await chat_link(world, record["record_no"]),
        await visit_link(world, record["record_no"], Purpose.COUNTER),
    )
    for path in (chat, counter, guide, f"{guide}/person", ended, "/r/x"):
        for look in ("size=normal&lang=zh", "size=large&lang=en"):
            await page.goto(f"{path}?{look}")
            await looks_right(page)
    await page.goto(f"{ended}?size=normal&lang=zh")
    await expect(page.get_by_role("heading")).to_have_text("这个评价链接已停用")
    await context.close()


@SCREENS
async def test_the_reasons_are_asked_for_the_two_lowest_levels(
    browser: Browser, world: World, size: str
) -> None:
    async with opened(browser, world, size, await a_link(world)) as page:
        why = page.get_by_role("group", name="原因")
        await expect(why).to_be_hidden()
        for name, shown in (("不满意", True), ("非常不满意", True), ("基本满意", False)):
            await level(page, name).check()
            await expect(why).to_be_visible(visible=shown)
    async with opened(browser, world, size, await a_link(world), script=False) as page:
        await expect(page.get_by_role("group", name="原因")).to_be_visible()


@SCREENS
@SCRIPTS
async def test_large_type_and_english(browser: Browser, world: World, size: str, script: bool) -> None:
    check = looks_right if script else fits
    async with opened(browser, world, size, await a_link(world), script=script) as page:
        before = await _letter(page)
        await page.get_by_role("link", name="大字").click()
        assert await _letter(page) == 2 * before
        await check(page)
        await page.get_by_role("link", name="English").click()
        await level(page, "Dissatisfied").check()
        await check(page)
        await page.get_by_role("link", name="Normal type").click()
        assert await _letter(page) == before
        await level(page, "Dissatisfied").check()
        await check(page)
        await send(page, "Send")
        await expect(page.get_by_role("heading")).to_have_text("Recorded: Dissatisfied")


async def _letter(page: Page) -> float:
    size: float = await page.get_by_role("heading").evaluate(
        "(box) => parseFloat(getComputedStyle(box).fontSize)"
    )
    return size


async def test_by_keyboard_alone(browser: Browser, world: World) -> None:
    async with opened(browser, world, "phone", await a_link(world)) as page:
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await expect(level(page, "非常满意")).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await expect(level(page, "满意")).to_be_checked()
        for _ in range(2):
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading")).to_have_text("已记录：满意")


async def test_nothing_is_too_small_for_a_finger(browser: Browser, world: World) -> None:
    async with opened(browser, world, "phone", await a_link(world), script=False) as page:
        for boxes in (
            page.locator(".choice, .tick"),
            page.locator(".quiet:visible"),
            page.get_by_role("button"),
        ):
            assert await smallest_side(boxes) >= 44


async def test_the_form_is_one_screen_of_a_phone(browser: Browser, world: World) -> None:
    async with opened(browser, world, "phone", await a_link(world)) as page:
        box = await page.get_by_role("button", name="提交评价").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE["height"]


@SCREENS
@SCRIPTS
async def test_the_kiosk(browser: Browser, world: World, size: str, script: bool) -> None:
    check = looks_right if script else fits
    path = await hall_link(world, Purpose.KIOSK, ORG_CODE)
    async with opened(browser, world, size, path, script=script) as page:
        await check(page)
        await expect(page.get_by_label("窗口号")).to_be_visible(visible=not script)
        await page.get_by_role("radio", name="某个窗口").check()
        await level(page, "非常不满意").check()
        await send(page)
        await expect(page.get_by_role("alert")).to_have_text("请写窗口号。")
        await expect(level(page, "非常不满意")).to_be_checked()
        await check(page)
        await page.get_by_label("窗口号").fill("A12")
        await send(page)
        await expect(page.get_by_role("heading")).to_have_text("谢谢您的评价")
        await check(page)
        await page.get_by_role("link", name="现在就回到开始页").click()
        await expect(page.get_by_role("radio", name="整个大厅")).to_be_checked()
    assert await world.value("SELECT subject || ' ' || subject_name FROM ratings") == "counter A12"


async def test_what_is_left_at_the_kiosk_half_done_is_cleared(browser: Browser, world: World) -> None:
    path = await hall_link(world, Purpose.KIOSK, ORG_CODE)
    async with opened(browser, world, "desk", "/healthz") as page:
        await page.clock.install()
        await page.goto(f"{path}?lang=en")
        await page.get_by_label("Anything to add").fill("my secret")
        await page.clock.run_for(21_000)
        await expect(page.get_by_role("status")).to_contain_text("cleared in 10 s")
        await page.keyboard.press("Shift")
        await expect(page.get_by_role("status")).to_have_text("")
        await page.clock.run_for(31_000)
        await expect(page.get_by_label("想说的话")).to_have_value("")


async def test_the_kiosk_reads_aloud_where_the_browser_can(browser: Browser, world: World) -> None:
    path = await hall_link(world, Purpose.KIOSK, ORG_CODE)
    async with opened(browser, world, "desk", path, script=False) as page:
        await expect(page.locator("[data-aloud]")).to_be_hidden()
    async with opened(browser, world, "desk", "/healthz") as page:
        # What a browser's voice is given to say; no voice is installed where tests run.
        await page.add_init_script(
            """window.said = [];
               window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
               Object.defineProperty(window, "speechSynthesis",
                   { value: { speak: (what) => said.push([what.lang, what.text]), cancel: () => {} } });"""
        )
        await page.goto(path)
        await page.get_by_role("button", name="朗读").click()
        ((lang, text),) = await page.evaluate("said")
        assert lang == "zh-CN"
        assert "您满意吗" in text
        assert "非常不满意" in text
        await page.get_by_role("button", name="停止朗读").click()
        await expect(page.get_by_role("button", name="朗读", exact=True)).to_be_visible()


@SCREENS
@SCRIPTS
async def test_the_guide_draws_hands_over_and_sees_nothing(
    browser: Browser, world: World, size: str, script: bool
) -> None:
    check = looks_right if script else fits
    path = await hall_link(world, Purpose.GUIDE, ORG_CODE)
    async with opened(browser, world, size, path, script=script) as page:
        await page.get_by_label("等候区有多少个座位").fill("60")
        await page.get_by_role("button", name="抽一位").click()
        await expect(page.get_by_role("heading")).to_contain_text("请邀请第")
        await check(page)
        await page.get_by_role("link", name="把平板交给对方").click()
        await check(page)
        await (
            page.get_by_role("group", name="服务效率").get_by_role("radio", name="不满意", exact=True).check()
        )
        await send(page)
        await expect(page.get_by_role("heading")).to_have_text("谢谢您")
        await check(page)
        await page.go_back()
        await expect(page.get_by_role("group", name="服务效率")).to_be_visible()
        await expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    assert await world.value("SELECT array_agg(reasons[1] || level) FROM ratings") == ["efficiency2"]


@SCREENS
async def test_a_bad_link_and_the_counters_screen(browser: Browser, world: World, size: str) -> None:
    async with opened(browser, world, size, "/r/x") as page:
        await expect(page.get_by_role("heading")).to_have_text("这个链接打不开")
        await looks_right(page)
    record = a_record()
    await world.send_records(record)
    path = await visit_link(world, record["record_no"], Purpose.COUNTER)
    async with opened(browser, world, size, path) as page:
        code = await page.get_by_role("img", name="评价二维码").bounding_box()
        assert code is not None
        assert min(code["width"], code["height"]) >= 300
        heights = await page.evaluate("[document.documentElement.scrollHeight, innerHeight]")
        assert heights[0] <= heights[1]
        await looks_right(page)
