"""吐槽转差评 from the guide's tablet to the citizen's own rating: one complaint, one case, one question."""

from playwright.async_api import Browser, expect

from evaluation.staff import Role
from tests.journeys.citizens_pages import SCREENS, opened
from tests.journeys.test_console import go, looks_right, sign_in
from tests.journeys.test_console_cases import does
from tests.usecases.cases.desk import OFFICE, PHONE, POLICE, furnish
from tests.web.staff import an_account
from tests.world import ORG_CODE, World


async def staffed(world: World) -> None:
    """A guide in the hall, a department, and the office."""
    await furnish(world)
    await an_account(world, Role.COUNTER_CLERK, "sun", name="孙导办", org=ORG_CODE)
    await an_account(world, Role.DEPARTMENT_HANDLER, "zhao", name="赵强", org=POLICE)
    await an_account(world, Role.SUPERVISOR, "li", name="李复核", org=OFFICE)


@SCREENS
async def test_a_guide_notes_it_and_the_citizen_rates_it(browser: Browser, world: World, size: str) -> None:
    await staffed(world)
    phone = world.phone(PHONE)
    async with opened(browser, world, size, "/console/heard") as page:
        await sign_in(page, "sun")
        await page.get_by_label("办理单位").select_option(POLICE)
        await page.get_by_label("在哪里").fill("一楼户籍窗口")
        await page.get_by_label("说了什么").fill("排了两个小时没人管")
        await page.get_by_label("手机号码").fill(PHONE)
        await page.get_by_role("button", name="登记").click()
        await expect(page.get_by_role("heading", name="今天登记的 1 件")).to_be_visible()
        await looks_right(page)
    await world.happen()
    assert "导办员孙导办已替您记下，转江宁区公安分局办理" in (await phone.heard())[-1]
    assert "请告诉我们原因" in await phone.says("2")
    assert "已记下您的原因" in await phone.says("3")
    async with opened(browser, world, size, "/console/summary") as page:
        await sign_in(page, "li")
        await expect(page.get_by_role("heading", name="新记 1 件，待分类 1 件")).to_be_visible()
        await looks_right(page)
        await page.get_by_role("link", name="分类", exact=True).click()
        await page.get_by_role("link", name="返回").click()
        await does(page, "吐槽分类", "", "属于哪一类/服务效率", "是否属于投诉/属于投诉")
        await expect(page.get_by_text("服务效率；属于投诉").first).to_be_visible()
        await expect(page.get_by_text("本人评价").first).to_be_visible()
        await go(page, "工单", "半日小结")
        await expect(page.get_by_role("heading", name="新记 1 件，待分类 0 件")).to_be_visible()
    async with opened(browser, world, size, "/console/cases") as page:
        await sign_in(page, "zhao")
        await page.get_by_role("link", name="1", exact=True).click()
        await expect(page.get_by_text("转换差评（导办员代记）")).to_be_visible()
        await expect(page.get_by_text("不满意；服务效率")).to_be_visible()
        await looks_right(page)
    assert await world.value("SELECT count(*) FROM cases") == 1
    assert await world.value("SELECT count(*) FROM case_complaints WHERE kind = 'oral'") == 1
    assert await world.value("SELECT array_agg(level) FROM ratings WHERE live") == [2]
