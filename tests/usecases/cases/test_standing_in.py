"""Somebody on leave is represented: their cases are worked by a colleague, and the trail shows both."""

from datetime import date, timedelta

import pytest

from evaluation.cases.refusals import NOT_YOURS, SECOND_PERSON, Illegal
from evaluation.cases.words import Move, Step, Verdict
from evaluation.staff import Role
from store.case_lists import Wanted
from tests.usecases.cases.desk import (
    LABOUR,
    NEXT_COUNTY,
    POLICE,
    a_case,
    does,
    handler,
    now_on_duty,
    official,
    sees,
)
from tests.usecases.staff_at_work import on_duty
from tests.world import AREA_CODE, World
from usecases.cases import view
from usecases.cases.moving import NoSuchCase
from usecases.on_duty import NotPermitted, OnDuty
from usecases.staff import stand_ins
from usecases.staff.stand_ins import BAD_DAYS, NO_SUCH, NO_SUCH_ACCOUNT, NOBODY_ABSENT, CannotStandIn, Wish

MONDAY = date(2026, 9, 7)


async def names(
    world: World,
    duty: OnDuty,
    colleague: OnDuty,
    days: tuple[date | None, date | None] = (MONDAY, MONDAY + timedelta(days=4)),
    absent: str = "",
) -> int:
    """Name a stand-in."""
    duty = await now_on_duty(world, duty)
    wish = Wish(colleague.staff.username.upper(), absent, *days)
    made: int = await world.query(lambda tx: stand_ins.name(tx, duty, wish))
    return made


async def ends(world: World, duty: OnDuty, made: int) -> None:
    """Call it off."""
    duty = await now_on_duty(world, duty)
    await world.query(lambda tx: stand_ins.end(tx, duty, made))


async def found(world: World, duty: OnDuty) -> tuple[list[int], int]:
    """The cases that wait for somebody, and how many that are told to be."""
    duty = await now_on_duty(world, duty)
    listed = await world.query(lambda tx: view.listed(tx, duty, Wanted(show="mine"), 9))
    waiting = await world.query(lambda tx: view.waiting(tx, duty))
    return [each.id for each in listed], waiting.mine


async def test_a_colleague_works_the_cases_of_whoever_is_away_on_those_days(desk: World) -> None:
    zhao, qian = await handler(desk), await handler(desk, LABOUR)
    case_id = await a_case(desk)
    assert await found(desk, qian) == ([], 0)
    await names(desk, zhao, qian)
    assert await found(desk, qian) == ([case_id], 1)
    assert Move.ACKNOWLEDGE in (await sees(desk, qian, case_id)).moves
    known = await does(desk, qian, case_id, Move.ACKNOWLEDGE)
    assert (known.events[-1].by.staff_id, known.events[-1].by.org) == (qian.staff.id, POLICE)
    trail = await desk.query(
        lambda tx: tx.values(
            "SELECT detail ->> 'stands_for' FROM audit_trail WHERE staff_id = %(id)s ORDER BY id",
            id=qian.staff.id,
        )
    )
    assert trail == [zhao.staff.username] * 2
    await desk.pass_hours(24 * 5)
    assert await found(desk, qian) == ([], 0)
    with pytest.raises(NoSuchCase):
        await sees(desk, qian, case_id)


async def test_who_stands_in_hears_of_deadlines_too(desk: World) -> None:
    zhao, qian = await handler(desk), await handler(desk, LABOUR)
    await names(desk, zhao, qian)
    await a_case(desk)
    told = await desk.query(lambda tx: tx.values("SELECT DISTINCT staff_id FROM case_notices ORDER BY 1"))
    assert told == [zhao.staff.id, qian.staff.id]


async def test_what_is_one_s_own_stays_so(desk: World) -> None:
    zhao, qian = await handler(desk), await handler(desk, LABOUR)
    theirs, own = await a_case(desk), await a_case(desk, org_code=LABOUR, item_code="x", phone="13900000002")
    await names(desk, zhao, qian)
    assert await found(desk, qian) == ([theirs, own], 2)
    await does(desk, qian, own, Move.ACKNOWLEDGE)
    assert not await desk.value("SELECT bool_or(detail ? 'stands_for') FROM audit_trail")


async def test_a_case_that_waits_for_both_counts_once(desk: World) -> None:
    everywhere, qian = await handler(desk, None), await handler(desk, LABOUR)
    own = await a_case(desk, org_code=LABOUR)
    await names(desk, everywhere, qian)
    assert await found(desk, qian) == ([own], 1)
    await desk.pass_hours(24)
    duty = await now_on_duty(desk, qian)
    assert (await desk.query(lambda tx: view.waiting(tx, duty))).late == 1


async def test_it_can_be_called_off_by_either_and_by_who_keeps_accounts(desk: World) -> None:
    zhao, qian = await handler(desk), await handler(desk, LABOUR)
    admin, stranger = await on_duty(desk, Role.ADMINISTRATOR), await handler(desk)
    await a_case(desk)
    for somebody in (zhao, qian, admin):
        made = await names(desk, zhao, qian)
        with pytest.raises(CannotStandIn, match=NO_SUCH):
            await ends(desk, stranger, made)
        await ends(desk, somebody, made)
        assert await found(desk, qian) == ([], 0)


async def test_who_can_stand_in(desk: World) -> None:
    zhao, li = await handler(desk), await official(desk)
    far = await handler(desk, None, NEXT_COUNTY)
    for somebody in (li, far):
        with pytest.raises(CannotStandIn, match=NO_SUCH_ACCOUNT):
            await names(desk, zhao, somebody)
    with pytest.raises(CannotStandIn, match="same_person"):
        await names(desk, zhao, zhao)
    qian = await handler(desk, LABOUR)
    for days in (
        (None, MONDAY),
        (MONDAY, None),
        (MONDAY, MONDAY - timedelta(days=1)),
        (MONDAY, date(2028, 1, 1)),
    ):
        with pytest.raises(CannotStandIn, match=BAD_DAYS):
            await names(desk, zhao, qian, days)
    auditor = await on_duty(desk, Role.AUDITOR)
    with pytest.raises(NotPermitted):
        await names(desk, auditor, qian)


async def test_who_keeps_accounts_names_them_for_others_of_their_area(desk: World) -> None:
    zhao, qian = await handler(desk), await handler(desk, LABOUR)
    admin = await on_duty(desk, Role.ADMINISTRATOR)
    elsewhere = await on_duty(desk, Role.ADMINISTRATOR, NEXT_COUNTY)
    case_id = await a_case(desk)
    for somebody, absent in (
        (elsewhere, zhao.staff.username),
        (admin, "nobody"),
        (admin, admin.staff.username),
    ):
        with pytest.raises(CannotStandIn, match=NOBODY_ABSENT):
            await names(desk, somebody, qian, absent=absent)
    await names(desk, admin, qian, (MONDAY, MONDAY + timedelta(days=9)), absent=zhao.staff.username)
    assert await found(desk, qian) == ([case_id], 1)


async def test_who_stands_in_does_not_decide_what_they_or_the_other_may_not(desk: World) -> None:
    """Neither what whoever is away has looked into, nor for one's own body."""
    case_id, zhao = await a_case(desk), await handler(desk)
    li, zhou = await official(desk), await on_duty(desk, Role.SUPERVISOR, AREA_CODE, LABOUR)
    await does(desk, zhao, case_id, Move.APPEAL, words="当天没有开窗")
    with pytest.raises(NoSuchCase):
        await does(desk, zhou, case_id, Move.REVIEW, words="x", step=Step.PHONE)
    await does(desk, li, case_id, Move.REVIEW, words="录像中没有开", step=Step.RECORDING)
    await names(desk, li, zhou)
    with pytest.raises(Illegal, match=SECOND_PERSON):
        await does(desk, zhou, case_id, Move.DECIDE, words="误评", verdict=Verdict.MISTAKEN)
    wu = await on_duty(desk, Role.SUPERVISOR, AREA_CODE, POLICE)
    wang = await official(desk)
    await names(desk, wang, wu)
    with pytest.raises(Illegal, match=SECOND_PERSON):
        await does(desk, wu, case_id, Move.DECIDE, words="误评", verdict=Verdict.MISTAKEN)
    with pytest.raises(Illegal, match=NOT_YOURS):
        await does(desk, wu, case_id, Move.ACKNOWLEDGE)
