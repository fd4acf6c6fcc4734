"""What a citizen hears of their case: each important step once, in sending hours, whoever made it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from evaluation.cases.hours import Due
from evaluation.cases.words import Depth, Finding, Move, Track, Verdict
from tests.bot.citizens import now
from tests.conftest import Engines
from tests.usecases.cases.complaining import PHONE, answered, dispatched
from tests.usecases.cases.staff_moves import answer, exclude, history, make, moves, sort
from tests.usecases.test_reckon import FEBRUARY, imported, longer_festival, year_2027
from tests.world import Phone, World, a_record, open_world
from usecases.reckon import KNOWN_AFTER
from worker.casework import tell


async def news(world: World, phone: Phone) -> list[str]:
    """What the citizen hears by themselves once what is due has happened."""
    before = len(await phone.heard())
    await world.happen()
    return [text.partition("】")[2] for text in (await phone.heard())[before:]]


async def test_the_reply_to_a_bad_rating_says_who_gets_it_and_no_date(world: World) -> None:
    await world.send_records(a_record())
    await world.pass_hours(24)
    phone = world.phone(PHONE)
    said = await phone.says("2 等了两个小时")
    assert "会转办理单位处理，回复“进度”可查进展。" in said
    assert "月" not in said
    assert "会转办理单位处理" not in await phone.says("打错了，是5星")


async def test_a_bad_digit_hears_it_before_the_reason_is_asked(world: World) -> None:
    await world.send_records(a_record())
    await world.pass_hours(24)
    said = await world.phone(PHONE).says("2")
    assert "很抱歉没让您满意，会转办理单位处理，回复“进度”可查。请告诉我们原因：" in said


async def test_nothing_is_told_before_the_case_was_sorted(world: World) -> None:
    phone = await dispatched(world)
    assert await news(world, phone) == []
    await make(world, Move.ACKNOWLEDGE)
    assert await news(world, phone) == []


async def test_once_sorted_they_hear_until_when_they_are_answered(world: World) -> None:
    phone = await dispatched(world)
    await sort(world)
    told = "您反映的“居民身份证换领”（工单1）由江宁区行政审批局办理，9月15日（含）前答复您。"
    assert await news(world, phone) == [told]
    assert await news(world, phone) == []


async def test_at_night_it_waits_for_the_morning(world: World) -> None:
    phone = await dispatched(world)
    await sort(world)
    await world.move_to("Tue 2026-09-08 22:00")
    await answer(world)
    assert await news(world, phone) == []
    await world.move_to("Wed 2026-09-09 08:31")
    told = (await phone.heard())[2:]
    assert len(told) == 1, "the deadline that waited for the morning was overtaken by the answer"
    assert "问题解决了吗？1已解决 2未解决" in told[0]


async def test_the_answer_comes_in_its_own_words_with_the_question(world: World) -> None:
    phone = await dispatched(world)
    await sort(world)
    await world.happen()
    await answer(world)
    told = "您反映的“居民身份证换领”（工单1）已整改：大厅已增开两个综合窗口。问题解决了吗？1已解决 2未解决"
    assert await news(world, phone) == [told]


@pytest.mark.parametrize(
    ("found", "depth", "words"),
    [
        ({"fair": Finding.NO}, Depth.THOROUGH, "（工单1）已核实：按规定须本人到场。问题解决了吗"),
        ({"real": Finding.NO}, Depth.THOROUGH, "（工单1）已核实：按规定须本人到场。问题解决了吗"),
        ({}, Depth.UPGRADE, "（工单1）已列入改进：按规定须本人到场。问题解决了吗"),
    ],
)
async def test_the_answer_says_no_more_was_done_than_was(
    world: World, found: dict[str, Any], depth: Depth, words: str
) -> None:
    phone = await dispatched(world)
    await make(world, Move.ACKNOWLEDGE)
    await make(world, Move.VERIFY, **found)
    await make(world, Move.CLASSIFY, depth=depth)
    await answer(world, words="按规定须本人到场。")
    assert words in (await news(world, phone))[0]


async def test_who_said_stop_is_called_once_there_is_an_answer(world: World) -> None:
    phone = await dispatched(world)
    await sort(world)
    await world.happen()
    await phone.says("退订")
    await answer(world)
    assert await news(world, phone) == []
    assert (await moves(world))[-2:] == [Move.ANSWER, Move.CALL_BY_PHONE]
    assert await world.value("SELECT calls FROM case_complaints")
    assert await world.value("SELECT events = told_events FROM cases")
    await world.pass_hours(24 * 4)
    assert (await moves(world)).count(Move.CALL_BY_PHONE) == 1


async def answered_at_night(world: World) -> Phone:
    """Their case was answered at ten in the evening: they are told in the morning."""
    phone = await dispatched(world)
    await sort(world)
    await world.happen()
    await world.move_to("Tue 2026-09-08 22:00")
    await answer(world)
    return phone


async def test_who_says_stop_before_the_answer_has_left_is_called_too(world: World) -> None:
    phone = await answered_at_night(world)
    assert await news(world, phone) == [], "it waits for the morning"
    await phone.says("退订")
    await world.happen()
    assert (await moves(world))[-2:] == [Move.ANSWER, Move.CALL_BY_PHONE], "at once, not in the morning"
    await phone.says("恢复")
    await world.move_to("Wed 2026-09-09 09:00")
    assert await news(world, phone) == []
    assert (await moves(world)).count(Move.CALL_BY_PHONE) == 1


async def test_who_takes_the_stop_back_before_anybody_looked_hears_the_answer_once(world: World) -> None:
    phone = await answered_at_night(world)
    await world.happen()
    before = len(await phone.heard())
    await phone.says("退订")
    await phone.says("恢复")
    await world.move_to("Wed 2026-09-09 09:00")
    told = [text for text in (await phone.heard())[before:] if "问题解决了吗" in text]
    assert len(told) == 1
    assert Move.CALL_BY_PHONE not in await moves(world)


@pytest.mark.parametrize("said", ["1", "2"])
async def test_who_answered_under_progress_at_night_is_not_asked_again_in_the_morning(
    world: World, said: str
) -> None:
    phone = await answered_at_night(world)
    await world.happen()
    assert "问题解决了吗" in await phone.says("进度")
    before = len(await phone.heard())
    await phone.says(said)
    await world.move_to("Wed 2026-09-09 09:00")
    await world.happen()
    assert not [text for text in (await phone.heard())[before:] if "问题解决了吗" in text]


async def test_what_was_overtaken_before_it_was_told_is_not_told(world: World) -> None:
    phone = await dispatched(world)
    await sort(world)
    await answer(world)
    [told] = await news(world, phone)
    assert "已整改" in told


async def test_a_deadline_that_moves_is_told_once_and_only_when_its_day_does(world: World) -> None:
    phone = await dispatched(world)
    await sort(world)
    await world.happen()
    await make(world, Move.CLASSIFY, track=Track.COMPLEX)
    assert await news(world, phone) == [
        "您反映的“居民身份证换领”（工单1），答复时间改为9月29日（含）前，让您久等了。"
    ]
    await make(world, Move.CLASSIFY, track=Track.SIMPLE)
    assert await news(world, phone) == []


async def test_a_rest_gives_its_workdays_back_and_the_new_day_is_told(world: World) -> None:
    phone = await dispatched(world)
    await sort(world)
    await world.happen()
    until = Due(world.clock.now() + timedelta(days=2))
    await make(world, Move.SUSPEND, words="等待上级批复。", due=until)
    assert await news(world, phone) == [
        "您反映的“居民身份证换领”（工单1）暂停办理：等待上级批复。最晚9月9日后恢复，答复时间有变会告诉您。"
    ]
    assert "工单1“居民身份证换领”：暂停办理" in await phone.says("进度")
    assert await news(world, phone) == []
    await world.pass_hours(50)
    assert "答复时间改为9月17日（含）前" in (await phone.heard())[-1]


async def test_a_rest_that_is_over_before_morning_is_not_told(world: World) -> None:
    phone = await dispatched(world)
    await sort(world)
    await world.move_to("Tue 2026-09-08 21:00")
    await make(world, Move.SUSPEND, words="等待上级批复", due=Due(world.clock.now() + timedelta(days=20)))
    await world.happen()
    await make(world, Move.RESUME, words="已批复")
    await world.move_to("Wed 2026-09-09 09:00")
    assert not any("暂停办理" in text and "9月29日" in text for text in await phone.heard())


async def test_who_was_not_helped_hears_which_body_is_on_it_and_the_new_day(world: World) -> None:
    phone = await answered(world, "2 等了两个小时", a_record(org_code="113201150141490016"))
    assert "将交上级单位重新办理，新的答复时间会告诉您" in await phone.says("2 还在排队")
    [told] = await news(world, phone)
    assert told.startswith("您反映的“居民身份证换领”（工单1）没有解决，已交江宁区行政审批局重新办理，9月")
    assert told.endswith("日（含）前再次答复您。")


async def test_a_rating_that_is_counted_no_more_keeps_its_points(world: World) -> None:
    phone = await dispatched(world)
    await exclude(world, Verdict.MISTAKEN)
    assert await news(world, phone) == [
        "您对“居民身份证换领”的评价（工单1）经复核认定为误评，不计入统计；"
        "评价原样保留，积分不变。有异议请拨打12345。"
    ]
    assert "您现有10分" in await phone.says("积分")


async def test_an_appeal_that_is_refused_changes_nothing_for_them(world: World) -> None:
    phone = await dispatched(world)
    await exclude(world, Verdict.REFUSED)
    assert await news(world, phone) == []


async def test_who_said_stop_hears_nothing_and_the_case_goes_on(world: World) -> None:
    phone = await dispatched(world)
    assert "您反映的问题照常办理，回复“进度”可查。" in await phone.says("退订")
    await sort(world)
    await answer(world)
    assert await news(world, phone) == []
    await phone.says("恢复")
    assert await news(world, phone) == []
    assert "答复：大厅已增开两个综合窗口" in await phone.says("进度")


async def test_who_says_stop_while_it_waits_for_the_morning_hears_nothing(world: World) -> None:
    phone = await dispatched(world)
    await world.move_to("Tue 2026-09-08 22:00")
    await sort(world)
    await world.happen()
    await phone.says("退订")
    await world.move_to("Wed 2026-09-09 09:00")
    assert not any("前答复您" in text for text in await phone.heard())


async def test_a_number_that_may_be_another_persons_by_now_hears_nothing_of_the_case(world: World) -> None:
    phone = await dispatched(world)
    await world.query(
        lambda tx: tx.execute("UPDATE addresses SET doubted_since = '2026-09-08 12:00+08', vouched_at = NULL")
    )
    await sort(world)
    assert await news(world, phone) == ["您的一件评价工单有新进展，查询请到政务服务中心，或拨打12345。"]


async def test_without_the_broker_they_are_told_all_the_same_and_nothing_twice(world: World) -> None:
    phone = await dispatched(world)
    await asyncio.to_thread(world.runtime.redis.flushall)
    await sort(world)
    assert len(await news(world, phone)) == 1


async def test_two_workers_at_once_tell_it_once(world: World) -> None:
    phone = await dispatched(world)
    await sort(world)
    at = await now(world)
    await asyncio.gather(tell(world.runtime, at), tell(world.runtime, at))
    assert len(await news(world, phone)) == 1


async def test_two_matters_of_one_case_share_a_deadline_and_each_has_its_answer(world: World) -> None:
    await world.send_records(a_record(), a_record())
    await world.pass_hours(24)
    phone = world.phone(PHONE)
    await phone.says("都2，等太久")
    await world.pass_hours(1)
    await sort(world)
    assert len(await news(world, phone)) == 1
    await answer(world, 1)
    assert len(await news(world, phone)) == 1
    await make(world, Move.ANSWER, complaint=2, words="第二件也已办好")
    assert "第二件也已办好。问题解决了吗" in (await news(world, phone))[0]


async def test_another_level_after_the_dispatch_counts_beside_the_first_and_says_so(world: World) -> None:
    phone = await dispatched(world)
    said = await phone.says("5星")
    assert "评价已由不满意改为：非常满意。" in said
    assert "首次评价已转办理单位，统计以首次为准，办理照常进行，回复“进度”可查进展。" in said


async def test_a_deadline_across_spring_festival_and_a_longer_one(
    database_url: str, engines: Engines
) -> None:
    async with open_world(database_url, engines.redis_url, start=FEBRUARY) as world:
        started = await now(world) - timedelta(hours=1)
        phone = await dispatched(world, "2 等了两个小时", a_record(finished_at=started.isoformat()))
        await sort(world)
        assert "2月24日（含）前答复您" in (await news(world, phone))[0]
        await imported(world, longer_festival(world), ago=KNOWN_AFTER)
        assert await news(world, phone) == [
            "您反映的“居民身份证换领”（工单1），答复时间改为2月26日（含）前，让您久等了。"
        ]
        await world.pass_hours(24)
        assert await news(world, phone) == []


async def test_a_year_that_nobody_knows_yet_is_reckoned_again_at_night_and_never_sooner(
    database_url: str, engines: Engines
) -> None:
    async with open_world(database_url, engines.redis_url, start="Mon 2026-12-28 10:00") as world:
        started = await now(world) - timedelta(hours=1)
        phone = await dispatched(world, "2 等了两个小时", a_record(finished_at=started.isoformat()))
        await sort(world)
        assert "2027年1月6日（含）前答复您" in (await news(world, phone))[0]
        await imported(world, year_2027(1, 4))
        await world.pass_hours(24)
        assert "答复时间改为2027年1月7日（含）前" in (await phone.heard())[-1]
        [due] = (await history(world))[-1].dues.values()
        assert not due.provisional


async def test_a_day_that_would_be_over_when_it_is_heard_is_not_promised(world: World) -> None:
    phone = await dispatched(world)
    await world.move_to("Tue 2026-09-08 21:00")
    await sort(world, track=Track.SIMPLE)
    assert await news(world, phone) == []
    await world.move_to("Wed 2026-09-09 09:00")
    assert not any("前答复您" in text for text in await phone.heard())
