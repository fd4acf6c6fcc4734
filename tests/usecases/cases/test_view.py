"""Lists of cases, each as somebody sees it; what a case's page tells, and what it does not."""

from typing import Any

import pytest

from evaluation.cases.words import Move, Outcome, Stage, Track
from evaluation.staff import Role
from store.case_lists import SHOWS, After, Listed, Wanted
from tests.usecases.cases.desk import (
    ABOVE,
    ANSWER,
    LABOUR,
    NEXT_COUNTY,
    OFFICE,
    PHONE,
    POLICE,
    a_case,
    does,
    handler,
    now_on_duty,
    official,
    sees,
    up_to,
)
from tests.usecases.staff_at_work import on_duty
from tests.world import World
from usecases.cases import view
from usecases.on_duty import OnDuty


async def some(world: World, duty: OnDuty, *, limit: int = 50, **wanted: Any) -> list[Listed]:
    """The cases that somebody finds."""
    duty = await now_on_duty(world, duty)
    found: list[Listed] = await world.query(lambda tx: view.listed(tx, duty, Wanted(**wanted), limit))
    return found


async def numbers(world: World, duty: OnDuty, **wanted: Any) -> list[int]:
    """Their numbers."""
    return [each.id for each in await some(world, duty, **wanted)]


async def waits(world: World, duty: OnDuty) -> tuple[int, int]:
    """How many wait for somebody, and how many are overdue."""
    duty = await now_on_duty(world, duty)
    found = await world.query(lambda tx: view.waiting(tx, duty))
    return found.mine, found.late


@pytest.mark.parametrize(
    ("role", "area", "org", "seen"),
    [
        (Role.DEPARTMENT_HANDLER, "320115000000", POLICE, True),
        (Role.DEPARTMENT_HANDLER, "320115000000", ABOVE, True),  # the body above
        (Role.DEPARTMENT_HANDLER, "320115000000", None, True),
        (Role.DEPARTMENT_HANDLER, "320115000000", LABOUR, False),
        (Role.DEPARTMENT_HANDLER, "320115000000", OFFICE, False),  # the office is a role of supervisors
        (Role.DEPARTMENT_HANDLER, NEXT_COUNTY, POLICE, False),
        (Role.SUPERVISOR, "320115000000", None, True),
        (Role.SUPERVISOR, "320100000000", None, True),
        (Role.SUPERVISOR, "320115000000", OFFICE, True),
        (Role.SUPERVISOR, "320115000000", LABOUR, False),
        (Role.SUPERVISOR, NEXT_COUNTY, None, False),
        (Role.AUDITOR, "320115000000", None, True),
        (Role.AUDITOR, NEXT_COUNTY, None, False),
    ],
)
async def test_who_sees_a_case(desk: World, role: Role, area: str, org: str | None, seen: bool) -> None:
    case_id, somebody = await a_case(desk), await on_duty(desk, role, area, org)
    assert await numbers(desk, somebody) == [case_id] * seen


async def test_whose_turn_it_is(desk: World) -> None:
    case_id, zhao, qian, li = (
        await a_case(desk),
        await handler(desk),
        await handler(desk, LABOUR),
        await official(desk),
    )
    assert [await waits(desk, each) for each in (zhao, qian, li)] == [(1, 0), (0, 0), (0, 0)]
    await up_to(desk, zhao, case_id, Move.CLASSIFY)
    await does(desk, zhao, case_id, Move.ADD_CO_HANDLER, words="查社保记录", org=LABOUR)
    assert [await waits(desk, each) for each in (zhao, qian, li)] == [(1, 0), (1, 0), (0, 0)]
    await does(desk, zhao, case_id, Move.APPEAL, words="当天没有开窗")
    assert [await waits(desk, each) for each in (zhao, qian, li)] == [(1, 0), (1, 0), (1, 0)]
    assert await numbers(desk, li, show="appeals") == [case_id]
    await does(desk, qian, case_id, Move.CO_ANSWER, words="已查")
    assert await numbers(desk, qian, show="mine") == []
    assert await numbers(desk, qian) == [case_id]


async def test_a_case_is_late_once_its_deadline_is_over(desk: World) -> None:
    case_id, zhao = await a_case(desk), await handler(desk)
    assert await numbers(desk, zhao, show="late") == []
    await desk.pass_hours(30)
    assert await numbers(desk, zhao, show="late") == [case_id]
    assert await waits(desk, zhao) == (1, 1)


async def test_calls_to_make_and_improvements(desk: World) -> None:
    case_id, zhao, li = await a_case(desk), await handler(desk), await official(desk)
    await up_to(desk, zhao, case_id, Move.ANSWER)
    assert await numbers(desk, li, show="calls") == []
    await desk.pass_hours(24 * 9)
    assert await numbers(desk, li, show="calls") == [case_id]
    assert await waits(desk, li) == (1, 0)
    await does(desk, li, case_id, Move.CALL_BACK, outcome=Outcome.SOLVED, words="电话回访，已解决")
    await desk.happen()
    assert await numbers(desk, li) == []
    assert await numbers(desk, li, show="closed") == [case_id]


async def test_filters(desk: World) -> None:
    first = await a_case(desk)
    second = await a_case(desk, org_code=LABOUR, item_code="other", phone="13900000002")
    zhao, li = await handler(desk), await official(desk)
    await does(desk, zhao, first, Move.ACKNOWLEDGE)
    assert await numbers(desk, li, stage=Stage.ACKNOWLEDGED) == [first]
    assert await numbers(desk, li, lead="社会保障") == [second]
    assert await numbers(desk, li, lead=LABOUR) == [second]
    assert await numbers(desk, li, area="320115") == await numbers(desk, li, area="江宁")
    assert await numbers(desk, li, area="玄武") == []
    assert await numbers(desk, li, kind="oral") == []
    assert await numbers(desk, li, track=Track.SIMPLE) == []
    assert await numbers(desk, li, number=second) == [second]
    for show in SHOWS:
        assert set(await numbers(desk, li, show=show)) <= {first, second}


async def test_pages_follow_one_another_the_next_deadline_first(desk: World) -> None:
    made = [
        await a_case(desk, phone=f"1390000001{n}", item_code=f"i{n}", words="1" if n else "2 慢")
        for n in range(5)
    ]
    li = await official(desk)
    assert await numbers(desk, li) == made
    found: list[int] = []
    after = None
    while len(found) < 5:
        page = await some(desk, li, limit=2, after=after)
        found += [each.id for each in page]
        after = After(page[-1].next_due_at, page[-1].id)
    assert found == made


async def test_the_story_tells_what_was_said_and_nothing_of_who_said_it(desk: World) -> None:
    case_id = await a_case(desk, words=f"2 等了两个小时，打{PHONE}找我", applicant_name="王小明")
    zhao = await handler(desk)
    await up_to(desk, zhao, case_id, Move.ANSWER)
    story = await sees(desk, zhao, case_id)
    (said,) = story.said
    assert (said.level, said.words is not None and "等了两个小时" in said.words) == (2, True)
    assert story.start_of(story.case.complaints[said.id]) == story.case.reached_at
    assert story.moments[-1].event.words == ANSWER
    assert (story.moments[-1].before or story.case).stage is Stage.RECTIFIED
    assert story.orgs[POLICE] == "江宁区公安分局"
    assert story.people == {zhao.staff.id: "周督办"}
    assert "王小明" not in repr(story)
