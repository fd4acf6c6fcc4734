"""差评整改报表: the figures of four bad ratings that went different ways."""

from datetime import timedelta

import pytest

from evaluation.cases.hours import Due
from evaluation.cases.words import Move, Outcome, Step, Verdict
from evaluation.staff import Role
from tests.bot.citizens import next_day, served
from tests.usecases.cases.desk import OFFICE as RUNS_IT
from tests.usecases.cases.desk import furnish
from tests.usecases.cases.staff_moves import OFFICE, SECOND, answer, calls_back, exclude, make, sort
from tests.usecases.cases.test_opening import BUREAU
from tests.web.staff import Clerk, an_account, at_desk
from tests.world import ORG_CODE, World, a_record

SEPTEMBER = "/console/reports/cases?from=2026-09&to=2026-09"


@pytest.fixture
async def told(world: World) -> World:
    """A world with such a month."""
    await four_ways(world)
    return world


async def four_ways(world: World) -> None:
    """Two at the bureau: one solved, one overdue; two at the office: one reopened, one mistaken."""
    citizens = [await served(world, org_code=org) for org in (BUREAU, BUREAU, ORG_CODE, ORG_CODE)]
    await next_day(world)
    for citizen in citizens:
        await citizen.says("2")
    await world.pass_hours(0.7)
    for case_id in (1, 3):
        await sort(world, case_id)
        await answer(world, case_id, case_id)
    await exclude(world, Verdict.MISTAKEN, 4, 4)
    await make(world, Move.ACKNOWLEDGE, 2)
    await make(world, Move.SUPERVISE, 2, OFFICE, words="从快")
    await world.pass_hours(24)
    await calls_back(world, Outcome.SOLVED)
    await calls_back(world, Outcome.NOT_SOLVED, 3, 3)
    await world.pass_hours(1)
    await world.pass_hours(24 * 10)


async def test_what_became_of_the_bad_ratings_of_a_month(told: World) -> None:
    async with at_desk(told, Role.SUPERVISOR) as clerk:
        shown = await clerk.opens(SEPTEMBER)
        assert shown.status == 200
        for line in (
            "江宁区公安分局 2 0 0 — 100.0% 1 50.0% 1 1 0.0 江宁区行政审批局 1 0 1 100.0% 0.0% 0 0.0% 1 0 —",
            "合计 3 0 1 100.0%",
            "江宁区公安分局 1 0 0 100.0% 100.0% 0 江宁区行政审批局 0 0 0 — — 1 合计 1 0 0 100.0% 100.0% 1",
        ):
            assert line in shown.text
        earlier = await clerk.opens("/console/reports/cases?from=2026-08&to=2026-08")
        assert "期间内没有派单的差评" in earlier.text


async def test_of_two_in_one_case_only_what_was_not_solved_counts_as_reopened(world: World) -> None:
    await world.send_records(a_record(), a_record())
    await world.pass_hours(24)
    await world.phone("13900000001").says("都2，等太久")
    await world.pass_hours(1)
    await sort(world)
    await answer(world)
    await make(world, Move.ANSWER, complaint=2, words="第二件也已办好")
    await calls_back(world, Outcome.SOLVED)
    await calls_back(world, Outcome.NOT_SOLVED, 2)
    await world.happen()
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        assert "合计 1 0 0 100.0% 100.0% 1" in (await clerk.opens(SEPTEMBER)).text


async def test_each_sees_their_own_bodies(told: World) -> None:
    async with at_desk(told, Role.SUPERVISOR, org=BUREAU) as clerk:
        shown = await clerk.opens(SEPTEMBER)
        assert "江宁区公安分局 2 0 0" in shown.text
        assert "江宁区行政审批局" not in shown.text
        assert "南京市江宁区 江宁区公安分局及其下属机构" in shown.text
    async with at_desk(told, Role.SUPERVISOR, "elsewhere", area="320114000000") as clerk:
        assert "公安" not in (await clerk.opens(SEPTEMBER)).text


async def test_the_office_sees_the_area_that_it_runs(told: World) -> None:
    await furnish(told)
    for role in (Role.SUPERVISOR, Role.AUDITOR):
        async with at_desk(told, role, org=RUNS_IT) as clerk:
            shown = await clerk.opens(SEPTEMBER)
            assert "合计 3 0 1" in shown.text
            assert "及其下属机构" not in shown.text
            assert (await clerk.opens(f"{SEPTEMBER}&area=320114000000")).status == 404


async def rates(clerk: Clerk, body: str) -> str:
    """申诉成立率, 签收及时率, 按时答复率, 回访率 and 解决率 of a body, as the page shows them."""
    worked, called_back = (
        part.split() for part in (await clerk.opens(SEPTEMBER)).text.split(body + " ")[1:3]
    )
    return " ".join([worked[3], worked[4], worked[6], *called_back[3:5]])


async def test_what_is_not_due_yet_is_in_no_rate(world: World) -> None:
    """Two cases: the bureau is prompt, the office lets everything pass."""
    prompt, slow = "江宁区公安分局", "江宁区行政审批局"
    citizens = [await served(world, org_code=org) for org in (BUREAU, ORG_CODE)]
    await next_day(world)
    for citizen in citizens:
        await citizen.says("2")
    await world.pass_hours(0.7)
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        for colleague in ("li", "zhou"):  # who reviews, and who decides
            await an_account(world, Role.SUPERVISOR, colleague)
        assert await rates(clerk, prompt) == "— — — — —"  # hours are left to sign for them
        await make(world, Move.ACKNOWLEDGE, 1)
        assert await rates(clerk, prompt) == "— 100.0% — — —"
        assert await rates(clerk, slow) == "— — — — —"
        await make(world, Move.APPEAL, 2, words="非本单位责任", complaint=2)
        await world.pass_hours(24)
        assert await rates(clerk, slow) == "— 0.0% — — —"  # nobody signed; nobody decided
        await make(world, Move.REVIEW, 2, OFFICE, words="已核实", complaint=2, step=Step.PHONE)
        await make(world, Move.DECIDE, 2, SECOND, words="结论", complaint=2, verdict=Verdict.REFUSED)
        await make(world, Move.ACKNOWLEDGE, 2)
        for case_id in (1, 2):
            await make(world, Move.VERIFY, case_id)
            await make(world, Move.CLASSIFY, case_id)
        assert await rates(clerk, slow) == "0.0% 0.0% — — —"  # signed late; days are left to answer
        await answer(world)
        assert await rates(clerk, prompt) == "— 100.0% 100.0% — —"  # the citizen has days to say so
        await make(world, Move.SUSPEND, 2, words="等批复", due=Due(world.clock.now() + timedelta(days=20)))
        await world.pass_hours(24 * 12)
        assert await rates(clerk, slow) == "0.0% 0.0% — — —"  # its time does not run while it rests
        await make(world, Move.RESUME, 2, words="批复到了")
        assert await rates(clerk, slow) == "0.0% 0.0% — — —"
        await world.pass_hours(24 * 12)
        assert await rates(clerk, slow) == "0.0% 0.0% 0.0% — —"
        assert await rates(clerk, prompt) == "— 100.0% 100.0% 0.0% —"  # nobody called in time
        await calls_back(world, Outcome.NOT_REACHED)
        assert await rates(clerk, prompt) == "— 100.0% 100.0% 100.0% —"  # called, and said nothing


async def test_what_nobody_sorts_is_late_like_a_general_matter(world: World) -> None:
    citizen = await served(world)
    await next_day(world)
    await citizen.says("2")
    await world.pass_hours(0.7)
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        await world.pass_hours(24 * 4)
        assert await rates(clerk, "江宁区行政审批局") == "— 0.0% — — —"
        await world.pass_hours(24 * 5)
        assert await rates(clerk, "江宁区行政审批局") == "— 0.0% 0.0% — —"


async def test_a_body_signs_for_what_it_got(world: World) -> None:
    """The first one let it lie; the one it was transferred to signs at once."""
    citizen = await served(world)
    await next_day(world)
    await citizen.says("2")
    await world.pass_hours(30)
    await make(world, Move.TRANSFER, 1, OFFICE, words="业务属公安", org=BUREAU)
    async with at_desk(world, Role.SUPERVISOR) as clerk:
        assert await rates(clerk, "江宁区公安分局") == "— — — — —"
        await make(world, Move.ACKNOWLEDGE, 1)
        assert await rates(clerk, "江宁区公安分局") == "— 100.0% — — —"
