"""The chat page and the voucher's page in a real browser, with and without JavaScript."""

import re

from playwright.async_api import Browser, expect

from evaluation.staff import Role, Scope
from store import staff
from store.staff import NewStaff
from tests.bot.shoppers import HALL, a_shopper, furnish
from tests.journeys.citizens_pages import SCREENS, SCRIPTS, fits, looks_right, opened
from tests.web.pages import chat_link, links, path_of
from tests.world import AREA_CODE, World, a_record
from usecases.gifts.collect import Counter, collect


@SCREENS
@SCRIPTS
async def test_chatting(browser: Browser, world: World, size: str, script: bool) -> None:
    check = looks_right if script else fits
    record = a_record()
    await world.send_records(record)
    await world.pass_hours(24)
    visit_id, citizen_id = await world.query(
        lambda tx: tx.value(
            "SELECT ARRAY[id, citizen_id] FROM visits WHERE record_no = %(no)s", no=record["record_no"]
        )
    )
    path = path_of(links(world).of_chat(visit_id, citizen_id, world.clock.now()))
    async with opened(browser, world, size, path, script=script) as page:
        await check(page)
        await page.get_by_role("button", name="不满意", exact=True).click()
        bubbles = page.locator(".message.out .bubble")
        await expect(bubbles.last).to_contain_text("已记录：不满意")
        await expect(page.locator(".message.in .bubble").last).to_contain_text("不满意")
        await expect(bubbles.last).to_be_in_viewport()
        await check(page)
        await page.get_by_label("写给我们").fill("排队太久")
        await page.keyboard.press("Enter")
        await expect(bubbles.last).to_contain_text("已记下您的原因")
        await check(page)
        await page.get_by_role("link", name="大字").click()
        await check(page)


@SCREENS
@SCRIPTS
async def test_redeeming_on_the_chat_page_and_the_vouchers_page(
    browser: Browser, world: World, size: str, script: bool
) -> None:
    check = looks_right if script else fits
    await furnish(world)
    wang = await a_shopper(world, 60)
    async with opened(
        browser, world, size, await chat_link(world, wang.record_nos["甲证"]), script=script
    ) as page:
        await page.get_by_label("写给我们").fill("兑换")
        await page.keyboard.press("Enter")
        bubbles = page.locator(".message.out .bubble")
        await expect(bubbles.last).to_contain_text("1.纯棉毛巾 30分")
        await check(page)
        await page.get_by_role("button", name="纯棉毛巾 30分").click()
        await expect(bubbles.last).to_contain_text("用30分兑换“纯棉毛巾”")
        await check(page)
        await page.get_by_role("button", name="是", exact=True).click()
        await expect(bubbles.last).to_contain_text("已兑换“纯棉毛巾”")
        await check(page)
        address = await bubbles.last.get_by_role("link").get_attribute("href")
    assert address is not None
    async with opened(browser, world, size, path_of(address), script=script) as page:
        await expect(page.get_by_role("heading")).to_have_text("纯棉毛巾")
        code = await page.get_by_role("img", name="兑换券二维码").bounding_box()
        assert code is not None
        assert min(code["width"], code["height"]) >= 200
        await check(page)
        await page.get_by_role("link", name="大字").click()
        await check(page)
        await page.get_by_role("link", name="English").click()
        await expect(page.get_by_role("heading")).to_have_text("Cotton towel")
        await check(page)


async def test_an_open_voucher_page_shows_that_it_was_collected(browser: Browser, world: World) -> None:
    await furnish(world)
    wang = await a_shopper(world)
    for text in ("兑换", "1", "是"):
        told = await wang.says(text)
    [code] = re.findall(r"\d{3} \d{3} \d{3}", told)
    at = world.clock.now()
    path = path_of(links(world).of_voucher(code.replace(" ", ""), at))
    clerk = NewStaff("wang", "王", Role.COUNTER_CLERK, Scope(AREA_CODE))
    staff_id = await world.query(lambda tx: staff.add(tx, clerk, "x", at))
    async with opened(browser, world, "phone", "/healthz") as page:
        await page.clock.install()
        await page.goto(path)
        await expect(page.get_by_text(code)).to_be_visible()
        await world.query(lambda tx: collect(tx, code, Counter(staff_id, HALL), at))
        await page.clock.run_for(11_000)
        await expect(page.get_by_text("在江宁区政务服务中心领取")).to_be_visible()
        await expect(page.get_by_text(code)).to_have_count(0)
        await looks_right(page)
