"""The monthly sample in the browser: citizens' answers, the comparison of the office, the sheet of who calls."""

import re
from collections.abc import Iterable

from playwright.async_api import Browser, Page, ViewportSize, expect

from evaluation.staff import Role
from tests.journeys.citizens_pages import SCREENS, opened
from tests.journeys.test_console import go, looks_right, sign_in
from tests.usecases.samples.sampled import ASKS, drawn, rate_on_site
from tests.web.staff import an_account
from tests.world import World

LEVELS = [5] * 14 + [4] * 9 + [3] * 6
A4 = ViewportSize(width=703, height=1032)
"""What is left of the paper inside margins of 12 mm."""
LATER = {5: 5, 4: 4, 3: 5}
"""What each says now who rated so."""


async def phones(world: World, level: int) -> list[str]:
    """The phones of those drawn at a level."""
    sealed: Iterable[bytes] = await world.query(
        lambda tx: tx.values(
            """SELECT a.sealed FROM sample_ratings d JOIN visits v ON v.id = d.visit_id
                 JOIN addresses a ON a.id = v.phone_id WHERE d.level = %(level)s ORDER BY d.place""",
            level=level,
        )
    )
    return [world.parts.vault.open(each).removeprefix("+86") for each in sealed]


@SCREENS
async def test_the_office_asks_by_bot_and_phone_and_compares(
    browser: Browser, world: World, size: str
) -> None:
    await rate_on_site(world, *LEVELS)
    await drawn(world)
    await most_answer(world)
    await world.move_to("Fri 2026-10-23 09:00")
    await an_account(world, Role.SUPERVISOR, "zhou", name="周督办")
    async with opened(browser, world, size, "/console/samples") as page:
        await sign_in(page, "zhou")
        await expect(page.get_by_role("heading", level=1)).to_have_text("抽样回访")
        await looks_right(page)
        await compares(page)
        await calls_one_of_the_sheet(page)
        await prints_the_sheet(page)
        await go(page, "工单", "抽样回访")
        await expect(page.get_by_role("heading", level=1)).to_have_text("抽样回访")


async def most_answer(world: World) -> None:
    """By the bot: so many of each level that twelve are left for the phone."""
    for level, now in LATER.items():
        for number in (await phones(world, level))[: 6 if level > 3 else 5]:
            phone = world.phone(number)
            assert ASKS in (await phone.heard())[-1]
            assert "原来的评价不变" in await phone.says(str(now))


async def compares(page: Page) -> None:
    """What was rated beside what is said now."""
    await page.get_by_role("link", name="2026-09").click()
    await expect(page.get_by_text("不足50条，全部抽取")).to_be_visible()
    await expect(page.get_by_text(re.compile("平均满意度由.*变为.*提高"))).to_be_visible()
    await looks_right(page)


async def calls_one_of_the_sheet(page: Page) -> None:
    """And notes what was said; a note without a result is refused."""
    await page.get_by_role("link", name="电话回访单（12）").click()
    await expect(page.get_by_role("heading", name="待打电话 12 条")).to_be_visible()
    await looks_right(page)
    await page.get_by_role("button", name="显示号码").first.click()
    await expect(page.get_by_text(re.compile(r"\+86138\d{8}"))).to_be_visible()
    await page.get_by_role("link", name=re.compile("登记")).first.click()
    await page.get_by_role("button", name="登记", exact=True).click()
    await expect(page.get_by_role("alert")).to_have_text(["请选择回访结果。"])
    await looks_right(page)
    await page.get_by_label("接受回访", exact=True).check()
    await page.get_by_label("基本满意", exact=True).check()
    await page.locator("#words").fill("窗口不好找")
    await page.get_by_role("button", name="登记", exact=True).click()
    await expect(page.get_by_role("status")).to_have_text("已登记回访。")
    await expect(page.get_by_role("heading", name="待打电话 11 条")).to_be_visible()
    await looks_right(page)


async def prints_the_sheet(page: Page) -> None:
    """On A4: nothing to press, nothing cut off."""
    await page.emulate_media(media="print")
    await expect(page.get_by_role("button", name="显示号码").first).to_be_hidden()
    await expect(page.get_by_role("link", name=re.compile("登记"))).to_have_count(0)
    await expect(page.locator(".to-call tr").nth(1)).to_have_css("display", "table-row")
    await expect(page.get_by_role("columnheader", name="时间和回访人")).to_be_visible()
    shown_at = page.viewport_size
    await page.set_viewport_size(A4)
    assert await page.evaluate("document.querySelector('.to-call').offsetWidth") <= A4["width"]
    await page.set_viewport_size(shown_at or A4)
    await page.emulate_media(media="screen")
