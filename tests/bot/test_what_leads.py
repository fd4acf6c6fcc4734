"""All that may be asked of one citizen at once: what each answer is taken for, and what is asked after it."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.conversation import Conversation, Said
from evaluation.cases.words import Move
from evaluation.exchange import Event
from store.inbound import StoredReply
from store.people import Contact, attach
from tests.bot.citizens import now
from tests.bot.shoppers import furnish
from tests.usecases.cases.hall import PHONE, guide_hears
from tests.usecases.cases.staff_moves import answer, make, sort
from tests.usecases.samples.sampled import ASKS, drawn, rates, states
from tests.world import World, a_record

LONG = "窗口还是只有一个，我昨天去又排了一个小时"
WHY, HOW_WAS_IT, COUNTER = (
    "请告诉我们原因",
    "接下来请评价您10月13日办理的“己证”",
    "在“一楼户籍窗口”得到的服务",
)
SOLVED = "您反映的“丁证”，问题解决了吗？1已解决 2未解决"
KEPT = """
    SELECT coalesce(array_agg(kept), '{}') FROM (
        SELECT v.item_name || ' ' || r.level AS kept FROM ratings r JOIN visits v ON v.id = r.visit_id WHERE r.live
        UNION SELECT subject || ' ' || level FROM ratings WHERE complaint_id IS NOT NULL AND visit_id IS NULL AND live
        UNION SELECT concat_ws(' ', 'case', case_id, move, nullif(words, ''), facts ->> 'outcome') FROM case_events
               WHERE move IN ('citizen_said', 'call_back', 'rate')
        UNION SELECT 'sample ' || level FROM sample_answers
        UNION SELECT 'voucher' FROM vouchers
        UNION SELECT 'stopped' FROM citizens WHERE opted_out_at IS NOT NULL
        UNION SELECT 'doubted' FROM addresses WHERE doubted_since IS NOT NULL) AS all_kept"""
STOPPED = ("退订", {"stopped"}, "已停止提醒")
TABLE: Mapping[str, list[tuple[str, set[str], str]]] = {
    "prompt": [
        ("2", {"己证 2"}, WHY),
        ("5", {"己证 5"}, "已记录：“己证”非常满意"),
        ("满意", {"己证 4"}, "已记录：“己证”满意"),
        ("0", set(), "请重新评价这2件"),
        ("已解决", {"case 1 call_back solved"}, COUNTER),
        ("没解决", {"case 1 call_back not_solved"}, COUNTER),
        ("打错了", {"doubted"}, "抱歉打扰了"),
        STOPPED,
        ("进度", set(), SOLVED),
        (LONG, set(), "评价“己证”"),
    ],
    "heard": [
        ("2", {"counter 2", "case 3 rate 不满意"}, WHY),
        ("5", {"counter 5", "case 3 rate 非常满意"}, SOLVED),
        ("满意", {"counter 4", "case 3 rate 满意"}, SOLVED),
        ("0", set(), "评价“一楼户籍窗口”"),
        ("已解决", set(), "评价“一楼户籍窗口”"),
        ("打错了", {"case 3 citizen_said 打错了"}, SOLVED),
        STOPPED,
        ("进度", set(), SOLVED),
        (LONG, set(), "评价“一楼户籍窗口”"),
    ],
    "call_back": [
        ("1", {"case 1 call_back solved"}, COUNTER),
        ("2", {"case 1 call_back not_solved"}, COUNTER),
        ("5", set(), SOLVED),
        ("满意", {"丁证 4", "case 1 call_back solved"}, COUNTER),
        ("0", set(), SOLVED),
        ("已解决", {"case 1 call_back solved"}, COUNTER),
        ("打错了", {"doubted"}, "抱歉打扰了"),
        STOPPED,
        ("进度", set(), SOLVED),
        (LONG, set(), "您说的已记下。" + SOLVED),
    ],
    "asked": [
        ("2", {"case 2 citizen_said 2"}, SOLVED),
        ("5", {"case 2 citizen_said 5"}, SOLVED),
        ("满意", {"己证 4"}, "已记录：“己证”满意"),
        ("已解决", {"case 2 citizen_said 已解决"}, SOLVED),
        ("打错了", {"doubted"}, "抱歉打扰了"),
        STOPPED,
        ("进度", set(), SOLVED),
        (LONG, {f"case 2 citizen_said {LONG}"}, SOLVED),
    ],
    "menu": [
        ("1", set(), "确认请回复“是”"),
        ("2", set(), "请回复1，不换回0"),
        ("5", set(), "请回复1，不换回0"),
        ("满意", {"己证 4"}, "已记录：“己证”满意"),
        ("0", set(), "没有兑换"),
        ("打错了", {"doubted"}, "抱歉打扰了"),
        STOPPED,
        ("进度", set(), SOLVED),
    ],
}


async def _prompt(world: World) -> None:
    ended = await now(world) - timedelta(hours=24, minutes=1)
    await world.send_records(a_record(item_code="己证", item_name="己证", finished_at=ended.isoformat()))


async def _heard(world: World) -> None:
    await guide_hears(world)


async def _call_back(world: World) -> None:
    await answer(world)


async def _asked(world: World) -> None:
    await make(world, Move.ASK_CITIZEN, 2, words="请问是几号窗口？", complaint=2)


async def _menu(world: World) -> None:
    assert "可以兑换" in await world.phone(PHONE).says("兑换")


OPENED: Mapping[str, Callable[[World], Awaitable[None]]] = {
    "prompt": _prompt,
    "heard": _heard,
    "call_back": _call_back,
    "asked": _asked,
    "menu": _menu,
}


async def all_asked(world: World, leads: str) -> None:
    """Three good ratings of September, one of which is asked about for the sample, and all else, `leads` last."""
    await furnish(world)
    await world.send_records(*(a_record(item_code=each, item_name=each) for each in ("甲证", "乙证", "丙证")))
    await world.pass_hours(24)
    await world.phone(PHONE).says("都4")
    await two_cases(world)
    await world.move_to("Wed 2026-10-14 04:00")
    await world.move_to("Wed 2026-10-14 10:00")
    assert ASKS in (await world.phone(PHONE).heard())[-1]
    for each in [*(each for each in OPENED if each not in (leads, "menu")), leads]:
        await OPENED[each](world)
        await world.happen()


async def two_cases(world: World) -> None:
    """Two bad ratings of October, each with a case that was sorted."""
    await world.move_to("Thu 2026-10-08 10:00")
    ended = (await now(world)).isoformat()
    await world.send_records(
        *(a_record(item_code=each, item_name=each, finished_at=ended) for each in ("丁证", "戊证"))
    )
    await world.move_to("Fri 2026-10-09 10:30")
    await world.phone(PHONE).says("都2，等太久")
    await world.pass_hours(1)
    await sort(world, 1)
    await sort(world, 2)
    await world.happen()


class _NotKept(Exception):
    """What was tried is undone."""


async def tried(world: World, text: str) -> tuple[set[str], str]:
    """What is kept of this answer, and what is replied, if it were given now."""
    parts = world.parts
    conversation, at = Conversation(parts.vault, parts.rules, parts.renderer), await now(world)
    kept: set[str] = set()
    replies: list[StoredReply] = []
    with suppress(_NotKept):
        async with parts.database.transaction() as tx:
            before = await tx.value(KEPT)
            replies += await conversation.take_turn(tx, Said("sms", text, f"+86{PHONE}", text), at)
            kept |= set(await tx.value(KEPT)) - set(before)
            raise _NotKept
    [reply] = replies
    return kept, reply.text


@pytest.mark.parametrize("leads", TABLE)
async def test_what_was_asked_last_is_answered_and_one_message_asks_on(world: World, leads: str) -> None:
    await all_asked(world, leads)
    for says, kept, told in TABLE[leads]:
        found, reply = await tried(world, says)
        assert found == kept, f"{says}: {reply}"
        assert told in reply, says


async def test_all_are_answered_one_after_the_other_and_nothing_is_asked_twice(world: World) -> None:
    await all_asked(world, "heard")
    phone = world.phone(PHONE)
    told = len(await phone.heard())
    for says, asks in (("4", SOLVED), ("1", "您9月7日办理的“甲证”，现在满意吗？"), ("5", "现在满意吗？")):
        assert asks in await phone.says(says)
    await world.happen()
    said = await phone.says("5")
    assert "现在满意吗？" in said
    assert HOW_WAS_IT in await phone.says("4")
    assert "已记录：“己证”非常满意" in await phone.says("5")
    assert len(await phone.heard()) - told == 6, "one message each, and none besides"
    assert await world.value("SELECT array_agg(level ORDER BY drawn_id) FROM sample_answers") == [5, 5, 4]


async def test_the_sample_waits_while_a_case_asks_something(world: World) -> None:
    """A 2 a day and a half later says that it is not solved."""
    rater = await rates(world, "4")
    await two_cases(world)
    await world.move_to("Mon 2026-10-12 10:00")
    await answer(world)
    await world.happen()
    await drawn_later(world)
    assert await states(world) == {"waiting": 1}
    assert "问题未解决" in await rater.phone.says("2 还是慢")
    await world.happen()
    assert not [text for text in await rater.phone.heard() if ASKS in text]
    await world.move_to("Fri 2026-10-16 10:00")
    assert ASKS in (await rater.phone.heard())[-1]


async def drawn_later(world: World) -> None:
    """The sample is drawn, and whoever may be asked was asked."""
    await world.move_to("Wed 2026-10-14 04:00")
    await world.move_to("Wed 2026-10-14 10:00")


async def test_who_said_stop_is_asked_nothing_more_after_an_answer(world: World) -> None:
    await all_asked(world, "call_back")
    phone = world.phone(PHONE)
    await phone.says("退订")
    said = await phone.says("1")
    assert "问题已解决" in said
    assert COUNTER not in said


async def test_a_heard_question_and_a_sample_question_are_both_answered(world: World) -> None:
    rater = await rates(world, "4")
    await drawn(world)
    assert ASKS in (await rater.phone.heard())[-1]
    await guide_hears(world)
    said = await rater.phone.says("3")
    assert "“一楼户籍窗口”基本满意" in said
    assert said.endswith("5非常满意 4满意 3基本满意 2不满意 1非常不满意。")
    assert "回访已记录：您现在非常满意" in await rater.phone.says("5")
    assert await states(world) == {"done": 1}


async def test_in_a_chat_the_level_of_what_a_guide_heard_may_be_pressed(world: World) -> None:
    await guide_hears(world)
    parts = world.parts
    citizen_id, at = await world.value("SELECT citizen_id FROM cases"), await now(world)
    chat = Contact("web", "chat-1")
    await world.query(lambda tx: attach(tx, parts.vault, [(citizen_id, chat)], at))
    conversation = Conversation(parts.vault, parts.rules, parts.renderer)

    async def does(text: str, number: str, event: Event = Event.TEXT) -> StoredReply:
        said = Said("web", number, chat.address, text, event)
        [reply] = await parts.database.persist(lambda tx: conversation.take_turn(tx, said, at))
        return reply

    shown = await does("不知道怎么说", "W1")
    assert [choice.label for choice in shown.choices] == [
        "5非常满意",
        "4满意",
        "3基本满意",
        "2不满意",
        "1非常不满意",
    ]
    assert "“一楼户籍窗口”满意" in (await does(shown.choices[1].data, "W2", Event.PRESS)).text
    assert "改为：基本满意" in (await does(shown.choices[2].data, "W3", Event.PRESS)).text
    assert await world.value("SELECT level FROM ratings WHERE complaint_id = 1 AND live") == 3
    kept = "SELECT array_agg(text ORDER BY id) FROM inbound"
    assert (await world.value(kept))[1:] == ["满意", "基本满意"]
