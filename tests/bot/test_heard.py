"""吐槽转差评: who left a phone is asked once; only their own answer makes a rating, and one complaint stays one."""

import asyncio
from typing import Any

import pytest

from bot.notices import Notices
from evaluation.cases.words import Kind, Move, Stage
from evaluation.staff import Role
from store import ratings
from tests.usecases.cases.hall import BODY, PHONE, PLACE, WORDS, guide_hears, notes
from tests.usecases.cases.staff_moves import history, moves, sort
from tests.usecases.staff_at_work import on_duty
from tests.world import ORG_CODE, Phone, World, a_record
from usecases.cases.ask_heard import ask_heard
from usecases.cases.catch_up import catch_up
from usecases.cases.note_heard import Said

ASKED = "导办员周督办已替您记下"
Counts = tuple[int, int, int]


async def asked(world: World, **said: str) -> Phone:
    """A citizen whom a guide heard, and who was asked."""
    await guide_hears(world, **said)
    phone = world.phone(PHONE)
    assert ASKED in (await phone.heard())[-1]
    return phone


async def rating(world: World) -> dict[str, Any] | None:
    """The rating beside the complaint, as it stands."""
    found: dict[str, Any] | None = await world.value(
        """SELECT to_jsonb(r) FROM ratings r LEFT JOIN case_complaints k ON k.visit_id = r.visit_id
            WHERE live AND (r.complaint_id IS NOT NULL OR k.kind = 'oral')"""
    )
    return found


async def counts(world: World) -> Counts:
    """Cases, complaints, live ratings."""
    return (
        await world.value("SELECT count(*) FROM cases"),
        await world.value("SELECT count(*) FROM case_complaints"),
        await world.value("SELECT count(*) FROM ratings WHERE live"),
    )


async def balance(world: World) -> int:
    return int(await world.value("SELECT coalesce(sum(points), 0) FROM ledger_entries"))


async def in_the_ledger_of_evidence(world: World) -> None:
    """Every rating names the message that it came from, and the night opens no second case."""
    assert await world.query(ratings.without_evidence) == []
    before = await counts(world)
    await catch_up(world.parts.database, world.parts.rules, world.clock.now(), lambda *_: None)
    assert await counts(world) == before


async def test_the_question_says_who_noted_what_where_and_how_to_stop(world: World) -> None:
    phone = await asked(world)
    assert (await phone.heard())[-1] == (
        "【政务服务】9月7日您在“一楼户籍窗口”说的“排了两个小时没人管”，导办员周督办已替您记下，"
        "转江宁区公安分局办理。这次服务请您评价：5非常满意 4满意 3基本满意 2不满意 1非常不满意，"
        "回复数字或直接说说感受，9月14日（含）前有效。回复T不再提醒"
    )
    assert await rating(world) is None


async def test_a_bad_answer_is_a_rating_of_the_counter_and_the_case_stays_one(world: World) -> None:
    phone = await asked(world)
    said = await phone.says("2")
    assert "“一楼户籍窗口”不满意" in said
    assert "您反映的问题照常办理。请告诉我们原因：1态度" in said
    assert "已记下您的原因" in await phone.says("3 取号机坏了")
    found = await rating(world) or {}
    assert (found["subject"], found["subject_name"], found["level"]) == ("counter", PLACE, 2)
    assert (found["reasons"], found["comment"], found["org_code"]) == (
        ["efficiency", "convenience"],
        "取号机坏了",
        BODY,
    )
    assert found["inbound_id"] is not None
    assert await counts(world) == (1, 1, 1)
    assert [event.words for event in await history(world) if event.move is Move.RATE] == ["不满意"]
    assert await balance(world) == 10
    assert await world.value("SELECT org_code FROM placed_entries WHERE area_code IS NOT NULL") == BODY
    await in_the_ledger_of_evidence(world)


async def test_a_good_answer_is_a_rating_and_the_case_goes_on(world: World) -> None:
    phone = await asked(world, place="二楼等候区")
    said = await phone.says("其实挺满意的")
    assert "“二楼等候区”满意" in said
    assert "本次得10分，现有10分。您反映的问题照常办理" in said
    found = await rating(world) or {}
    assert (found["subject"], found["level"]) == ("hall", 4)
    assert await world.value("SELECT stage FROM cases") == Stage.DISPATCHED
    await in_the_ledger_of_evidence(world)


@pytest.mark.parametrize(
    ("said", "level", "comment"),
    [
        ("5", 5, None),
        ("２", 2, None),
        ("非常不满意", 1, None),
        ("一星，等了一上午", 1, "等了一上午"),
        ("2 没人管", 2, "没人管"),
        ("还行吧", 3, None),
    ],
)
async def test_it_is_understood_as_any_reply(
    world: World, said: str, level: int, comment: str | None
) -> None:
    phone = await asked(world)
    await phone.says(said)
    found = await rating(world) or {}
    assert (found["level"], found["comment"]) == (level, comment)


async def test_what_names_no_level_is_asked_about_once_and_then_stands_in_the_case(world: World) -> None:
    phone = await asked(world)
    assert "没看懂您的意思，请回复5到1中的一个数字评价“一楼户籍窗口”" in await phone.says("嗯嗯")
    assert "已转告办理单位" in await phone.says("窗口老是没人")
    assert await rating(world) is None
    assert (await history(world))[-1].words == "窗口老是没人"


async def test_what_was_said_before_the_level_goes_with_it(world: World) -> None:
    phone = await asked(world)
    assert "您说的已记下。总体上您有多满意" in await phone.says("排队太久了")
    await phone.says("1")
    found = await rating(world) or {}
    assert (found["level"], found["comment"], found["reasons"]) == (1, "排队太久了", ["efficiency"])


async def test_0_asks_again_and_another_number_is_a_change_of_mind(world: World) -> None:
    phone = await asked(world)
    await phone.says("1")
    assert "请评价您9月7日在“一楼户籍窗口”得到的服务：5非常满意" in await phone.says("0")
    assert "改为" in await phone.says("5")
    assert "改为" in await phone.says("4")
    assert (await rating(world) or {})["level"] == 4
    assert [e.words for e in await history(world) if e.move is Move.RATE] == [
        "非常不满意",
        "非常满意",
        "满意",
    ]
    assert await world.value("SELECT array_agg(version ORDER BY version) FROM ratings") == [1, 2, 3]
    assert await balance(world) == 10
    await in_the_ledger_of_evidence(world)


async def test_the_one_visit_of_that_day_at_that_body_is_what_they_meant(world: World) -> None:
    """Its own prompt is not needed any more."""
    record = a_record(org_code=BODY, finished_at="2026-09-07T09:30:00+08:00")
    await world.send_records(record)
    phone = await asked(world)
    said = await phone.says("2 没人管")
    assert "“居民身份证换领”不满意" in said
    assert "您反映的问题照常办理" in said
    kept = await world.record(record["record_no"])
    assert (kept["state"], kept["rating"]["level"], kept["rating"]["counted_level"]) == ("rated", 2, 2)
    await world.pass_hours(30)
    assert await phone.prompts() == []
    assert await counts(world) == (1, 1, 1)
    assert await world.value("SELECT count(*) FROM ratings WHERE subject <> 'matter'") == 0
    await phone.says("1")
    assert (await world.record(record["record_no"]))["rating"]["level"] == 1
    assert await counts(world) == (1, 1, 1)
    assert await balance(world) == 10
    await in_the_ledger_of_evidence(world)


async def test_a_good_level_of_that_visit_stands_beside_the_complaint_too(world: World) -> None:
    record = a_record(org_code=BODY, finished_at="2026-09-07T09:30:00+08:00")
    await world.send_records(record)
    phone = await asked(world)
    assert "您反映的问题照常办理" in await phone.says("5")
    assert [event.words for event in await history(world) if event.move is Move.RATE] == ["非常满意"]
    assert await world.value("SELECT visit_id IS NOT NULL FROM case_complaints") is True
    assert await counts(world) == (1, 1, 1)


async def test_of_two_visits_that_day_neither_is_meant(world: World) -> None:
    for item in ("a", "b"):
        await world.send_records(
            a_record(org_code=BODY, item_code=item, finished_at="2026-09-07T09:30:00+08:00")
        )
    phone = await asked(world)
    await phone.says("2 没人管")
    assert (await rating(world) or {})["subject"] == "counter"
    assert await world.value("SELECT count(*) FROM visits WHERE state = 'waiting'") == 2


async def test_a_visit_elsewhere_or_on_another_day_is_not_meant(world: World) -> None:
    await world.send_records(
        a_record(finished_at="2026-09-07T09:30:00+08:00"),
        a_record(org_code=BODY, finished_at="2026-09-06T15:00:00+08:00"),
    )
    phone = await asked(world)
    await phone.says("2 没人管")
    assert (await rating(world) or {})["subject"] == "counter"


async def test_no_answer_records_nothing_and_there_is_no_second_question(world: World) -> None:
    phone = await asked(world)
    await world.move_to("Mon 2026-09-21 10:00")
    assert await rating(world) is None
    assert sum(ASKED in text for text in await phone.heard()) == 1
    await world.query(
        lambda tx: ask_heard(tx, 1, Notices(world.parts.renderer), world.parts.rules, world.clock.now())
    )
    assert await world.value("SELECT count(*) FROM messages WHERE template = 'case/heard'") == 1
    assert "没有记录" in await phone.says("2")
    assert await rating(world) is None


async def test_several_workers_ask_once(world: World) -> None:
    guide = await on_duty(world, Role.COUNTER_CLERK, org_code=ORG_CODE)
    await notes(world, guide, Said(BODY, PLACE, WORDS, PHONE))
    parts, at = world.parts, world.clock.now()

    async def asks() -> None:
        async with parts.database.transaction() as tx:
            await ask_heard(tx, 1, Notices(parts.renderer), parts.rules, at)

    await asyncio.gather(*(asks() for _ in range(4)))
    await world.happen()
    assert sum(ASKED in text for text in await world.phone(PHONE).heard()) == 1


async def test_at_night_the_question_waits_for_the_morning(world: World) -> None:
    await world.move_to("Mon 2026-09-07 21:00")
    await guide_hears(world)
    phone = world.phone(PHONE)
    assert await phone.heard() == []
    await world.move_to("Tue 2026-09-08 08:30")
    assert ASKED in (await phone.heard())[-1]


async def test_who_said_stop_is_not_asked_and_a_stop_is_heard(world: World) -> None:
    phone = world.phone(PHONE)
    await phone.says("T")
    await guide_hears(world)
    assert not any(ASKED in text for text in await phone.heard())
    assert await world.value("SELECT unasked_because FROM case_complaints") == "opted_out"


async def test_t_in_answer_stops_and_rates_nothing(world: World) -> None:
    phone = await asked(world)
    assert "已停止提醒" in await phone.says("T")
    assert await rating(world) is None


async def test_a_number_that_was_silent_for_long_is_asked_of_what_it_was_given_for(world: World) -> None:
    """It may be another person's than the history's, but not than who gave it today."""
    record = a_record(item_name="社保卡补领")
    await world.send_records(record)
    await world.move_to("Mon 2027-05-10 10:00")
    phone = await asked(world)
    said = await phone.says("2 没人管")
    assert "“一楼户籍窗口”不满意" in said
    assert "现有" not in said
    assert (await rating(world) or {})["level"] == 2
    await sort(world)
    await world.happen()
    assert "您反映的“一楼户籍窗口”（工单1）由江宁区公安分局办理" in (await phone.heard())[-1]


async def test_a_landline_is_not_asked(world: World) -> None:
    await guide_hears(world, phone="02552280000")
    assert await world.value("SELECT unasked_because FROM case_complaints") == "no_address"
    assert await world.value("SELECT count(*) FROM messages WHERE template = 'case/heard'") == 0


async def test_without_a_phone_nobody_is_to_be_asked(world: World) -> None:
    await guide_hears(world, phone="")
    assert await world.value("SELECT to_ask OR unasked_because IS NOT NULL FROM case_complaints") is False


async def test_a_wrong_number_hears_no_more_of_it_and_keeps_its_own_history(world: World) -> None:
    phone = await asked(world)
    assert "抱歉打扰了" in await phone.says("打错了")
    assert (await history(world))[-1].words == "打错了"
    assert await world.value("SELECT unasked_because FROM case_complaints") == "wrong_number"
    assert await world.value("SELECT citizen_id FROM cases") is None
    assert await world.value("SELECT doubted_since FROM addresses") is None
    assert "没有差评工单" in await phone.says("进度")
    assert "没有记录" in await phone.says("2")
    assert await rating(world) is None


async def test_whose_visit_is_rated_already_is_not_asked(world: World) -> None:
    record = a_record(org_code=BODY, finished_at="2026-09-07T09:30:00+08:00")
    await world.send_records(record)
    event = {
        "event_id": "tablet-1", "device_no": "D1", "source_system": "test", "record_no": record["record_no"],
        "level": 4, "rated_at": "2026-09-07T09:31:00+08:00", "rating_channel": "tablet",
    }  # fmt: skip
    assert (await world.post("/api/v1/ratings", event))[0] == 200
    await guide_hears(world)
    assert await world.value("SELECT unasked_because FROM case_complaints") == "rated"


async def test_the_digit_answers_what_was_asked_last_and_the_older_question_comes_back(world: World) -> None:
    record = a_record()
    await world.send_records(record)
    await world.move_to("Tue 2026-09-08 10:00")
    phone = world.phone(PHONE)
    assert len(await phone.prompts()) == 1
    await guide_hears(world)
    said = await phone.says("2 没人管")
    assert "接下来请评价您9月7日办理的“居民身份证换领”" in said
    assert "在“一楼户籍窗口”得到的服务" in await phone.says("0")
    assert "接下来请评价" in await phone.says("1 没人管")
    await phone.says("5")
    assert (await world.record(record["record_no"]))["rating"]["level"] == 5
    assert (await rating(world) or {})["level"] == 1


async def test_a_prompt_after_it_is_what_a_digit_answers(world: World) -> None:
    phone = await asked(world)
    record = a_record(finished_at="2026-09-07T09:59:00+08:00")
    await world.send_records(record)
    await world.move_to("Tue 2026-09-08 10:30")
    await phone.says("5")
    assert (await world.record(record["record_no"]))["rating"]["level"] == 5
    assert await rating(world) is None


async def test_a_suggestion_beside_the_level_and_points_are_heard_as_elsewhere(world: World) -> None:
    phone = await asked(world)
    said = await phone.says("4 积分怎么查")
    assert "“一楼户籍窗口”满意" in said
    assert "10分" in said
    assert (await rating(world) or {})["level"] == 4


async def test_the_complaint_is_a_converted_one_whatever_the_level(world: World) -> None:
    phone = await asked(world)
    await phone.says("1 没人管")
    kinds = await world.query(
        lambda tx: tx.values("SELECT kind || coalesce(level::text, '') FROM case_complaints")
    )
    assert kinds == [Kind.ORAL.value]
    assert Move.REVISE not in await moves(world)
    assert await world.value("SELECT words FROM case_complaints") == WORDS
