"""From three ratings to a gift in the hand: the citizen by text, the clerk by scanner; a second one is refused."""

import re

from playwright.async_api import Browser, expect

from tests.bot.shoppers import a_shopper, furnish, points_of
from tests.journeys.test_counter import a_screen, scans
from tests.usecases.points.books import differences
from tests.world import World
from usecases.gifts.codes import in_groups


async def test_three_ratings_a_voucher_a_gift(browser: Browser, world: World) -> None:
    await furnish(world)
    wang = await a_shopper(world)  # has rated three matters
    await wang.talks([("兑换", "1.纯棉毛巾 30分"), ("1", "用30分兑换“纯棉毛巾”")])
    told = await wang.says("是")
    found = re.search(r"兑换码(\d{3} \d{3} \d{3})", told)
    assert found, told
    code = found[1]
    async with a_screen(browser, world, "tablet", "wang") as page:
        await page.goto("/console/vouchers")
        await scans(page, code)
        await page.get_by_role("button", name="核销并交付纯棉毛巾").click()
        await expect(page.get_by_role("status")).to_have_text("核销成功，请交付礼品。")
    async with a_screen(browser, world, "upright tablet", "li") as page:
        await page.goto("/console/vouchers")
        await scans(page, f"{world.base_url}/console/vouchers?code={code.replace(' ', '')}")
        await expect(page.get_by_text("核销人")).to_be_visible()
        await expect(page.get_by_role("button", name="核销并交付")).to_have_count(0)
        await page.goto("/console/points")
        # Nothing of this month is told, though they rated and redeemed in it.
        await scans(page, wang.phone.number)
        await expect(page.get_by_text("至少 0 分")).to_be_visible()
        await expect(page.get_by_text(in_groups(code))).to_have_count(0)
    assert await points_of(wang) == 0
    assert "您没有待领取的兑换券" in await wang.says("我的券")
    assert await differences(world.parts.database) == []
