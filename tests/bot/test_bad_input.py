"""Whatever is sent to us is kept safely and answered once; redelivered messages change nothing."""

import asyncio

import pytest

from bot.conversation import Conversation, Said
from tests.bot.citizens import now, prompted, said
from tests.world import World

UNCLEAR = "没看懂您的意思"


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\n\n\t", "\x00", "\x00" * 50, "a\x00b",
        "\u202e5个人\u202c", "\u200f\u200f", "😀" * 500, "😡", "\x07\x1b[2J",
        "𠮷野家" * 700, "5" * 10_000, "満" * 10_000,
        "'; DROP TABLE ratings; --", "{{ 7*7 }}{% raw %}", "%s %(now)s %",
        "\\u0000", "\ufffe\uffff", "e\u0301" * 3000,
    ],
)  # fmt: skip
async def test_any_text_is_kept_and_answered(town: World, text: str) -> None:
    wang = await prompted(town)
    await wang.talks([(text, UNCLEAR), ("4", "已记录：满意")])
    kept = await town.value(
        "SELECT (text, original_length)::text FROM inbound ORDER BY id DESC OFFSET 1 LIMIT 1"
    )
    assert kept.endswith(f",{len(text)})")


async def test_lone_surrogates_and_nul_become_the_replacement_character(town: World) -> None:
    wang = await prompted(town)
    (reply,) = await said(town, wang, "2 \ud83d坏\x00了", "surrogate-1")
    assert "您的意见已记下" in reply.text
    assert (await wang.rating() or {})["comment"] == "\ufffd坏\ufffd了"


async def test_two_thousand_characters_are_kept_and_the_length_noted(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("2 " + "慢" * 9_998, "您的意见已记下")])
    assert (await wang.rating() or {})["comment"] == "慢" * 1998
    row = await town.value(
        "SELECT (length(text), original_length)::text FROM inbound ORDER BY id DESC LIMIT 1"
    )
    assert row == "(2000,10000)"


async def test_a_redelivered_message_gets_the_stored_answer_and_changes_nothing(town: World) -> None:
    wang = await prompted(town)
    first = await said(town, wang, "2", "twice-1")
    await said(town, wang, "1", "twice-2")
    again = await said(town, wang, "2", "twice-1")
    assert again == first
    rating = await wang.rating() or {}
    assert (rating["level"], rating["reasons"], rating["revisions"]) == (2, ["attitude"], 0)


async def test_a_message_delivered_twenty_times_at_once_is_one_message(town: World) -> None:
    wang = await prompted(town)
    at = await now(town)
    answers = await asyncio.gather(*(said(town, wang, "5 谢谢", "storm-1", at) for _ in range(20)))
    assert all(answer == answers[0] for answer in answers)
    assert await wang.balance() == 10
    assert (await wang.rating() or {})["revisions"] == 0


async def test_the_same_word_twice_is_two_answers_if_it_was_said_twice(town: World) -> None:
    wang = await prompted(town)
    await said(town, wang, "1", "same-1")
    await said(town, wang, "1", "same-2")
    rating = await wang.rating() or {}
    assert (rating["level"], rating["reasons"]) == (1, ["attitude"])


async def test_a_silent_answer_stays_silent_when_redelivered(town: World) -> None:
    wang = await prompted(town)
    await wang.says("T")
    assert await said(town, wang, "T", "silent-1") == []
    assert await said(town, wang, "T", "silent-1") == []


@pytest.mark.parametrize("address", ["10086", "+15551234567", "", "nobody", "+8612345"])
async def test_any_address_hears_who_we_are(town: World, address: str) -> None:
    parts, at = town.parts, await now(town)
    conversation = Conversation(parts.vault, parts.rules, parts.renderer)
    message = Said("sms", f"from-{address}", address, "5")
    (reply,) = await parts.database.persist(lambda tx: conversation.take_turn(tx, message, at))
    assert "这里是政务服务中心的评价服务" in reply.text
