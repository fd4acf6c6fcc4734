"""The gifts desk and the corrections in a real browser, on a phone, a tablet and a desk."""

from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, expect

from evaluation.staff import Role
from tests.evaluation.test_pictures import PNG
from tests.journeys.browser import a_page
from tests.journeys.test_console_reports import SCREENS, looks_right, signed_in
from tests.usecases.reports.history import write_points
from tests.world import World


async def into(page: Page, section: str, name: str) -> None:
    """Go there by the navigation."""
    await page.get_by_role("link", name=section, exact=True).click()
    await page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
    await expect(page.get_by_role("heading", name=name, exact=True, level=1)).to_be_visible()
    await looks_right(page)


@SCREENS
async def test_a_gift_a_place_and_their_stock(
    browser: Browser, world: World, size: ViewportSize, tmp_path: Path
) -> None:
    async with a_page(browser, world.base_url, size) as page:
        await signed_in(page, world, Role.GIFTS_DESK)
        await into(page, "积分", "礼品")
        for label, words in (("档次", "1"), ("名称", "一档"), ("英文名称", "First"), ("积分", "30")):
            await page.get_by_role("textbox", name=label, exact=True).fill(words)
        await page.get_by_role("button", name="保存档次").click()
        await expect(page.get_by_role("status")).to_contain_text("档次已保存")
        await page.get_by_role("link", name="新增礼品").click()
        await page.get_by_label("中文名称").fill("毛巾")
        await page.get_by_label("英文名称").fill("Towel")
        await looks_right(page)
        await page.get_by_role("button", name="新增礼品").click()
        await expect(page.get_by_role("status")).to_contain_text("礼品已新增")
        (picture := tmp_path / "towel.png").write_bytes(PNG)
        await page.get_by_label("选择图片").set_input_files(picture)
        await page.get_by_role("button", name="上传图片").click()
        await expect(page.get_by_role("img", name="毛巾")).to_be_attached()
        await looks_right(page)
        await into(page, "积分", "领取点")
        await page.get_by_role("link", name="新增领取点").click()
        for label, words in (
            ("中文名称", "江宁大厅"),
            ("英文名称", "Hall"),
            ("地址", "1号"),
            ("开放时间", "工作日"),
        ):
            await page.get_by_label(label).fill(words)
        await looks_right(page)
        await page.get_by_role("button", name="新增领取点").click()
        await expect(page.get_by_role("status")).to_contain_text("领取点已新增")
        await into(page, "积分", "库存")
        await page.get_by_role("link", name="江宁大厅 毛巾").click()
        await page.get_by_label("到货件数").fill("3")
        await page.get_by_role("button", name="登记到货").click()
        await expect(page.get_by_text("不多了")).to_be_visible()
        await looks_right(page)
        await page.get_by_label("盘点实有件数").fill("3")
        await page.get_by_label("原因", exact=True).fill("盘点")
        await page.get_by_role("button", name="更正", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("与账面件数相同")
        await looks_right(page)


@SCREENS
async def test_a_correction(browser: Browser, world: World, size: ViewportSize) -> None:
    await write_points(world.parts.database)
    entry = await world.value("SELECT id FROM ledger_entries WHERE kind = 'expiry'")
    async with a_page(browser, world.base_url, size) as page:
        await signed_in(page, world, Role.SUPERVISOR)
        await into(page, "积分", "更正")
        await page.get_by_label("分录编号").fill(str(entry))
        await page.get_by_role("button", name="查找").click()
        await expect(page.get_by_role("heading", name="申请更正")).to_be_visible()
        await looks_right(page)
        await page.get_by_label("原因").fill("通知晚了")
        await page.get_by_role("button", name="申请更正").click()
        await expect(page.get_by_role("status")).to_contain_text("请另一位同事确认")
        await expect(page.get_by_role("button", name="撤回")).to_be_visible()
        await expect(page.get_by_role("button", name="确认更正")).to_have_count(0)
        await page.get_by_label("积分账户编号").fill("1")
        await page.get_by_role("button", name="查找").click()
        await expect(page.get_by_role("heading", name="账户 1")).to_be_visible()
        await looks_right(page)
