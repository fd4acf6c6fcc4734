"""抽样回访 in the console: who sees it, the figures and their guards, the phone sheet, and what was said there."""

import re
from typing import Any

from evaluation.cases.words import Move, Step, Verdict
from evaluation.staff import Role
from tests.usecases.cases.desk import OFFICE, furnish
from tests.usecases.cases.staff_moves import OFFICE as REVIEWER
from tests.usecases.cases.staff_moves import SECOND, make
from tests.usecases.samples.sampled import drawn, rate_on_site, rates, states
from tests.web.staff import Clerk, at_desk
from tests.world import World

LIST, SAMPLE = "/console/samples", "/console/samples/1"
SHEET = f"{SAMPLE}/sheet"
MIXED = [5] * 60 + [4] * 12 + [3] * 6 + [2] * 5 + [1] * 3


async def to_call(world: World) -> None:
    """Nobody answers the bot: five workdays later all are to be called."""
    await world.move_to("Fri 2026-10-23 09:00")


async def answered(world: World, answers: dict[int, list[int]]) -> None:
    """So many of those drawn at each level say by the bot how satisfied they are now."""
    for level, given in answers.items():
        phones = await numbers_at(world, level)
        for number, now in zip(phones, given, strict=False):
            await world.phone(number).says(str(now))


async def numbers_at(world: World, level: int) -> list[str]:
    """The phones of those drawn at a level, in that order."""
    sealed = await world.query(
        lambda tx: tx.values(
            """SELECT a.sealed FROM sample_ratings d JOIN visits v ON v.id = d.visit_id
                 JOIN addresses a ON a.id = v.phone_id WHERE d.level = %(level)s ORDER BY d.place""",
            level=level,
        )
    )
    return [world.parts.vault.open(each).removeprefix("+86") for each in sealed]


WHO: list[tuple[Role, str, str | None, bool]] = [
    (Role.SUPERVISOR, "320115000000", None, True),
    (Role.SUPERVISOR, "320100000000", None, True),  # the city sees its counties
    (Role.ADMINISTRATOR, "320115000000", None, True),
    (Role.SUPERVISOR, "320102000000", None, False),
    (Role.SUPERVISOR, "320115000000", OFFICE, True),
    (Role.SUPERVISOR, "320115000000", "113201150141490016", False),  # a body that is no office
]


async def test_only_the_area_sees_its_sample(world: World) -> None:
    await furnish(world)
    await rates(world, "5")
    await drawn(world)
    for place, (role, area, org, sees) in enumerate(WHO):
        async with at_desk(world, role, f"who{place}", area=area, org=org) as clerk:
            assert ("2026-09" in (await clerk.opens(LIST)).text) is sees
            assert (await clerk.opens(SAMPLE)).status == (200 if sees else 404)
            shows_sheet = sees and role is Role.SUPERVISOR
            assert ((await clerk.opens(SHEET)).status == 200) is shows_sheet


async def test_nobody_at_a_window_learns_who_was_asked(world: World) -> None:
    for role in (Role.COUNTER_CLERK, Role.DEPARTMENT_HANDLER, Role.GIFTS_DESK, Role.AUDITOR):
        async with at_desk(world, role) as clerk:
            for path in (LIST, SAMPLE, SHEET, f"{SAMPLE}/figures.csv", f"{SAMPLE}/calls/1"):
                assert (await clerk.opens(path)).status == 403


async def test_the_plan_with_its_weights_and_what_was_left_out(world: World) -> None:
    await rate_on_site(world, *MIXED)
    await drawn(world)
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        shown = await clerk.opens(SAMPLE)
        lines = rows_of(shown.html, "抽样计划")
        assert lines["非常满意"] == ["60", "29", "2.07", "0", "0"]
        assert lines["非常不满意"] == ["3", "3", "1.00", "0", "0"]
        assert lines["合计"] == ["86", "50", "—", "0", "0"]
        assert "种子：320115000000 2026-09" in shown.text


async def test_before_and_after_with_small_cells_hidden(world: World) -> None:
    await rate_on_site(world, *MIXED)
    await drawn(world)
    await answered(world, {5: [5] * 8 + [4] * 2, 4: [5, 4, 4, 3, 4, 4], 3: [4, 4]})
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        shown = await clerk.opens(SAMPLE)
        lines = rows_of(shown.html, "前后对比")
        assert lines["非常满意"] == ["10", "5.00", "4.80", "-0.20"]
        assert lines["基本满意"] == ["少于5", "—", "—", "—"]
        assert lines["满意"] == ["—", "—", "—", "—"], "else the hidden one could be reckoned from the total"
        assert lines["不满意"] == ["0", "—", "—", "—"]
        assert lines["合计（加权）"][0] == "18"
        assert "95%的把握" in shown.text


async def test_a_month_of_three_ratings_shows_no_level(world: World) -> None:
    await rate_on_site(world, 5, 4, 1)
    await drawn(world)
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        listed = await clerk.opens(LIST)
        assert "少于5" in listed.text
        shown = await clerk.opens(SAMPLE)
        assert "少于5" in shown.text
        assert rows_of(shown.html, "抽样计划") == {"合计": ["少于5", "—", "—", "—", "—"]}


async def test_without_a_sample_the_page_says_when_one_comes(world: World) -> None:
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        assert "还没有抽取过" in (await clerk.opens(LIST)).text
        assert (await clerk.opens(SAMPLE)).status == 404


async def test_who_does_not_answer_is_called_and_the_number_is_shown_on_record(world: World) -> None:
    rater = await rates(world, "3")
    await drawn(world)
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        assert "待打电话 0 条" in (await clerk.opens(SHEET)).text
        await to_call(world)
        assert "抽样回访待打电话 1个" in " ".join((await clerk.opens("/console")).text.split())
        shown = await clerk.opens(SHEET)
        assert "待打电话 1 条" in shown.text
        assert rater.phone.number not in shown.text
        shown = await clerk.sends(f"{SAMPLE}/calls/1/number")
        assert rater.phone.number in shown.text
    trail = await world.query(lambda tx: tx.values("SELECT action FROM audit_trail ORDER BY id"))
    assert trail[-3:] == ["sample_shown", "number_shown", "sample_shown"]


async def say(clerk: Clerk, **fields: str) -> Any:
    await clerk.opens(f"{SAMPLE}/calls/1")
    given = {"outcome": "answered", "level": "4", "at": "2026-10-23T08:50", "words": "", **fields}
    return await clerk.sends(f"{SAMPLE}/calls/1", **given)


async def test_what_was_said_on_the_phone_is_kept_and_earns(world: World) -> None:
    await rates(world, "3")
    await drawn(world)
    await to_call(world)
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        shown = await say(clerk, words="现在快多了，我的电话13912345678")
        assert "已登记回访" in shown.text
        assert "现在满意" in shown.text
        assert "王敏" in shown.text
        assert "13912345678" not in shown.text
        assert "已经有答复" in (await say(clerk)).text
    assert await world.value("SELECT level || way FROM sample_answers") == "4phone"
    assert await world.value("SELECT sum(points) FROM ledger_entries") == 15
    assert await world.value("SELECT level FROM ratings WHERE live") == 3


async def test_who_is_not_reached_stays_on_the_list_and_a_refusal_ends_it(world: World) -> None:
    await rates(world, "3")
    await drawn(world)
    await to_call(world)
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        assert "已拨1次未接通" in (await say(clerk, outcome="not_reached", level="")).text
        assert rows_of((await clerk.opens(SAMPLE)).html, "回访进度")["合计"][0] == "少于5"
        assert "拒访" in (await say(clerk, outcome="refused", level="")).text
    assert await states(world) == {"done": 1}
    assert await world.value("SELECT sum(points) FROM ledger_entries") == 10


WRONG: list[tuple[dict[str, str], str]] = [
    ({"outcome": ""}, "请选择回访结果"),
    ({"outcome": "bribed"}, "请选择回访结果"),
    ({"level": ""}, "请选择现在的满意程度"),
    ({"level": "6"}, "请选择现在的满意程度"),
    ({"at": "yesterday"}, "请填写通话的时间"),
    ({"at": "2026-10-23T09:30"}, "请填写通话的时间"),  # in half an hour
    ({"at": "2026-10-01T09:30"}, "请填写通话的时间"),  # before it was drawn
]


async def test_a_form_that_says_nothing_is_asked_again(world: World) -> None:
    await rates(world, "3")
    await drawn(world)
    await to_call(world)
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        for fields, told in WRONG:
            shown = await say(clerk, **fields)
            assert shown.status == 422, fields
            assert told in shown.text, fields
    assert await states(world) == {"calling": 1}


async def test_an_appeal_upheld_after_the_draw_is_told_beside_the_row(world: World) -> None:
    await rates(world, "2 等了两个小时")
    await world.pass_hours(1)
    await make(world, Move.APPEAL, words="非本单位责任", complaint=1)
    await make(world, Move.REVIEW, 1, REVIEWER, words="已核实", complaint=1, step=Step.PHONE)
    await drawn(world)
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        assert "申诉成立" not in (await clerk.opens(SHEET)).text
        await make(world, Move.DECIDE, 1, SECOND, words="结论", complaint=1, verdict=Verdict.MISTAKEN)
        assert "抽取后申诉成立，留在样本里" in (await clerk.opens(SHEET)).text


async def test_the_figures_as_a_file_are_on_record(world: World) -> None:
    await rate_on_site(world, *MIXED)
    await drawn(world)
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        body, shown = await clerk.downloads(f"{SAMPLE}/figures.csv")
        assert shown.status == 200
        assert "非常满意,60,29,2.069,0,0" in body.decode("utf-8-sig")
    assert await world.value("SELECT count(*) FROM audit_trail WHERE action = 'report_taken'") == 1


def rows_of(html: str, title: str) -> dict[str, list[str]]:
    """The lines of a table by their first cell."""
    section = html.partition(f">{title}</h2>")[2].partition("</section>")[0]
    lines = re.findall(r"<tr[^>]*>(.*?)</tr>", section, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", line, re.DOTALL) for line in lines]
    return {row[0]: row[1:] for row in cells if row}
