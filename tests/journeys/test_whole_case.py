"""One bad rating from the SMS to the end: appealed in vain, put right, not solved, put right higher up, solved, closed.

Told three times over: what the citizen's phone hears, what the department does, what the office sees.
"""

from playwright.async_api import Browser, Page, expect

from evaluation.cases.words import Move, Stage
from evaluation.staff import Role
from store import case_history
from tests.journeys.citizens_pages import opened
from tests.journeys.test_console import sign_in
from tests.journeys.test_console_cases import does
from tests.usecases.cases.desk import ABOVE, OFFICE, PHONE, POLICE, a_case, furnish
from tests.web.staff import an_account
from tests.world import World

SIZE = "desk"
AGAIN = "已由两个窗口增加到四个，并安排专人引导取号。"


async def works(page: Page, answer: str, *, sorts: bool) -> None:
    """A body does all it has to; a case that comes back was sorted already."""
    await does(page, "签收")
    await does(page, "核实", "调看了当天录像，情况属实", "是否属实/是", "诉求是否合理/是")
    if sorts:
        await does(page, "分类", "要加窗口", "整改分类/限时整改")
    await does(page, "指派", "大厅科")
    await does(page, "整改完成", "加开了窗口")
    await does(page, "答复", answer)


async def last_heard(world: World, words: str) -> str:
    """The last message on the phone, which has these words."""
    text: str = (await world.phone(PHONE).thread())[-1]["text"]
    assert words in text, text
    return text


async def test_a_bad_rating_to_its_end(browser: Browser, world: World) -> None:
    await furnish(world)
    await an_account(world, Role.DEPARTMENT_HANDLER, "zhao", name="赵强", org=POLICE)
    await an_account(world, Role.DEPARTMENT_HANDLER, "qian", name="钱局", org=ABOVE)
    await an_account(world, Role.SUPERVISOR, "li", name="李复核", org=OFFICE)
    await an_account(world, Role.SUPERVISOR, "zhou", name="周主任", org=OFFICE)
    number = await a_case(world)
    phone, case = world.phone(PHONE), f"/console/cases/{number}"

    async with opened(browser, world, SIZE, case) as page:
        await sign_in(page, "zhao")
        await does(page, "申诉", "当天该窗口没有开")
    async with opened(browser, world, SIZE, case) as page:
        await sign_in(page, "li")
        await does(page, "登记复核", "录像中窗口开着，排队两小时", "复核方式/调取录像")
    async with opened(browser, world, SIZE, case) as page:
        await sign_in(page, "zhou")
        await does(page, "复核结论", "情况属实", "结论/不成立")

    async with opened(browser, world, SIZE, case) as page:
        await sign_in(page, "zhao")
        await works(page, "已在一楼加开两个取号窗口，排队时间不超过二十分钟。", sorts=True)
    await world.pass_hours(24)
    await last_heard(world, "问题解决了吗？1已解决 2未解决")
    assert "问题未解决" in await phone.says("2")
    await world.happen()

    async with opened(browser, world, SIZE, case) as page:
        await sign_in(page, "zhao")
        await does(page, "协办反馈", "窗口不够，需要区局增派人手")
    async with opened(browser, world, SIZE, case) as page:
        await sign_in(page, "qian")
        await works(page, AGAIN, sorts=False)
    await world.pass_hours(24)
    await last_heard(world, "安排专人引导取号")
    assert "问题已解决" in await phone.says("1")
    await world.happen()
    assert "已办结" in await phone.says("进度")

    async with opened(browser, world, SIZE, case) as page:
        await sign_in(page, "li")
        for told in ("申诉", "复核结论", "重办", "回访", "销号"):
            await expect(page.get_by_text(told, exact=True).first).to_be_visible()
    events = await world.query(lambda tx: case_history.events_of(tx, number))
    assert [event.move for event in events if event.move in (Move.DECIDE, Move.REOPEN, Move.CLOSE)] == [
        Move.DECIDE,
        Move.REOPEN,
        Move.CLOSE,
    ]
    assert await world.value("SELECT stage FROM cases") == Stage.CLOSED
