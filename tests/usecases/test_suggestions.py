"""Suggestions are judged by somebody of another body, who sees neither the level nor the person; the citizen hears."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pytest

from bot.notices import Notices
from evaluation.staff import Role
from store import gifts
from store.db import Transaction
from store.gifts import Part
from store.ledger import Holder
from store.suggestions import Waiting
from tests.bot.citizens import Citizen, next_day, now, prompted, served
from tests.usecases.citizens import merge, whose
from tests.usecases.staff_at_work import on_duty
from tests.world import AREA_CODE, ORG_CODE, World, a_record
from usecases.on_duty import NotPermitted, OnDuty
from usecases.suggestions.decide import BadReason, NotWaiting, Verdict, decide
from usecases.suggestions.inbox import inbox, judged

POLICE, OFFICE = "113201150141490016", "11320115MB00001018"
YES, NO = Verdict(adopted=True, why="下月起周六上午开门"), Verdict(adopted=False, why="大厅位置不够。")


async def suggested(world: World, words: str = "4 建议周末也开门") -> Citizen:
    """A citizen who was prompted and has suggested something."""
    wang = await prompted(world)
    await wang.talks([(words, "谢谢您的建议")])
    return wang


async def seen(world: World, judge: OnDuty) -> Sequence[Waiting]:
    """What waits for a judge."""
    found: Sequence[Waiting] = await world.query(lambda tx: inbox(tx, judge))
    return found


async def decides(world: World, judge: OnDuty, suggestion_id: int, verdict: Verdict) -> None:
    """Let a judge decide."""
    parts = world.parts

    async def work(tx: Transaction) -> None:
        await decide(tx, judge, suggestion_id, verdict, Notices(parts.renderer), parts.rules)

    await world.query(work)


async def took_part(world: World, citizen: Citizen) -> Part:
    """What makes a citizen eligible for gifts."""
    holder = Holder(await whose(world, citizen))
    part: Part = await world.query(lambda tx: gifts.took_part(tx, holder))
    return part


async def about(world: World, org_code: str) -> None:
    """Let the one suggestion concern another body."""
    await world.value("UPDATE suggestions SET org_codes = ARRAY[%(org)s] RETURNING 1", org=org_code)


async def test_an_adopted_suggestion_earns_and_its_citizen_is_told_once(world: World) -> None:
    wang = await suggested(world)
    judge = await on_duty(world)
    (waiting,) = await seen(world, judge)
    await decides(world, judge, waiting.id, YES)
    await world.happen()
    told = "【政务服务】您9月8日提的建议已采纳：下月起周六上午开门。为您记50分。谢谢您。"
    assert (await wang.phone.heard())[-1] == told
    assert await wang.balance() == 60
    with pytest.raises(NotWaiting):
        await decides(world, judge, waiting.id, YES)
    await next_day(world)
    assert (await wang.phone.heard()).count(told) == 1
    assert await seen(world, judge) == []
    assert (await took_part(world, wang)).suggestions == 1
    await wang.talks([("积分", "您现有60分")])


async def test_a_declined_one_earns_nothing_and_says_why(world: World) -> None:
    wang = await suggested(world)
    judge = await on_duty(world)
    (waiting,) = await seen(world, judge)
    await decides(world, judge, waiting.id, NO)
    await world.happen()
    told = "【政务服务】您9月8日提的建议这次没有采纳：大厅位置不够。谢谢您，欢迎再提。"
    assert (await wang.phone.heard())[-1] == told
    assert await wang.balance() == 10
    (decided,) = await world.query(lambda tx: judged(tx, judge))
    assert (decided.adopted, decided.why, decided.name) == (False, "大厅位置不够。", "周督办")


async def test_in_english(world: World) -> None:
    wang = await suggested(world)
    await wang.says("5 I suggest you open on Sundays too, that would be great")
    judge = await on_duty(world)
    await decides(world, judge, (await seen(world, judge))[0].id, Verdict(adopted=True, why="From October"))
    await world.happen()
    told = "The suggestion you made on 8 Sep was adopted: From October. It earned you 50 points. Thank you."
    assert (await wang.phone.heard())[-1].endswith(told)


async def test_at_night_the_citizen_is_told_in_the_morning(world: World) -> None:
    wang = await suggested(world)
    judge = await on_duty(world)
    await world.move_to("Tue 2026-09-08 22:00")
    await decides(world, await on_duty(world), (await seen(world, judge))[0].id, YES)
    await world.happen()
    assert "已采纳" not in (await wang.phone.heard())[-1]
    await world.move_to("Wed 2026-09-09 08:30")
    assert "已采纳" in (await wang.phone.heard())[-1]


@pytest.mark.parametrize("when", ["before", "after"])
async def test_who_has_said_stop_is_not_told_but_paid(world: World, when: str) -> None:
    wang = await suggested(world)
    judge = await on_duty(world)
    (waiting,) = await seen(world, judge)
    if when == "before":
        await wang.says("T")
    await decides(world, judge, waiting.id, YES)
    if when == "after":
        await wang.says("T")
    await world.happen()
    assert "采纳：" not in "".join(await wang.phone.heard())
    assert await wang.balance() == 60


@pytest.mark.parametrize("org_code", [ORG_CODE, POLICE])
async def test_nobody_of_the_body_concerned_sees_or_decides(world: World, org_code: str) -> None:
    await suggested(world)
    await about(world, POLICE)
    judge = await on_duty(world, org_code=org_code)
    assert await seen(world, judge) == []
    anybody = await on_duty(world)
    (waiting,) = await seen(world, anybody)
    with pytest.raises(NotWaiting):
        await decides(world, judge, waiting.id, YES)
    await decides(world, anybody, waiting.id, NO)
    assert await world.query(lambda tx: judged(tx, judge)) == []


async def test_whoever_is_below_the_body_concerned_is_of_it(world: World) -> None:
    await suggested(world)
    assert await seen(world, await on_duty(world, org_code=POLICE)) == []


async def test_a_judge_of_another_body_sees_it(world: World) -> None:
    await suggested(world)
    await about(world, POLICE)
    assert len(await seen(world, await on_duty(world, org_code=OFFICE))) == 1


@pytest.mark.parametrize(
    ("area", "sees"), [("320100000000", 1), (AREA_CODE, 1), ("320115001000", 0), ("320102000000", 0)]
)
async def test_a_judge_sees_their_own_area(world: World, area: str, sees: int) -> None:
    await suggested(world)
    judge = await on_duty(world, area_code=area)
    assert len(await seen(world, judge)) == sees
    if not sees:
        (waiting,) = await seen(world, await on_duty(world))
        with pytest.raises(NotWaiting):
            await decides(world, judge, waiting.id, YES)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
async def test_other_roles_judge_nothing(world: World, role: Role) -> None:
    await suggested(world)
    (waiting,) = await seen(world, await on_duty(world))
    somebody = await on_duty(world, role)
    for attempt in (seen(world, somebody), decides(world, somebody, waiting.id, YES)):
        with pytest.raises(NotPermitted):
            await attempt


@pytest.mark.parametrize("why", ["", " \n", "很" * 101])
async def test_a_decision_has_a_reason_that_fits_a_message(world: World, why: str) -> None:
    await suggested(world)
    judge = await on_duty(world)
    (waiting,) = await seen(world, judge)
    with pytest.raises(BadReason):
        await decides(world, judge, waiting.id, Verdict(adopted=False, why=why))


async def test_the_reason_tells_no_number(world: World) -> None:
    wang = await suggested(world)
    judge = await on_duty(world)
    (waiting,) = await seen(world, judge)
    await decides(world, judge, waiting.id, Verdict(adopted=False, why="请找李科长\n13912345678"))
    await world.happen()
    assert "请找李科长 ****。" in (await wang.phone.heard())[-1]


async def test_two_judges_at_the_same_moment_decide_once(world: World) -> None:
    wang = await suggested(world)
    judges = [await on_duty(world) for _ in range(2)]
    (waiting,) = await seen(world, judges[0])
    ends = await asyncio.gather(
        *(
            decides(world, judge, waiting.id, verdict)
            for judge, verdict in zip(judges, (YES, NO), strict=True)
        ),
        return_exceptions=True,
    )
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "NotWaiting"]
    await world.happen()
    assert len([text for text in await wang.phone.heard() if "采纳：" in text]) == 1


async def test_more_than_the_month_pays_are_adopted_without_points(world: World) -> None:
    wang = await suggested(world)
    for words in ("建议增加自助机", "建议增加停车位"):
        await wang.says(words)
    for _ in range(3):
        judge = await on_duty(world)
        await decides(world, judge, (await seen(world, judge))[0].id, YES)
        await next_day(world)
    assert await wang.balance() == 10 + 2 * 50
    assert (await took_part(world, wang)).suggestions == 3
    assert "每月前2条采纳的建议计分，这条不再计分。" in (await wang.phone.heard())[-1]


async def test_a_merged_citizen_is_paid_and_told_as_who_they_are_now(world: World) -> None:
    wang, li = await suggested(world), await prompted(world)
    await merge(world, wang, li)
    judge = await on_duty(world)
    await decides(world, judge, (await seen(world, judge))[0].id, YES)
    assert await whose(world, li) == await whose(world, wang)
    assert (await took_part(world, li)).suggestions == 1


async def test_each_decision_is_on_the_trail_without_words_or_names(world: World) -> None:
    await suggested(world)
    judge = await on_duty(world)
    (waiting,) = await seen(world, judge)
    await decides(world, judge, waiting.id, YES)
    line = await world.value(
        """SELECT jsonb_build_array(staff_id, action, subject, subject_id, detail) FROM audit_trail
            WHERE action LIKE 'suggestion%%'"""
    )
    assert line == [judge.staff.id, "suggestion_adopted", "suggestion", str(waiting.id), {}]


async def test_nothing_in_the_inbox_tells_who_wrote_it_or_how_satisfied_they_were(world: World) -> None:
    """Two citizens say the same at opposite levels, from their own phones: a judge cannot tell them apart."""
    happy, angry = await prompted(world), await prompted(world)
    await happy.says(f"5 非常满意，建议周末也开门，电话{happy.phone.number}")
    await angry.says(f"1 非常不满意，建议周末也开门，电话{angry.phone.number}")
    judge = await on_duty(world)
    first, second = await seen(world, judge)
    assert asdict(first) | {"id": 0, "said_at": 0} == asdict(second) | {"id": 0, "said_at": 0}
    assert asdict(first).keys() == {"id", "text", "said_at"}
    for waiting in (first, second):
        assert not re.search(r"满意|[1-5]|\d{4}", waiting.text), waiting.text


async def test_a_decision_stands(world: World) -> None:
    await suggested(world)
    judge = await on_duty(world)
    await decides(world, judge, (await seen(world, judge))[0].id, YES)
    with pytest.raises(Exception, match="decided once"):
        await world.value("UPDATE suggestions SET adopted = false, why = '换个说法' RETURNING 1")


async def sends(world: World, wang: Citizen, words: str, **changes: object) -> dict[str, Any]:
    """A device sends what somebody pressed and wrote."""
    event = {
        "event_id": f"tablet-{words}",
        "device_no": "D1",
        "source_system": "test",
        "record_no": next(iter(wang.record_nos.values())),
        "level": 2,
        "comment": words,
        "rated_at": (await now(world)).isoformat(),
        "rating_channel": "tablet",
        **changes,
    }
    status, body = await world.post("/api/v1/ratings", event)
    assert status == 200, body
    return body


async def test_what_is_wished_on_a_device_is_judged_as_a_reply_is(world: World) -> None:
    wang = await served(world)
    await sends(world, wang, "不满意，建议多开两个窗口，我叫王小明，13912345678")
    judge = await on_duty(world)
    (waiting,) = await seen(world, judge)
    assert waiting.text == "建议多开两个窗口，我叫**，****"
    await decides(world, judge, waiting.id, YES)
    await world.happen()
    assert "您9月7日提的建议已采纳：下月起周六上午开门。为您记50分" in (await wang.phone.heard())[-1]
    assert await wang.balance() == 60


async def test_the_same_event_again_and_one_that_does_not_count_suggest_nothing_more(world: World) -> None:
    wang = await served(world)
    words, at = "建议多开两个窗口", (await now(world)).isoformat()
    for _ in range(2):
        await sends(world, wang, words, rated_at=at)
    assert not (await sends(world, wang, "建议放几把椅子", event_id="later"))["counted"]
    await sends(world, wang, "建议换个屏", event_id="default", is_default=True)
    assert [each.text for each in await seen(world, await on_duty(world))] == [words]


@pytest.mark.parametrize("words", ["很好", "等了两个小时", "希望改进", "建议5分"])
async def test_a_comment_that_suggests_nothing_is_no_suggestion(world: World, words: str) -> None:
    wang = await served(world)
    await sends(world, wang, words)
    assert await seen(world, await on_duty(world)) == []


async def test_one_whose_record_comes_later_is_kept_with_it(world: World) -> None:
    wang = await served(world)
    late = {"record_no": "late", "event_id": "early"}
    assert (await sends(world, wang, "建议周末也开门", **late))["because"] == "waiting_for_record"
    assert await seen(world, await on_duty(world)) == []
    record = a_record("13900000088", finished_at=(await now(world)).isoformat())
    await world.send_records(record | {"record_no": "late"})
    assert [each.text for each in await seen(world, await on_duty(world))] == ["建议周末也开门"]


async def test_a_rating_of_a_hall_is_nobody_s_suggestion(world: World) -> None:
    wang = await served(world)
    hall = {"subject": "hall", "org_code": ORG_CODE, "source_system": None, "record_no": None}
    await sends(world, wang, "建议周末也开门", **hall)
    assert await seen(world, await on_duty(world)) == []
