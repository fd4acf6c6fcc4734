"""Moves of the staff: as what they are to a case, on the page as they saw it, one after the other, on record."""

import asyncio

import pytest

from evaluation.cases.answers import Fault
from evaluation.cases.refusals import (
    NOT_YOURS,
    SECOND_PERSON,
    SETTLED,
    TOO_LATE,
    TOO_SOON,
    UNREACHED,
    Illegal,
)
from evaluation.cases.words import Move, Outcome, Stage, Step, Verdict
from evaluation.staff import Role
from tests.usecases.cases.desk import (
    ABOVE,
    LABOUR,
    NEXT_COUNTY,
    OFFICE,
    PHONE,
    POLICE,
    a_case,
    does,
    handler,
    official,
    sees,
    stands,
    up_to,
)
from tests.usecases.staff_at_work import on_duty
from tests.world import World
from usecases.cases.act import BadDay, BadWords, MovedOn, NoSuchBody
from usecases.cases.hand_on import hand_on
from usecases.cases.moving import NoSuchCase
from usecases.on_duty import NotPermitted, OnDuty


async def test_a_department_works_a_case_to_its_answer(desk: World) -> None:
    case_id, zhao = await a_case(desk), await handler(desk)
    await up_to(desk, zhao, case_id, Move.ANSWER)
    assert (await stands(desk, case_id)).stage is Stage.ANSWERED
    events = (await sees(desk, zhao, case_id)).moments
    assert [m.event.by.org for m in events if m.event.by.staff_id == zhao.staff.id] == [POLICE] * 6


async def test_the_second_is_shown_what_changed_and_overwrites_nothing(desk: World) -> None:
    case_id, zhao, qian = await a_case(desk), await handler(desk), await handler(desk)
    seen = (await stands(desk, case_id)).events
    await does(desk, zhao, case_id, Move.ACKNOWLEDGE, seen=seen)
    with pytest.raises(MovedOn) as refused:
        await does(desk, qian, case_id, Move.RETURN, seen=seen, words="不是我们办的")
    assert [(e.move, e.by.staff_id) for e in refused.value.since] == [(Move.ACKNOWLEDGE, zhao.staff.id)]
    assert (await stands(desk, case_id)).events == seen + 1


async def test_of_two_at_the_same_moment_one_acts_and_the_other_learns(desk: World) -> None:
    case_id = await a_case(desk)
    people = [await handler(desk) for _ in range(6)]
    seen = (await stands(desk, case_id)).events
    done = await asyncio.gather(
        *(does(desk, each, case_id, Move.ACKNOWLEDGE, seen=seen) for each in people), return_exceptions=True
    )
    assert sum(isinstance(each, MovedOn) for each in done) == 5
    assert (await stands(desk, case_id)).events == seen + 1


@pytest.mark.parametrize(
    ("role", "area", "org"),
    [
        (Role.DEPARTMENT_HANDLER, NEXT_COUNTY, None),
        (Role.DEPARTMENT_HANDLER, "320115000000", LABOUR),
        (Role.SUPERVISOR, NEXT_COUNTY, None),
        (Role.SUPERVISOR, "320115000000", LABOUR),
    ],
)
async def test_to_others_there_is_no_such_case(desk: World, role: Role, area: str, org: str | None) -> None:
    case_id, stranger = await a_case(desk), await on_duty(desk, role, area, org)
    with pytest.raises(NoSuchCase):
        await does(desk, stranger, case_id, Move.ACKNOWLEDGE)
    with pytest.raises(NoSuchCase):
        await sees(desk, stranger, case_id)


async def test_who_may_only_read_makes_no_move(desk: World) -> None:
    case_id, auditor = await a_case(desk), await on_duty(desk, Role.AUDITOR)
    assert (await sees(desk, auditor, case_id)).moves == ()
    with pytest.raises(NotPermitted):
        await does(desk, auditor, case_id, Move.ACKNOWLEDGE)


async def test_a_superior_supervises_and_does_not_sign(desk: World) -> None:
    case_id, above = await a_case(desk), await handler(desk, ABOVE)
    assert Move.ACKNOWLEDGE not in (await sees(desk, above, case_id)).moves
    with pytest.raises(Illegal, match=NOT_YOURS):
        await does(desk, above, case_id, Move.ACKNOWLEDGE)
    await does(desk, above, case_id, Move.SUPERVISE, words="请按时签收")
    assert (await stands(desk, case_id)).supervised


async def test_what_time_does_nobody_does_by_hand(desk: World) -> None:
    case_id, li = await a_case(desk), await official(desk)
    with pytest.raises(Illegal, match=NOT_YOURS):
        await does(desk, li, case_id, Move.PUSH_AGAIN, words="x")


async def test_one_who_is_bound_to_no_body_acts_for_the_lead_body(desk: World) -> None:
    case_id, zhao = await a_case(desk), await handler(desk, None)
    known = await does(desk, zhao, case_id, Move.ACKNOWLEDGE)
    assert (known.events[-1].by.org, known.events[-1].by.staff_id) == (POLICE, zhao.staff.id)


async def test_a_case_goes_to_a_body_of_the_line_or_the_county(desk: World) -> None:
    case_id, li, zhao = await a_case(desk), await official(desk), await handler(desk, LABOUR)
    for nothing in ("", "x", "公安"):
        with pytest.raises(NoSuchBody):
            await does(desk, li, case_id, Move.TRANSFER, words="业务属人社", org=nothing)
    await does(desk, li, case_id, Move.TRANSFER, words="业务属人社", org=LABOUR)
    assert (await stands(desk, case_id)).lead == LABOUR
    await does(desk, zhao, case_id, Move.RETURN, words="也不是我们的")
    assert (await stands(desk, case_id)).lead == OFFICE


async def test_co_handlers_and_those_consulted_answer_for_themselves(desk: World) -> None:
    case_id, zhao, qian = await a_case(desk), await handler(desk), await handler(desk, LABOUR)
    await up_to(desk, zhao, case_id, Move.CLASSIFY)
    await does(desk, zhao, case_id, Move.ADD_CO_HANDLER, words="查社保记录", org=LABOUR)
    await does(desk, zhao, case_id, Move.CONSULT, words="要不要并窗", org=LABOUR)
    with pytest.raises(Illegal):
        await does(desk, qian, case_id, Move.ASSIGN)
    assert (await sees(desk, qian, case_id)).moves == (Move.CO_ANSWER, Move.GIVE_OPINION)
    await does(desk, qian, case_id, Move.CO_ANSWER, words="已查，无误")
    await does(desk, qian, case_id, Move.GIVE_OPINION, words="同意并窗")
    await does(desk, zhao, case_id, Move.CONCLUDE, words="并窗")
    assert (await stands(desk, case_id)).owes == ()


async def test_a_rest_ends_on_a_day_that_can_be(desk: World) -> None:
    case_id, zhao = await a_case(desk), await handler(desk)
    await does(desk, zhao, case_id, Move.ACKNOWLEDGE)
    today = desk.clock.now().date()
    for day in (None, today, today.replace(year=2027)):
        with pytest.raises(BadDay):
            await does(desk, zhao, case_id, Move.SUSPEND, words="等省里系统", until=day)
    await does(desk, zhao, case_id, Move.SUSPEND, words="等省里系统", until=today.replace(day=20))
    assert (await stands(desk, case_id)).is_suspended


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("", Fault.EMPTY),
        ("已处理。", Fault.SAYS_NOTHING),
        ("尊敬的市民您好，您反映的问题已收悉，我们已核实处理完毕，感谢您的监督与支持！", Fault.SAYS_NOTHING),
        ("已给139-0000-0001打电话说明，并增加了窗口数量", Fault.PERSONAL),
        ("王女士您好，王小明的材料已经补录，窗口人员已培训", Fault.PERSONAL),
        ("证件号11010519491231002X的记录已更正，请放心使用", Fault.PERSONAL),
        ("字" * 301, Fault.TOO_LONG),
    ],
)
async def test_an_answer_answers_something_and_names_nobody(desk: World, words: str, fault: Fault) -> None:
    case_id, zhao = await a_case(desk, applicant_name="王小明"), await handler(desk)
    await up_to(desk, zhao, case_id, Move.RECTIFY)
    with pytest.raises(BadWords) as refused:
        await does(desk, zhao, case_id, Move.ANSWER, words=words)
    assert fault in refused.value.faults
    assert (await stands(desk, case_id)).stage is Stage.RECTIFIED


@pytest.mark.parametrize(
    ("outcome", "points"), [(Outcome.SOLVED, [5]), (Outcome.NOT_SOLVED, [5]), (Outcome.NOT_REACHED, [])]
)
async def test_who_answers_a_person_that_calls_earns_whatever_they_say(
    desk: World, outcome: Outcome, points: list[int]
) -> None:
    case_id, zhao, li = await a_case(desk), await handler(desk), await official(desk)
    await up_to(desk, zhao, case_id, Move.ANSWER)
    await desk.pass_hours(24 * 9)
    await does(desk, li, case_id, Move.CALL_BACK, words="电话回访", outcome=outcome)
    with pytest.raises(Illegal):
        await does(desk, li, case_id, Move.CALL_BACK, words="电话回访", outcome=outcome)
    paid = "SELECT coalesce(array_agg(points), '{}') FROM ledger_entries WHERE kind = 'call_back'"
    assert await desk.value(paid) == points


async def test_who_answers_for_an_organisation_earns_for_it(desk: World) -> None:
    firm = {"applicant_type": "organization", "applicant_code": "91350211M000100Y46"}
    case_id, zhao, li = await a_case(desk, **firm), await handler(desk), await official(desk)
    await up_to(desk, zhao, case_id, Move.ANSWER)
    await desk.pass_hours(24 * 9)
    await does(desk, li, case_id, Move.CALL_BACK, words="电话回访", outcome=Outcome.SOLVED)
    paid = """SELECT array_agg(a.credit_code || ' ' || e.kind ORDER BY e.id)
                FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id"""
    assert await desk.value(paid) == ["91350211M000100Y46 rating", "91350211M000100Y46 call_back"]


async def appealed(desk: World) -> tuple[int, OnDuty]:
    """A case whose department appeals."""
    case_id, zhao = await a_case(desk), await handler(desk)
    await does(desk, zhao, case_id, Move.APPEAL, words="当天窗口没有开")
    return case_id, zhao


async def test_an_appeal_is_looked_into_by_one_and_decided_by_another(desk: World) -> None:
    case_id, zhao = await appealed(desk)
    li, zhou = await official(desk), await official(desk)
    with pytest.raises(Illegal, match=TOO_SOON):
        await does(desk, zhou, case_id, Move.DECIDE, words="误评", verdict=Verdict.MISTAKEN)
    await does(desk, li, case_id, Move.REVIEW, words="录像中窗口确实未开", step=Step.RECORDING)
    assert Move.DECIDE not in (await sees(desk, li, case_id)).moves
    with pytest.raises(Illegal, match=SECOND_PERSON):
        await does(desk, li, case_id, Move.DECIDE, words="误评", verdict=Verdict.MISTAKEN)
    assert Move.DECIDE in (await sees(desk, zhou, case_id)).moves
    await does(desk, zhou, case_id, Move.DECIDE, words="误评", verdict=Verdict.MISTAKEN)
    assert (await stands(desk, case_id)).stage is Stage.CLOSED
    with pytest.raises(Illegal, match=SETTLED):
        await does(desk, zhao, case_id, Move.APPEAL, words="再来一次", complaint=1)


async def test_nobody_above_the_body_that_appeals_decides(desk: World) -> None:
    """Its line superior was named the office, by mistake."""
    case_id, _ = await appealed(desk)
    await desk.query(lambda tx: tx.execute("UPDATE area_offices SET org_code = %(org)s", org=ABOVE))
    li, zhou = await official(desk, ABOVE), await official(desk, None)
    await does(desk, li, case_id, Move.REVIEW, words="看了录像", step=Step.RECORDING)
    with pytest.raises(Illegal, match=SECOND_PERSON):
        await does(desk, zhou, case_id, Move.DECIDE, words="误评", verdict=Verdict.MISTAKEN)


async def test_every_look_and_move_is_on_the_trail_without_words(desk: World) -> None:
    case_id, zhao = await a_case(desk), await handler(desk)
    await sees(desk, zhao, case_id)
    await does(desk, zhao, case_id, Move.RETURN, words=f"找{PHONE}问过")
    found = await desk.query(
        lambda tx: tx.values(
            "SELECT action || ' ' || subject_id || ' ' || detail FROM audit_trail WHERE staff_id = %(id)s ORDER BY id",
            id=zhao.staff.id,
        )
    )
    assert found == [
        f"case_shown {case_id} {{}}",
        f'case_moved {case_id} {{"move": "return", "party": "lead"}}',
    ]


async def test_an_appeal_after_its_workday_is_too_late(desk: World) -> None:
    case_id, zhao = await a_case(desk), await handler(desk)
    await desk.pass_hours(48)
    assert Move.APPEAL not in (await sees(desk, zhao, case_id)).moves
    with pytest.raises(Illegal) as refused:
        await does(desk, zhao, case_id, Move.APPEAL, words="晚了")
    assert refused.value.because == TOO_LATE


async def test_who_said_stop_in_mid_case_is_not_asked_and_the_case_goes_on(desk: World) -> None:
    case_id, zhao = await a_case(desk), await handler(desk)
    await does(desk, zhao, case_id, Move.ACKNOWLEDGE)
    assert Move.ASK_CITIZEN in (await sees(desk, zhao, case_id)).moves
    await desk.phone(PHONE).says("退订")
    story = await sees(desk, zhao, case_id)
    assert (story.row.stopped, Move.ASK_CITIZEN in story.moves, Move.VERIFY in story.moves) == (
        True,
        False,
        True,
    )
    events = story.case.events
    with pytest.raises(Illegal) as refused:  # from a form that was opened before
        await does(desk, zhao, case_id, Move.ASK_CITIZEN, words="请问是哪一天去的？")
    assert (refused.value.because, (await stands(desk, case_id)).events) == (UNREACHED, events)


async def test_a_body_that_is_abolished_in_mid_case_hands_it_on_with_its_deadline(desk: World) -> None:
    case_id, zhao = await a_case(desk), await handler(desk)
    await up_to(desk, zhao, case_id, Move.ASSIGN)
    before = (await stands(desk, case_id)).complaints[1].due
    await desk.query(lambda tx: hand_on(tx, POLICE, desk.parts.rules, desk.clock.now()))
    case = await stands(desk, case_id)
    assert (case.lead, case.stage, case.complaints[1].due) == (ABOVE, Stage.DISPATCHED, before)
    assert await view_moves(desk, zhao, case_id) == ()
    assert Move.ACKNOWLEDGE in await view_moves(desk, await handler(desk, ABOVE), case_id)


async def view_moves(world: World, duty: OnDuty, case_id: int) -> tuple[Move, ...]:
    """What somebody may do; nothing where they do not see it any more."""
    try:
        return (await sees(world, duty, case_id)).moves
    except NoSuchCase:
        return ()
