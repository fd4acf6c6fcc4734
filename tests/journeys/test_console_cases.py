"""A bad rating worked in the browser: by the department to its answer, by the office where it appeals."""

import re

from playwright.async_api import Browser, Page, expect

from evaluation.staff import Role
from tests.journeys.citizens_pages import SCREENS, SIZES, opened
from tests.journeys.test_console import go, looks_right, sign_in
from tests.usecases.cases.desk import LABOUR, NEXT_COUNTY, OFFICE, PHONE, POLICE, a_case, furnish
from tests.web.staff import an_account
from tests.world import World

ANSWER = "我们已在一楼加开两个取号窗口，排队时间不超过二十分钟。"


async def opens(page: Page, number: int) -> None:
    """A case from the list."""
    await page.get_by_role("link", name=str(number), exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"工单 {number}")
    await looks_right(page)


async def does(page: Page, move: str, words: str = "", *choices: str) -> None:
    """One move, by its form where it has one."""
    button = page.get_by_role("link", name=move, exact=True)
    if await button.count():
        await button.click()
        await looks_right(page)
        for choice in choices:
            group, _, name = choice.partition("/")
            await page.get_by_role("group", name=group).get_by_role("radio", name=name).check()
        await page.locator("#words").fill(words)
    await page.get_by_role("button", name=move, exact=True).click()
    await expect(page.get_by_role("status")).to_have_text("已办理，并记入工单经过。")
    await looks_right(page)


@SCREENS
async def test_a_department_works_a_case_to_its_answer(browser: Browser, world: World, size: str) -> None:
    await furnish(world)
    await an_account(world, Role.DEPARTMENT_HANDLER, "zhao", name="赵强", org=POLICE)
    number = await a_case(world)
    async with opened(browser, world, size, "/console/cases") as page:
        await sign_in(page, "zhao")
        await expect(page.get_by_role("heading", level=1)).to_have_text("差评工单")
        await looks_right(page)
        await opens(page, number)
        await expect(page.get_by_text("等了两个小时")).to_be_visible()
        await expect(page.get_by_text(re.compile("还剩 .* · 9月9日"))).to_be_visible()
        await does(page, "签收")
        await page.get_by_role("link", name="核实", exact=True).click()
        await page.get_by_role("button", name="核实", exact=True).click()
        await expect(page.get_by_role("alert")).to_have_text(
            ["请选择是否属实。", "请选择是否合理。", "请填写核实情况。"]
        )
        await looks_right(page)
        await page.get_by_role("link", name="返回").click()
        await does(page, "核实", "调看了当天录像，排队确实两小时", "是否属实/是", "诉求是否合理/是")
        await page.get_by_role("link", name="分类", exact=True).click()
        await expect(page.get_by_text("还剩 5 个工作日 · 9月15日 24:00")).to_be_visible()
        await page.get_by_role("link", name="返回").click()
        await does(page, "分类", "要加窗口", "整改分类/限时整改")
        await does(page, "指派", "大厅科")
        await does(page, "整改完成", "加开两个窗口")
        await page.get_by_role("link", name="答复", exact=True).click()
        await page.get_by_role("link", name="已整改").click()
        await page.get_by_role("button", name="答复", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("还有〔…〕没有填写。")
        await page.locator("#words").fill(ANSWER)
        await page.get_by_role("button", name="预览").click()
        await expect(page.get_by_role("status")).to_contain_text("短信 2 条")
        preview = await page.locator(".preview .quote").inner_text()
        await looks_right(page)
        await page.get_by_role("button", name="答复", exact=True).click()
        await expect(page.get_by_text("待答复 → 待回访")).to_be_visible()
        await looks_right(page)
        await page.get_by_role("link", name="转办单").click()
        await looks_right(page)
    await world.pass_hours(24)
    assert preview in await world.phone(PHONE).heard()


@SCREENS
async def test_the_office_decides_an_appeal(browser: Browser, world: World, size: str) -> None:
    await furnish(world)
    await an_account(world, Role.DEPARTMENT_HANDLER, "zhao", name="赵强", org=POLICE)
    await an_account(world, Role.SUPERVISOR, "li", name="李复核", org=OFFICE)
    await an_account(world, Role.SUPERVISOR, "zhou", name="周主任", org=OFFICE)
    number = await a_case(world)
    async with opened(browser, world, size, f"/console/cases/{number}") as page:
        await sign_in(page, "zhao")
        await does(page, "申诉", "当天该窗口没有开")
    async with opened(browser, world, size, "/console/cases?show=appeals") as page:
        await sign_in(page, "li")
        await looks_right(page)
        await opens(page, number)
        await expect(page.get_by_role("link", name="复核结论")).to_have_count(0)
        await does(page, "登记复核", "录像中窗口确实关闭", "复核方式/调取录像")
        await expect(page.get_by_role("link", name="复核结论")).to_have_count(0)
    async with opened(browser, world, size, "/console") as page:
        await sign_in(page, "zhou")
        await go(page, "工单", "差评工单")
        await opens(page, number)
        await does(page, "复核结论", "窗口未开，属误评", "结论/误评")
        await expect(page.get_by_text("误评，不计入统计").first).to_be_visible()


@SCREENS
async def test_the_second_of_two_is_shown_what_changed(browser: Browser, world: World, size: str) -> None:
    await furnish(world)
    await an_account(world, Role.DEPARTMENT_HANDLER, "zhao", name="赵强", org=POLICE)
    await an_account(world, Role.DEPARTMENT_HANDLER, "qian", name="钱进", org=POLICE)
    path = f"/console/cases/{await a_case(world)}"
    async with (
        opened(browser, world, size, path) as one,
        opened(browser, world, size, f"{path}/do/return") as other,
    ):
        await sign_in(one, "zhao")
        await sign_in(other, "qian")
        await other.locator("#words").fill("不是我们办的")
        await does(one, "签收")
        await other.get_by_role("button", name="退回", exact=True).click()
        changed = other.get_by_role("alert")
        await expect(changed).to_contain_text("工单已有变化，您的操作没有保存")
        await expect(changed).to_contain_text("牵头单位 江宁区公安分局 赵强")
        await expect(other.locator("#words")).to_have_value("不是我们办的")
        await looks_right(other)


@SCREENS
async def test_the_first_case_is_seen_at_once_and_its_filters_when_wanted(
    browser: Browser, world: World, size: str
) -> None:
    await furnish(world)
    await an_account(world, Role.SUPERVISOR, "li", name="李复核", org=OFFICE)
    await a_case(world)
    async with opened(browser, world, size, "/console/cases?show=open", script=False) as page:
        await sign_in(page, "li")
        await page.wait_for_url("**/console/cases?show=open")  # styled: it is longer else
        place = await page.locator("tbody tr").first.bounding_box()
        assert place is not None
        assert place["y"] + place["height"] < (SIZES[size]["height"])
        stage, fold = page.get_by_label("环节"), page.get_by_text("筛选")
        if size == "phone":
            await expect(stage).to_be_hidden()
            await fold.click()
        await stage.select_option("待签收")
        await page.get_by_role("button", name="查询").click()
        await expect(stage).to_be_visible()
        await expect(fold).to_be_visible(visible=size == "phone")
        filters = await page.locator(".filters label").evaluate_all("all => all.map(x => x.offsetTop)")
        assert size == "phone" or len(set(filters)) == 1, "one line"


async def test_elsewhere_there_is_no_such_case(browser: Browser, world: World) -> None:
    await furnish(world)
    await an_account(world, Role.SUPERVISOR, "wang", area=NEXT_COUNTY)
    path = f"/console/cases/{await a_case(world)}"
    async with opened(browser, world, "desk", path) as page:
        await sign_in(page, "wang")
        await expect(page.get_by_role("heading", level=1)).to_have_text("没有找到")
        theirs = await page.locator("main").inner_text()
        await page.goto("/console/cases/999999")
        assert await page.locator("main").inner_text() == theirs
        await page.goto("/console/cases?show=all")
        await expect(page.get_by_text("没有符合条件的工单")).to_be_visible()


@SCREENS
async def test_who_is_away_is_represented(browser: Browser, world: World, size: str) -> None:
    await furnish(world)
    await an_account(world, Role.DEPARTMENT_HANDLER, "zhao", name="赵强", org=POLICE)
    await an_account(world, Role.DEPARTMENT_HANDLER, "qian", name="钱进", org=LABOUR)
    number = await a_case(world)
    async with opened(browser, world, size, "/console") as page:
        await sign_in(page, "zhao")
        await go(page, "设置", "代班")
        await looks_right(page)
        await page.get_by_label("代班人的用户名").fill("qian")
        await page.get_by_label("自", exact=True).fill("2026-09-08")
        await page.get_by_label("至", exact=True).fill("2026-09-07")
        await page.get_by_role("button", name="登记").click()
        await expect(page.get_by_role("alert")).to_contain_text("请选择起止日期")
        await looks_right(page)
        await page.get_by_label("至", exact=True).fill("2026-09-11")
        await page.get_by_role("button", name="登记").click()
        await expect(page.get_by_text("代班中")).to_be_visible()
        await looks_right(page)
    async with opened(browser, world, size, f"/console/cases/{number}") as page:
        await sign_in(page, "qian")
        await does(page, "签收")
        await expect(page.get_by_text("牵头单位 江宁区公安分局 钱进")).to_be_visible()
