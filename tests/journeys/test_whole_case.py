"""One bad rating from the SMS to the end: appealed in vain, put right, not solved, put right higher up, solved, closed.

Told three times over: what the citizen's phone hears, what the department does, what the office sees.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

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


@dataclass
class Told:
    """A case and whoever opens its page."""

    browser: Browser
    world: World
    number: int

    @asynccontextmanager
    async def seen_by(self, username: str) -> AsyncIterator[Page]:
        """Its page, on which somebody has signed in."""
        async with opened(self.browser, self.world, SIZE, f"/console/cases/{self.number}") as page:
            await sign_in(page, username)
            yield page

    async def appealed_in_vain(self) -> None:
        """The department appeals, one of the office looks into it, another decides."""
        async with self.seen_by("zhao") as page:
            await does(page, "申诉", "当天该窗口没有开")
        async with self.seen_by("li") as page:
            await does(page, "登记复核", "录像中窗口开着，排队两小时", "复核方式/调取录像")
        async with self.seen_by("zhou") as page:
            await does(page, "复核结论", "情况属实", "结论/不成立")

    async def put_right(self) -> None:
        """The department sorts it and does all it has to; a day goes by."""
        async with self.seen_by("zhao") as page:
            await works(page, "已在一楼加开两个取号窗口，排队时间不超过二十分钟。", sorts=True)
        await self.world.pass_hours(24)

    async def put_right_higher_up(self) -> None:
        """Whoever led helps, and the body above does all it has to; a day goes by."""
        async with self.seen_by("zhao") as page:
            await does(page, "协办反馈", "窗口不够，需要区局增派人手")
        async with self.seen_by("qian") as page:
            await works(page, AGAIN, sorts=False)
        await self.world.pass_hours(24)


async def staffed(world: World) -> None:
    """A department, the body above it, and two of the office."""
    await furnish(world)
    await an_account(world, Role.DEPARTMENT_HANDLER, "zhao", name="赵强", org=POLICE)
    await an_account(world, Role.DEPARTMENT_HANDLER, "qian", name="钱局", org=ABOVE)
    await an_account(world, Role.SUPERVISOR, "li", name="李复核", org=OFFICE)
    await an_account(world, Role.SUPERVISOR, "zhou", name="周主任", org=OFFICE)


async def test_a_bad_rating_to_its_end(browser: Browser, world: World) -> None:
    await staffed(world)
    told, phone = Told(browser, world, await a_case(world)), world.phone(PHONE)
    await told.appealed_in_vain()
    await told.put_right()
    await last_heard(world, "问题解决了吗？1已解决 2未解决")
    assert "问题未解决" in await phone.says("2")
    await world.happen()
    await told.put_right_higher_up()
    await last_heard(world, "安排专人引导取号")
    assert "问题已解决" in await phone.says("1")
    await world.happen()
    assert "已办结" in await phone.says("进度")
    async with told.seen_by("li") as page:
        for move in ("申诉", "复核结论", "重办", "回访", "销号"):
            await expect(page.get_by_text(move, exact=True).first).to_be_visible()
    events = await world.query(lambda tx: case_history.events_of(tx, told.number))
    assert [event.move for event in events if event.move in (Move.DECIDE, Move.REOPEN, Move.CLOSE)] == [
        Move.DECIDE,
        Move.REOPEN,
        Move.CLOSE,
    ]
    assert await world.value("SELECT stage FROM cases") == Stage.CLOSED
