"""What citizens answer about their cases: 1 and 2, in their own words, on any channel, among other questions."""

import pytest

from bot.case_presses import NOT_SOLVED, SOLVED, CasePress
from bot.conversation import Conversation, Said
from evaluation.cases.case import Event
from evaluation.cases.machine import fold
from evaluation.cases.words import Move, Outcome, Track
from evaluation.exchange import Event as Done
from store import people
from store.inbound import StoredReply
from store.people import Contact
from tests.usecases.cases.complaining import ASKED, PHONE, answered, dispatched
from tests.usecases.cases.staff_moves import answer, history, make, moves, sort
from tests.world import Phone, World, a_record
from usecases.merge_citizens import merge_citizens
from usecases.outcomes import have_gone


async def called_back(world: World, case_id: int = 1) -> Event | None:
    """The latest call-back of a case."""
    made = [event for event in await history(world, case_id) if event.move is Move.CALL_BACK]
    return made[-1] if made else None


async def outcome(world: World) -> tuple[Outcome | None, str]:
    event = await called_back(world)
    return (event.outcome, event.words) if event else (None, "")


async def balance(world: World) -> int:
    return int(await world.value("SELECT coalesce(sum(points), 0) FROM ledger_entries"))


async def test_1_is_solved_earns_and_closes_the_case(world: World) -> None:
    phone = await answered(world)
    said = await phone.says("1")
    assert said.endswith("】已记录：问题已解决。谢谢您，本次回访得5分，现有15分。")
    assert await outcome(world) == (Outcome.SOLVED, "")
    await world.happen()
    assert fold(await history(world)).closing == "done"
    assert await world.value(
        "SELECT array_agg(area_code || org_code ORDER BY id) FROM placed_entries WHERE kind = 'call_back'"
    ) == [await world.value("SELECT area_code || org_code FROM visits")]


@pytest.mark.parametrize(
    ("said", "expected", "words"),
    [
        ("已解决", Outcome.SOLVED, ""),
        ("解决了，谢谢", Outcome.SOLVED, ""),
        ("好了", Outcome.SOLVED, ""),
        ("满意", Outcome.SOLVED, ""),
        ("5星", Outcome.SOLVED, ""),
        ("２", Outcome.NOT_SOLVED, ""),
        ("没解决", Outcome.NOT_SOLVED, ""),
        ("还是老样子", Outcome.NOT_SOLVED, "还是老样子"),
        ("没人管", Outcome.NOT_SOLVED, "没人管"),
        ("2，又排了一个小时", Outcome.NOT_SOLVED, "又排了一个小时"),
        ("非常不满意，没人联系我", Outcome.NOT_SOLVED, "非常不满意，没人联系我"),
    ],
)
async def test_words_are_understood(world: World, said: str, expected: Outcome, words: str) -> None:
    phone = await answered(world)
    await phone.says(said)
    assert await outcome(world) == (expected, words)
    assert await balance(world) == 15


@pytest.mark.parametrize(
    "said", ["好的", "收到", "3", "5", "基本满意", "你好", "解决了吗", "办好了但是态度差"]
)
async def test_what_says_neither_is_asked_about_once_more(world: World, said: str) -> None:
    phone = await answered(world)
    assert (await phone.says(said)).endswith(f"您反映的“居民身份证换领”，{ASKED}")
    assert await outcome(world) == (None, "")
    await phone.says("1")
    assert (await outcome(world))[0] is Outcome.SOLVED


async def test_after_two_unclear_answers_a_person_calls(world: World) -> None:
    phone = await answered(world)
    await phone.says("你们态度真差")
    assert "您的话已记下，会有工作人员联系您。" in await phone.says("嗯")
    assert (await moves(world))[-2:] == [Move.CITIZEN_SAID, Move.CALL_BY_PHONE]
    assert (await history(world))[-2].words == "你们态度真差\n嗯"
    assert await balance(world) == 10
    await phone.says("已解决")
    assert (await outcome(world))[0] is Outcome.SOLVED


async def test_without_an_answer_in_five_workdays_a_person_calls(world: World) -> None:
    phone = await answered(world)
    await world.move_to("Wed 2026-09-16 09:00")
    assert Move.CALL_BY_PHONE in await moves(world)
    assert "问题已解决" in await phone.says("已经解决了")


async def test_a_level_stands_beside_the_first_also_after_the_window(world: World) -> None:
    record = a_record()
    phone = await dispatched(world, "1 等了两个小时", record)
    await sort(world, track=Track.COMPLEX)
    await world.move_to("Fri 2026-09-25 10:00")
    await make(world, Move.CONSULT, words="会商", org="113201150141490016")
    await make(world, Move.GIVE_OPINION, words="同意", org="113201150141490016")
    await make(world, Move.CONCLUDE, words="增开窗口")
    await answer(world)
    await world.happen()
    said = await phone.says("4星")
    assert "问题已解决。您现在的评价是满意，与首次评价一并保留。" in said
    assert (await moves(world))[-2:] == [Move.REVISE, Move.CALL_BACK]
    rating = (await world.record(record["record_no"]))["rating"]
    assert (rating["level"], rating["counted_level"]) == (1, 1)


async def test_a_level_inside_the_window_is_a_rating_too(world: World) -> None:
    record = a_record()
    phone = await answered(world, "1 等了两个小时", record)
    await phone.says("非常满意")
    rating = (await world.record(record["record_no"]))["rating"]
    assert (rating["level"], rating["counted_level"]) == (5, 1)
    assert (await moves(world))[-2:] == [Move.REVISE, Move.CALL_BACK]


async def test_not_solved_asks_what_is_missing_and_that_is_in_the_case(world: World) -> None:
    phone = await answered(world)
    assert (await phone.says("2")).endswith("现有15分。还有什么没解决，请直接回复。")
    assert "已转告办理单位，谢谢您。" in await phone.says("窗口还是只有一个")
    await world.happen()
    assert (await moves(world))[-3:] == [Move.CALL_BACK, Move.CITIZEN_SAID, Move.REOPEN]
    assert (await history(world))[-2].words == "窗口还是只有一个"


async def test_a_second_time_it_is_asked_again_and_earns_no_more(world: World) -> None:
    phone = await answered(world)
    await phone.says("2 还在排队")
    await world.happen()
    assert (await moves(world))[-1] is Move.REOPEN
    await make(world, Move.ACKNOWLEDGE)
    await make(world, Move.VERIFY)
    await answer(world, words="已再增开一个窗口")
    await world.happen()
    assert "已再增开一个窗口。" + ASKED in (await phone.heard())[-1]
    said = await phone.says("2 还是不行")
    assert "好差评办公室会跟进" in said
    assert "得5分" not in said
    assert await balance(world) == 15
    await world.happen()
    assert (await moves(world)).count(Move.REOPEN) == 1


async def test_the_same_message_twice_is_one_answer(world: World) -> None:
    await answered(world)
    parts = world.parts
    conversation = Conversation(parts.vault, parts.rules, parts.renderer)
    said = Said("sms", "SM1", f"+86{PHONE}", "1")
    now = world.clock.now()
    first = await parts.database.persist(lambda tx: conversation.take_turn(tx, said, now))
    again = await parts.database.persist(lambda tx: conversation.take_turn(tx, said, now))
    assert [reply.text for reply in first] == [reply.text for reply in again]
    assert (await moves(world)).count(Move.CALL_BACK) == 1
    assert await balance(world) == 15


async def test_a_digit_answers_what_was_asked_last(world: World) -> None:
    phone = await answered(world)
    other = a_record(item_code="other", item_name="社保卡补领", finished_at=world.clock.now().isoformat())
    await world.send_records(other)
    await world.pass_hours(24)
    assert "社保卡补领" in (await phone.heard())[-1]
    await phone.says("2 太慢")
    assert ((await world.record(other["record_no"]))["rating"] or {})["level"] == 2
    assert await outcome(world) == (None, "")
    await phone.says("1")
    assert ((await world.record(other["record_no"]))["rating"] or {})["level"] == 1
    assert await outcome(world) == (None, "")
    await phone.says("已解决")
    assert (await outcome(world))[0] is Outcome.SOLVED


async def test_an_older_question_is_asked_again_once_the_case_is_answered(world: World) -> None:
    other = a_record(item_code="other", item_name="社保卡补领")
    phone = await dispatched(world, "2 等了两个小时", a_record(), other)
    await sort(world)
    await answer(world)
    await world.happen()
    said = await phone.says("1")
    assert "问题已解决" in said
    assert "接下来请评价您9月7日办理的“社保卡补领”" in said
    assert "已记录：“社保卡补领”非常满意" in await phone.says("5")


async def test_commands_are_heard_and_the_question_stays(world: World) -> None:
    phone = await answered(world)
    assert "您现有10分" in await phone.says("积分")
    assert "12345" in await phone.says("人工")
    assert "已停止提醒" in await phone.says("退订")
    assert "问题已解决" in await phone.says("1")


async def test_what_is_wanted_beside_the_answer_is_done_too(world: World) -> None:
    phone = await answered(world)
    said = await phone.says("没解决，别再发短信了")
    assert "问题未解决，很抱歉。将交上级单位重新办理，回复“进度”可查进展。" in said
    assert "已停止提醒" in said
    assert await world.value("SELECT count(*) FROM citizens WHERE opted_out_at IS NOT NULL") == 1


async def test_two_matters_of_one_case_are_asked_about_one_after_the_other(world: World) -> None:
    phone = await dispatched(world, "都2，等太久", a_record(), a_record())
    await sort(world)
    await answer(world, 1)
    await world.happen()
    await make(world, Move.ANSWER, complaint=2, words="第二件也已办好")
    await world.happen()
    assert (await phone.says("1")).endswith(f"您反映的另一件“居民身份证换领”，{ASKED}")
    await phone.says("1")
    made = [e for e in await history(world) if e.move is Move.CALL_BACK]
    assert [event.complaint for event in made] == [2, 1]


async def test_a_press_answers_its_own_question_once(world: World) -> None:
    await answered(world)
    parts = world.parts
    conversation = Conversation(parts.vault, parts.rules, parts.renderer)

    async def presses(code: int, number: str) -> str:
        said = Said("sms", number, f"+86{PHONE}", CasePress(1, code).data, Done.PRESS)
        now = world.clock.now()
        replies = await parts.database.persist(lambda tx: conversation.take_turn(tx, said, now))
        return replies[0].text

    assert "问题未解决" in await presses(NOT_SOLVED, "P1")
    assert "问题" not in await presses(SOLVED, "P2")
    assert (await outcome(world))[0] is Outcome.NOT_SOLVED


async def test_a_question_of_the_handler_is_answered_in_their_own_words(world: World) -> None:
    phone = await dispatched(world)
    await sort(world)
    await world.happen()
    await make(world, Move.ASK_CITIZEN, words="请问是几号窗口？")
    await world.happen()
    asked = "关于您反映的“居民身份证换领”（工单1），江宁区行政审批局想问您：请问是几号窗口？请直接回复。"
    assert (await phone.heard())[-1].endswith(asked)
    assert "您现有10分" in await phone.says("积分")
    assert "已转告办理单位，谢谢您。" in await phone.says("3")
    assert "也记下了" in await phone.says("就是门口那个，排队的人最多")
    said = [event.words for event in await history(world) if event.move is Move.CITIZEN_SAID]
    assert said == ["3", "就是门口那个，排队的人最多"]
    assert "评价已由不满意改为：满意" in await phone.says("4星")


async def test_english_is_answered_in_english(world: World) -> None:
    phone = await answered_in_english(world)
    said = await phone.says("not solved, still the same queue")
    assert "Recorded: it is not solved. We are sorry." in said
    assert (await outcome(world))[0] is Outcome.NOT_SOLVED


async def answered_in_english(world: World) -> Phone:
    await world.send_records(a_record())
    await world.pass_hours(24)
    phone = world.phone(PHONE)
    said = await phone.says("2 waited for two hours")
    assert "The body concerned gets it; reply PROGRESS to see how far it is." in said
    await world.pass_hours(1)
    await sort(world)
    await answer(world)
    await world.happen()
    assert (await phone.heard())[-1].endswith("Is it solved? 1 solved 2 not solved")
    return phone


async def test_in_a_chat_the_answers_may_be_pressed(world: World) -> None:
    await answered(world)
    parts = world.parts
    conversation = Conversation(parts.vault, parts.rules, parts.renderer)
    await bound(world, "web", "chat-1")

    async def says(text: str, number: str, done: Done = Done.TEXT) -> StoredReply:
        said = Said("web", number, "chat-1", text, done)
        now = world.clock.now()
        [reply] = await parts.database.persist(lambda tx: conversation.take_turn(tx, said, now))
        return reply

    shown = await says("进度", "W1")
    assert [choice.label for choice in shown.choices] == ["已解决", "未解决"]
    pressed = await says(shown.choices[0].data, "W2", Done.PRESS)
    assert "问题已解决" in pressed.text
    assert (await outcome(world))[0] is Outcome.SOLVED


async def bound(world: World, kind: str, chat: str) -> None:
    """The citizen of the phone has this chat, too."""
    parts, contact = world.parts, Contact(kind, chat)
    citizen_id = await world.value("SELECT citizen_id FROM cases")
    now = world.clock.now()
    await world.query(lambda tx: people.attach(tx, parts.vault, [(citizen_id, contact)], now))


async def test_a_message_of_unknown_fate_counts_as_sent_and_its_question_is_open_once(world: World) -> None:
    phone = await answered(world)
    gone = "SELECT id FROM messages WHERE template = 'case/answered'"
    message = await world.value(gone)
    now = world.clock.now()
    await phone.says("1")
    await world.query(lambda tx: have_gone(tx, {message: "S1"}, now))
    assert await world.value("SELECT count(*) FROM case_questions") == 0
    assert "问题已解决" not in await phone.says("1")


async def test_two_who_turn_out_to_be_one_keep_their_cases(world: World) -> None:
    phone = await answered(world)
    other = "13900000009"
    await world.send_records(a_record(other, item_code="other", item_name="社保卡补领"))
    await world.phone(other).says("你好")
    first, second = await world.value("SELECT array_agg(id ORDER BY id) FROM addresses")
    now = world.clock.now()
    await world.query(lambda tx: merge_citizens(tx, first, second, now))
    assert "工单1" in await world.phone(other).says("进度")
    assert "问题已解决" in await phone.says("已解决")


async def test_a_suggestion_beside_the_answer_is_kept_too(world: World) -> None:
    phone = await answered(world)
    said = await phone.says("已解决，建议以后周末也开门")
    assert "问题已解决" in said
    assert "谢谢您的建议，已收下" in said
    assert await world.value("SELECT count(*) FROM suggestions") == 1


async def test_the_reason_of_what_is_solved_is_not_asked_for_again(world: World) -> None:
    phone = await answered(world, said="2")
    said = await phone.says("1")
    assert "问题已解决" in said
    assert "请告诉我们原因" not in said


async def test_the_points_of_an_organisations_matter_are_its_own(world: World) -> None:
    phone = await answered(
        world,
        "2 等了两个小时",
        a_record(applicant_type="organization", applicant_code="91350211M000100Y46"),
    )
    assert "谢谢您，为贵单位记5分。" in await phone.says("1")
    paid = await world.value(
        """SELECT array_agg(a.credit_code || ':' || e.points ORDER BY e.id)
             FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id"""
    )
    assert paid == ["91350211M000100Y46:10", "91350211M000100Y46:5"]
