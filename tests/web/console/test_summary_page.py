"""半日小结 in the console: what the message tells, each in their own area."""

from evaluation.staff import Role
from tests.usecases.cases.desk import NEXT_COUNTY, OFFICE, POLICE, a_case
from tests.usecases.cases.hall import guide_hears
from tests.web.staff import at_desk
from tests.world import World

PAGE = "/console/summary"


async def test_a_department_finds_what_is_due_and_what_is_overdue(desk: World) -> None:
    number = await a_case(desk)
    async with at_desk(desk, Role.DEPARTMENT_HANDLER, org=POLICE) as zhao:
        await desk.move_to("Tue 2026-09-08 17:30")
        shown = await zhao.opens(PAGE)
        assert "待您办理 1 件，已超期 0 件。" in shown.text
        assert f"9月9日 12:00 前到期 1 件 编号 事项 牵头单位 环节 期限 {number} 居民身份证换领" in shown.text
        await desk.move_to("Wed 2026-09-09 12:00")
        assert f"已超期 1 件 编号 事项 牵头单位 环节 期限 {number}" in (await zhao.opens(PAGE)).text


async def test_the_office_finds_what_guides_heard_with_where_to_label_it(desk: World) -> None:
    number = await guide_hears(desk, phone="")
    async with at_desk(desk, Role.SUPERVISOR, org=OFFICE) as li:
        shown = await li.opens(PAGE)
        assert "新记 1 件，待分类 1 件" in shown.text
        assert "一楼户籍窗口 排了两个小时没人管 江宁区公安分局 待分类 还剩 1 个工作日" in shown.text
        assert f'href="/console/cases/{number}/do/label"' in shown.html
        await desk.move_to("Wed 2026-09-09 10:00")
        assert "待分类 1 件，其中 超期 1 件" in (await li.opens(PAGE)).text
    async with at_desk(desk, Role.SUPERVISOR, "there", area=NEXT_COUNTY) as there:
        assert "现在没有" in (await there.opens(PAGE)).text
    async with at_desk(desk, Role.COUNTER_CLERK, "clerk") as clerk:
        assert (await clerk.opens(PAGE)).status == 403
