"""What citizens answer when their rating was drawn for a month's sample (抽样回访): script by script."""

from datetime import timedelta
from typing import Any

import pytest

from bot.conversation import Conversation, Said
from bot.sample_presses import PUT_RIGHT, SamplePress, read_sample_press
from evaluation.cases.words import Move, Outcome, Step, Verdict
from evaluation.exchange import Event
from evaluation.levels import Level
from store import people
from store.inbound import StoredReply
from store.people import Contact
from tests.usecases.cases.staff_moves import OFFICE, SECOND, answer, calls_back, make, sort
from tests.usecases.samples.sampled import ASKS, DRAWN, answer_of, drawn, rates, states
from tests.world import Phone, World, a_record, civil_time
from usecases.merge_citizens import merge_citizens

PHONE = "13900000001"
SOLVED = "问题解决了吗？1已解决 2未解决"


async def level(world: World, record_no: str) -> int:
    rating: dict[str, Any] = (await world.record(record_no))["rating"]
    return int(rating["level"])


async def test_one_digit_says_how_satisfied_they_are_now(world: World) -> None:
    rater = await rates(world, "5")
    await drawn(world)
    assert ASKS in (await rater.phone.heard())[-1]
    said = await rater.phone.says("4 比那时快")
    assert "回访已记录：您现在满意，原来的评价不变。谢谢您，本次回访得5分，现有15分。" in said
    kept = await answer_of(world, rater.record_no)
    assert kept is not None
    assert (kept["level"], kept["way"], kept["put_right"], kept["words"]) == (4, "bot", None, "比那时快")
    assert await level(world, rater.record_no) == 5
    assert await states(world) == {"done": 1}
    assert "您现在" not in await rater.phone.says("3"), "it is answered once"
    assert await level(world, rater.record_no) == 5


@pytest.mark.parametrize(
    ("says", "now"),
    [("满意了", 4), ("还是不太满意，窗口太少", 2), ("5星", 5)],
)
async def test_words_do_as_well(world: World, says: str, now: int) -> None:
    rater = await rates(world, "4")
    await drawn(world)
    assert "回访已记录" in await rater.phone.says(says)
    assert ((await answer_of(world, rater.record_no)) or {})["level"] == now
    assert await level(world, rater.record_no) == 4


async def test_what_is_unclear_twice_goes_to_a_person_with_what_was_said(world: World) -> None:
    rater = await rates(world, "4")
    await drawn(world)
    assert "您说的已记下。您9月7日办理的“居民身份证换领”，现在满意吗？" in await rater.phone.says(
        "停车太难了"
    )
    assert "会有工作人员联系您" in await rater.phone.says("嗯嗯嗯")
    assert await states(world) == {"calling": 1}
    assert "回访已记录：您现在满意" in await rater.phone.says("满意"), (
        "until somebody calls, words still answer"
    )
    assert ((await answer_of(world, rater.record_no)) or {})["words"] == "停车太难了"


async def test_commands_are_heard_and_stop_ends_it(world: World) -> None:
    rater = await rates(world, "4")
    await drawn(world)
    assert "您现有10分" in await rater.phone.says("积分")
    assert "已停止提醒" in await rater.phone.says("退订")
    heard = len(await rater.phone.heard())
    await world.move_to("Fri 2026-10-23 09:00")
    assert await states(world) == {"calling": 1}
    assert len(await rater.phone.heard()) == heard


async def test_who_said_stop_before_is_not_written_to(world: World) -> None:
    rater = await rates(world, "4")
    await rater.phone.says("退订")
    heard = len(await rater.phone.heard())
    await drawn(world)
    assert await states(world) == {"calling": 1}
    assert len(await rater.phone.heard()) == heard


async def test_several_ratings_of_one_citizen_are_asked_one_after_the_other(world: World) -> None:
    items = ("居民身份证换领", "社保卡补领", "居住证办理")
    await world.send_records(*(a_record(item_code=item, item_name=item) for item in items))
    await world.pass_hours(24)
    phone = world.phone(PHONE)
    await phone.says("都4")
    await drawn(world)
    asked = [text for text in await phone.heard() if ASKS in text]
    assert len(asked) == 1
    assert await states(world) == {"asked": 1, "waiting": 2}
    said = await phone.says("5")
    assert "回访已记录：您现在非常满意" in said
    assert "现在满意吗？" in said
    assert "现在满意吗？" in await phone.says("4")
    assert "现在满意吗？" not in await phone.says("3")
    now = await world.query(lambda tx: tx.values("SELECT level FROM sample_answers ORDER BY drawn_id"))
    assert sorted(now) == [3, 4, 5]
    assert await states(world) == {"done": 3}
    assert [text for text in await phone.heard() if ASKS in text] == asked
    earned = await world.value("SELECT sum(points) FROM ledger_entries WHERE kind = 'call_back'")
    assert earned == 5, "one call-back a day is paid, as ever"


async def test_a_prompt_within_a_day_goes_first(world: World) -> None:
    rater = await rates(world, "4")
    await world.move_to("Tue 2026-10-13 09:00")
    other = a_record(PHONE, item_code="x", item_name="社保卡补领", finished_at=world.clock.now().isoformat())
    await world.send_records(other)
    await world.move_to("Wed 2026-10-14 09:30")
    assert "社保卡补领" in (await rater.phone.heard())[-1], "a day later they are prompted"
    assert await states(world) == {"waiting": 1}
    assert "已记录：满意" in await rater.phone.says("4"), "which is what a digit answers"
    await world.move_to("Thu 2026-10-15 08:40")
    assert await states(world) == {"waiting": 1}
    await world.move_to("Thu 2026-10-15 10:00")
    assert ASKS in (await rater.phone.heard())[-1]
    assert "回访已记录：您现在基本满意" in await rater.phone.says("3")
    assert await level(world, other["record_no"]) == 4


async def test_a_digit_answers_what_was_asked_last(world: World) -> None:
    rater = await rates(world, "4")
    await drawn(world)
    other = a_record(PHONE, item_code="x", item_name="社保卡补领", finished_at=world.clock.now().isoformat())
    await world.send_records(other)
    await world.pass_hours(24)
    assert "社保卡补领" in (await rater.phone.heard())[-1]
    await rater.phone.says("5")
    assert await level(world, other["record_no"]) == 5
    await rater.phone.says("满意")
    assert await level(world, other["record_no"]) == 4, "what may be rated is meant before what was drawn"
    assert await answer_of(world, rater.record_no) is None


async def test_outside_sending_hours_nobody_is_asked(world: World) -> None:
    rater = await rates(world, "4")
    await drawn(world, "Wed 2026-10-14 08:20")
    assert ASKS not in (await rater.phone.heard())[-1]
    await world.move_to("Wed 2026-10-14 08:31")
    assert ASKS in (await rater.phone.heard())[-1]


async def answered_case(world: World) -> Phone:
    """A bad rating of September whose case was answered on the 8th."""
    rater = await rates(world, "2 等了两个小时")
    await world.pass_hours(1)
    await sort(world)
    await answer(world)
    await world.happen()
    return rater.phone


async def test_an_answered_call_back_is_not_asked_for_again_and_only_the_level_is_open(world: World) -> None:
    phone = await answered_case(world)
    await phone.says("1")
    await drawn(world)
    assert ASKS in (await phone.heard())[-1]
    said = await phone.says("4")
    assert "回访已记录：您现在满意" in said
    assert SOLVED not in said
    assert "得5分" not in said, "one visit's call-back is paid once, whoever made it"
    kept = await world.value("SELECT jsonb_build_array(level, put_right, way) FROM sample_answers")
    assert kept == [4, True, "bot"]


async def test_a_level_named_at_the_call_back_serves(world: World) -> None:
    phone = await answered_case(world)
    assert "问题已解决" in await phone.says("解决了，满意")
    heard = len(await phone.heard())
    await drawn(world)
    kept = await world.value("SELECT jsonb_build_array(level, put_right, way) FROM sample_answers")
    assert kept == [4, True, "case"]
    assert len(await phone.heard()) == heard


async def test_a_case_that_is_still_to_be_called_back_is_not_asked_by_the_sample(world: World) -> None:
    phone = await answered_case(world)
    await drawn(world)
    assert await states(world) == {"waiting": 1}
    assert not [text for text in await phone.heard() if ASKS in text]
    await calls_back(world, Outcome.SOLVED)
    await world.pass_hours(12)
    assert await states(world) == {"done": 1}
    kept = await world.value("SELECT jsonb_build_array(level, put_right, way) FROM sample_answers")
    assert kept == [None, True, "case"]


async def test_whether_it_was_put_right_is_asked_where_the_call_back_reached_nobody(world: World) -> None:
    phone = await answered_case(world)
    await world.move_to("Fri 2026-09-18 10:00")
    await calls_back(world, Outcome.NOT_REACHED)
    await drawn(world)
    said = await phone.says("3 好一点")
    assert "回访已记录：您现在基本满意" in said
    assert said.endswith(SOLVED)
    assert "已记下，谢谢您。" in await phone.says("2 队还是长")
    kept = await world.value("SELECT jsonb_build_array(level, put_right, words) FROM sample_answers")
    assert kept == [3, False, "好一点\n队还是长"]


async def test_an_appeal_upheld_after_the_draw_leaves_the_sample_as_it_was(world: World) -> None:
    await rates(world, "2 等了两个小时")
    await world.pass_hours(1)
    await make(world, Move.APPEAL, words="非本单位责任", complaint=1)
    await make(world, Move.REVIEW, 1, OFFICE, words="已核实", complaint=1, step=Step.PHONE)
    await drawn(world)
    assert await states(world) == {"waiting": 1}
    await make(world, Move.DECIDE, 1, SECOND, words="结论", complaint=1, verdict=Verdict.MISTAKEN)
    await world.pass_hours(1)
    assert "误评" in (await world.phone(PHONE).heard())[-1]
    await world.pass_hours(48)  # a day after they heard of it
    assert await world.value("SELECT count(*) FROM sample_ratings") == 1
    assert await states(world) == {"asked": 1}, "the case asks nothing any more, so the sample does"
    assert SOLVED not in await world.phone(PHONE).says("3")


async def test_two_who_turn_out_to_be_one_are_asked_once_at_a_time(world: World) -> None:
    first = await rates(world, "4")
    second = await rates(world, "3", "13900000009")
    await drawn(world)
    assert await states(world) == {"asked": 2}
    one, other = await world.query(lambda tx: tx.values("SELECT id FROM addresses ORDER BY id"))
    await world.query(lambda tx: merge_citizens(tx, one, other, world.clock.now()))
    assert await world.value("SELECT count(DISTINCT citizen_id) FROM sample_asks") == 1
    assert "回访已记录" in await second.phone.says("满意")
    assert "回访已记录" in await first.phone.says("满意")
    assert await states(world) == {"done": 2}


async def test_in_a_chat_the_answers_may_be_pressed(world: World) -> None:
    rater = await rates(world, "4")
    parts = world.parts
    await bound(world, "chat-1")
    conversation = Conversation(parts.vault, parts.rules, parts.renderer)
    await drawn(world)

    async def does(text: str, number: str, event: Event = Event.TEXT) -> StoredReply:
        said = Said("web", number, "chat-1", text, event)
        now = world.clock.now()
        [reply] = await parts.database.persist(lambda tx: conversation.take_turn(tx, said, now))
        return reply

    shown = await does("不知道怎么说", "W1")
    assert [choice.label for choice in shown.choices][:2] == ["5非常满意", "4满意"]
    assert "回访已记录：您现在满意" in (await does(shown.choices[1].data, "W2", Event.PRESS)).text
    assert "回访已记录" not in (await does(shown.choices[0].data, "W3", Event.PRESS)).text
    assert ((await answer_of(world, rater.record_no)) or {})["level"] == 4


async def bound(world: World, chat: str) -> None:
    """The citizen of the phone has this chat, too."""
    citizen_id = await world.value("SELECT citizen_id FROM visits")
    contact, now = Contact("web", chat), world.clock.now()
    await world.query(lambda tx: people.attach(tx, world.parts.vault, [(citizen_id, contact)], now))


async def test_the_same_in_english(world: World) -> None:
    await world.send_records(a_record())
    await world.pass_hours(24)
    phone = world.phone(PHONE)
    await phone.says("4 it was fine, thank you")
    await drawn(world)
    assert "how satisfied are you with it now?" in (await phone.heard())[-1]
    assert "Recorded: very satisfied now; your rating stays as it is." in await phone.says("very satisfied")


def test_a_press_says_what_it_says_and_nothing_else_does() -> None:
    assert read_sample_press(SamplePress(7, 4).data) == SamplePress(7, 4)
    assert SamplePress(7, 4).level is Level.SATISFIED
    assert SamplePress(7, PUT_RIGHT).put_right is True
    assert (SamplePress(7, 4).words, SamplePress(7, 12).words) == ("满意", "2")
    for data in ("000706", "000713", "00704", "0704", "7", "000", "0007000", "000x"):
        assert read_sample_press(data) is None


async def test_a_late_answer_counts_until_somebody_has_called(world: World) -> None:
    rater = await rates(world, "4")
    await drawn(world)
    await world.clock.move(civil_time(DRAWN) + timedelta(days=30))
    await world.happen()
    assert await states(world) == {"calling": 1}
    assert "回访已记录" in await rater.phone.says("满意")
    assert await states(world) == {"done": 1}
