"""半天一汇总: each who handles or supervises hears once of their half day, and nobody of nothing."""

import asyncio

import psycopg

from bot.notices import Notices
from evaluation.cases.words import Finding, Move
from evaluation.levels import Reason
from evaluation.staff import Role
from store.case_lists import Listed
from tests.bot.citizens import Citizen
from tests.bot.test_staff_orders import a_clerk
from tests.usecases.cases.desk import (
    LABOUR,
    NEXT_COUNTY,
    OFFICE,
    POLICE,
    a_case,
    does,
    handler,
    now_on_duty,
    official,
    up_to,
)
from tests.usecases.cases.hall import guide_hears
from tests.waiting import until_locked_out
from tests.world import World, civil_time
from usecases.cases.summarize import Summary, sum_up, summary_now
from usecases.on_duty import OnDuty


async def told(citizen: Citizen) -> list[str]:
    """The summaries that came to a phone."""
    return [text for text in await citizen.phone.heard() if "半日小结" in text]


async def test_who_handles_hears_at_noon_and_at_half_past_five_what_is_due(desk: World) -> None:
    clerk = await a_clerk(desk, Role.DEPARTMENT_HANDLER, "handler", org=POLICE)
    case_id = await a_case(desk)  # dispatched on Tuesday at 16:40, to be signed for by 10:10 on Wednesday
    assert await told(clerk) == []
    await desk.move_to("Tue 2026-09-08 17:31")
    assert (await told(clerk))[-1] == (
        f"【政务服务】半日小结：9月9日12:00前到期1件（{case_id}）；待您办理1件。回复“工单”查看，工作台见“半日小结”。"
    )
    await desk.move_to("Wed 2026-09-09 12:00")
    assert f"已超期1件（{case_id}）；待您办理1件" in (await told(clerk))[-1]
    assert len(await told(clerk)) == 2


async def at_page(world: World, duty: OnDuty) -> Summary:
    """What somebody's page says now."""
    duty = await now_on_duty(world, duty)
    found: Summary = await world.query(lambda tx: summary_now(tx, duty, world.parts.rules))
    return found


def ids(cases: tuple[Listed, ...]) -> list[int]:
    return [case.id for case in cases]


async def test_this_half_day_and_the_next_are_told_apart(desk: World) -> None:
    zhao = await handler(desk)
    first, second = await a_case(desk), await a_case(desk, item_code="x", phone="13900000002")
    await up_to(desk, zhao, first, Move.VERIFY)  # sorted by 24:00 of Tuesday
    found = await at_page(desk, zhao)  # at 16:40: the half day ends at 17:30
    assert (ids(found.due), ids(found.due_next)) == ([], [first, second])
    await desk.move_to("Tue 2026-09-08 17:30")
    found = await at_page(desk, zhao)
    assert (ids(found.due), ids(found.due_next), found.waiting) == ([first, second], [], 2)
    await desk.move_to("Wed 2026-09-09 12:30")
    found = await at_page(desk, zhao)
    assert (ids(found.due), ids(found.late), found.late_count) == ([], [first, second], 2)


async def test_nobody_hears_of_nothing_nor_on_days_of_rest(desk: World) -> None:
    clerk = await a_clerk(desk, Role.DEPARTMENT_HANDLER, "handler", org=POLICE)
    other = await a_clerk(desk, Role.DEPARTMENT_HANDLER, "other", org=LABOUR)
    await a_case(desk)
    await desk.move_to("Fri 2026-09-11 17:30")
    heard = len(await told(clerk))
    for rest in ("Sat 2026-09-12 12:00", "Sun 2026-09-13 17:30", "Mon 2026-09-14 11:59"):
        await desk.move_to(rest)
    assert len(await told(clerk)) == heard
    assert await told(other) == []
    await desk.move_to("Mon 2026-09-14 12:00")
    assert len(await told(clerk)) == heard + 1
    await desk.move_to("Sun 2026-09-20 12:00")  # worked, for National Day
    assert len(await told(clerk)) == heard + 2


async def test_who_stands_in_hears_of_both_once(desk: World) -> None:
    clerk = await a_clerk(desk, Role.DEPARTMENT_HANDLER, "clerk", org=LABOUR)
    zhao = await handler(desk)
    await desk.query(
        lambda tx: tx.execute(
            """INSERT INTO stand_ins (staff_id, absent_id, first_day, last_day, named_by, named_at)
               SELECT id, %(absent)s, '2026-09-01', '2026-09-30', id, '2026-09-01' FROM staff
                WHERE username = 'clerk'""",
            absent=zhao.staff.id,
        )
    )
    await a_case(desk)
    await desk.move_to("Tue 2026-09-08 17:30")
    assert [text.count("待您办理1件") for text in await told(clerk)] == [1]


async def test_the_office_hears_what_guides_heard_and_what_is_not_labelled(desk: World) -> None:
    clerk = await a_clerk(desk, Role.SUPERVISOR, "office", org=OFFICE)
    await a_clerk(desk, Role.SUPERVISOR, "elsewhere", area=NEXT_COUNTY)
    case_id = await guide_hears(desk, phone="")
    await guide_hears(desk, phone="", place="二楼等候区", words="没有座位")
    li = await official(desk)
    await does(desk, li, case_id, Move.LABEL, reason=Reason.EFFICIENCY, real=Finding.YES)
    await desk.move_to("Mon 2026-09-07 12:00")
    assert (await told(clerk))[-1] == (
        "【政务服务】半日小结：待您办理0件。新记吐槽2件，二楼等候区、一楼户籍窗口，效率1件。待分类吐槽1件。"
        "回复“工单”查看，工作台见“半日小结”。"
    )
    await desk.move_to("Wed 2026-09-09 12:00")
    assert "待分类吐槽1件，其中超期1件" in (await told(clerk))[-1]
    assert "新记吐槽" not in (await told(clerk))[-1]
    assert await desk.value("SELECT count(*) FROM messages WHERE template = 'staff/summary'") == 2


HALF_AT = "Tue 2026-09-08 17:30"


async def test_more_places_than_are_named_are_said_to_be_more(desk: World) -> None:
    clerk = await a_clerk(desk, Role.SUPERVISOR, "office", org=OFFICE)
    for place in ("一楼户籍窗口", "二楼等候区", "自助区"):
        await guide_hears(desk, phone="", place=place)
    await desk.move_to("Mon 2026-09-07 12:00")
    assert "新记吐槽3件，自助区、二楼等候区等。" in (await told(clerk))[-1]


async def owing(desk: World) -> int:
    """Somebody with a case, at the end of a half day that nobody has summed up."""
    await a_clerk(desk, Role.DEPARTMENT_HANDLER, "handler", org=POLICE)
    await a_case(desk)
    await desk.clock.move(civil_time(HALF_AT))
    staff_id: int = await desk.value("SELECT id FROM staff WHERE username = 'handler'")
    return staff_id


async def sums_up(desk: World, staff_id: int) -> None:
    """What a worker does for one of the staff."""
    parts, at = desk.parts, civil_time(HALF_AT)
    async with parts.database.transaction() as tx:
        await sum_up(tx, staff_id, at, Notices(parts.renderer), parts.rules, at)


async def sent(desk: World) -> int:
    count: int = await desk.value("SELECT count(*) FROM messages WHERE template = 'staff/summary'")
    return count


async def test_two_workers_tell_once(desk: World) -> None:
    staff_id = await owing(desk)
    await asyncio.gather(*(sums_up(desk, staff_id) for _ in range(4)))
    await desk.happen()
    assert await sent(desk) == 1


async def test_a_worker_that_dies_over_it_leaves_it_to_another(desk: World) -> None:
    staff_id, url = await owing(desk), desk.parts.database.url
    dying = await psycopg.AsyncConnection.connect(url)
    await dying.execute(
        "INSERT INTO summaries (staff_id, half_at) VALUES (%s, %s)", (staff_id, civil_time(HALF_AT))
    )
    other = asyncio.create_task(sums_up(desk, staff_id))
    await until_locked_out(desk.parts.database)
    await dying.close()  # nothing was committed
    await other
    await desk.happen()
    assert await sent(desk) == 1
    assert await desk.value("SELECT count(*) FROM summaries WHERE message_id IS NOT NULL") == 1


async def test_one_that_was_missed_is_overtaken_by_the_next(desk: World) -> None:
    clerk = await a_clerk(desk, Role.DEPARTMENT_HANDLER, "handler", org=POLICE)
    await a_case(desk)
    await desk.clock.move(civil_time("Wed 2026-09-09 09:00"))  # we were down all evening
    await desk.happen()
    assert await told(clerk) == []
    await desk.move_to("Wed 2026-09-09 13:00")
    assert len(await told(clerk)) == 1
