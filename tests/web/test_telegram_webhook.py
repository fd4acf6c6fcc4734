"""Telegram's webhook: size, secret, de-duplication, parsing; an answer in the response, a press acknowledged."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from haochaping.commands import telegram as commands
from tests.bot.citizens import next_day, now
from tests.conftest import Engines
from tests.fakes.telegram import SECRET, SECRET_HEADER
from tests.fakes.telegram_faults import breakdown, lose_answer, slow
from tests.fakes.telegram_papers import membership
from tests.telegram import TelegramWorld, telegram_world
from tests.web.raw import ask, post_json
from tests.web.test_twilio_webhook import everything
from tests.world import World, a_record

PATH = "/webhooks/telegram"


@pytest.fixture
async def post(database_url: str, engines: Engines) -> AsyncIterator[TelegramWorld]:
    async with telegram_world(database_url, engines.redis_url) as opened:
        yield opened


async def test_a_reply_is_answered_in_the_response(post: TelegramWorld) -> None:
    wang = await post.prompted()
    assert "非常满意" in await wang.says("5 谢谢")
    rating = await wang.rating()
    assert rating is not None
    assert (rating["level"], rating["comment"], rating["rating_channel"]) == (5, "谢谢", "mobile")
    assert post.telegram.requests["sendMessage"] == 1  # the prompt; the answer cost no request of ours


async def test_the_prompt_offers_the_levels_best_first(post: TelegramWorld) -> None:
    wang = await post.prompted()
    assert [label.strip("12345 ⭐★") for label in wang.newest.labels][:5] == [
        "非常满意", "满意", "基本满意", "不满意", "非常不满意",
    ]  # fmt: skip


async def test_a_press_rates_edits_the_message_and_is_acknowledged(post: TelegramWorld) -> None:
    wang = await post.prompted()
    prompt = wang.newest
    await wang.presses("非常不满意")
    rating = await wang.rating()
    assert rating is not None
    assert rating["level"] == 1
    assert (wang.newest, prompt.edits) == (prompt, 1)
    assert "非常不满意" in prompt.text
    await post.acknowledged(1)


async def test_the_second_press_of_a_button_is_harmless(post: TelegramWorld) -> None:
    wang = await post.prompted()
    update = post.telegram.press(wang.newest, wang.newest.data("非常满意"))
    again = post.telegram.press(wang.newest, wang.newest.data("非常满意"))
    for each in (update, again):
        assert (await post.posts(each)).status == 200
    rating = await wang.rating()
    assert rating is not None
    assert rating["level"] == 5
    assert len(post.telegram.texts_to(wang.chat)) == 1
    assert await post.world.value("SELECT sum(points) FROM ledger_entries") == 10
    await post.acknowledged(2)


async def test_a_press_on_an_old_message_is_answered_with_a_new_one(post: TelegramWorld) -> None:
    wang = await post.prompted()
    prompt = wang.newest
    answer = await post.posts(post.telegram.press(prompt, prompt.data("非常满意"), too_old=True))
    assert answer.call["method"] == "sendMessage"
    assert prompt.edits == 0
    await post.acknowledged(1)


async def test_a_stale_press_is_answered_and_changes_nothing(post: TelegramWorld) -> None:
    wang = await post.prompted()
    prompt = wang.newest
    update = post.telegram.press(prompt, prompt.data("非常满意"))
    await post.world.pass_hours(24 * 14)
    assert (await post.posts(update)).status == 200
    assert await wang.rating() is None
    await post.acknowledged(1)


async def test_somebody_elses_button_does_nothing(post: TelegramWorld) -> None:
    wang, li = await post.prompted(), await post.served()
    update = post.telegram.press(wang.newest, wang.newest.data("非常满意"))
    query = update["callback_query"]
    query["from"]["id"] = query["message"]["chat"]["id"] = li.chat
    query["message"]["message_id"] = 1
    headers = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
    answer = await ask(post.world, "POST", PATH, json.dumps(update).encode(), headers=headers, key=None)
    assert answer.status == 200
    assert await wang.rating() is None
    assert await li.rating() is None


@pytest.mark.parametrize("fault", [breakdown(502), lose_answer(), slow(1)])
async def test_nothing_depends_on_the_acknowledgement(post: TelegramWorld, fault: Any) -> None:
    wang = await post.prompted()
    post.telegram.fail_acknowledging = fault
    await wang.presses("非常满意")
    assert (await wang.rating() or {})["level"] == 5
    await post.acknowledged(1)


@pytest.mark.parametrize("kind", ["text", "press"])
async def test_a_redelivered_update_gets_the_same_answer_and_changes_nothing(
    post: TelegramWorld, kind: str
) -> None:
    wang = await post.prompted()
    update = (
        post.telegram.update(message=post.telegram.message(wang.chat, text="2"))
        if kind == "text"
        else post.telegram.press(wang.newest, wang.newest.data("非常不满意"))
    )
    first = await post.posts(update)
    before = await everything(post.world)
    again = await asyncio.gather(*(post.posts(update) for _ in range(5)))
    assert {json.dumps(answer.call) for answer in again} == {json.dumps(first.call)}
    assert await everything(post.world) == before


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET.upper(), f"{SECRET}x"])
async def test_a_forged_update_is_refused_and_changes_nothing(
    post: TelegramWorld, secret: str | None
) -> None:
    wang = await post.prompted()
    before = await everything(post.world)
    update = post.telegram.update(message=post.telegram.message(wang.chat, text="5"))
    headers = {"Content-Type": "application/json"} | ({} if secret is None else {SECRET_HEADER: secret})
    answer = await ask(post.world, "POST", PATH, json.dumps(update).encode(), headers=headers, key=None)
    assert answer.problem["status"] == 403
    assert await everything(post.world) == before


async def test_without_a_bot_everything_is_refused(world: World) -> None:
    for secret in ("", SECRET):
        answer = await post_json(world, PATH, '{"update_id": 1}', headers={SECRET_HEADER: secret})
        assert answer.problem["status"] == 403


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"\xff", b"{}", b'{"update_id": "x"}', b"[" * 50_000, b'{"update_id":']
)
async def test_what_is_no_update_is_told_so(post: TelegramWorld, body: bytes) -> None:
    answer = await post_json(post.world, PATH, body, headers={SECRET_HEADER: SECRET})
    assert (answer.status, answer.fields) == (422, ["update_id"])


async def test_too_large_a_body_is_refused_before_its_secret_is_looked_at(post: TelegramWorld) -> None:
    answer = await post_json(post.world, PATH, b" " * (1024 * 1024 + 1))
    assert answer.problem["status"] == 413


async def test_what_means_nothing_to_us_is_taken_and_forgotten(post: TelegramWorld) -> None:
    wang = await post.served()
    before = await everything(post.world)
    group = {"id": -5, "type": "group", "title": "邻居"}
    meaningless: list[dict[str, Any]] = [
        {"edited_message": post.telegram.message(wang.chat, text="5")},
        {"message": post.telegram.message(wang.chat, text="5") | {"chat": group}},
        {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -1, "type": "channel"}, "text": "5"}},
        {"message": {"an": "unknown shape"}},
        {"something_new": {}},
        {},
    ]
    for about in meaningless:
        answer = await post.posts(post.telegram.update(**about))
        assert (answer.status, answer.call) == (200, {})
    assert await everything(post.world) == before


async def test_what_we_cannot_read_is_answered_and_the_question_stays_open(post: TelegramWorld) -> None:
    wang = await post.prompted()
    voice = {"file_id": "f", "file_unique_id": "u", "duration": 3}
    answer = await post.posts(post.telegram.update(message=post.telegram.message(wang.chat, voice=voice)))
    assert answer.sent is not None
    assert "数字" in answer.sent.text
    await wang.says("4")
    assert (await wang.rating() or {})["level"] == 4


async def test_who_blocks_the_bot_gets_the_next_prompt_by_sms(post: TelegramWorld) -> None:
    wang = await post.served()
    answer = await post.posts(post.telegram.update(my_chat_member=membership(wang.chat, "kicked")))
    assert (answer.status, answer.call) == (200, {})
    await post.world.pass_hours(24)
    assert post.telegram.texts_to(wang.chat) == []
    assert len(await post.world.phone(wang.phone).prompts()) == 1


async def test_a_link_binds_the_chat_to_a_phone(post: TelegramWorld) -> None:
    """The citizen's points and prompts are the phone's; a link that was used says so."""
    world = post.world
    record = a_record("13700009999")
    await world.send_records(record)
    await world.pass_hours(24)
    await world.phone("13700009999").says("5")
    link = await asyncio.to_thread(commands.link, world.parts.settings, "137 0000 9999")
    address, _, token = link.partition("?start=")
    assert address == "https://t.me/haochaping_bot"
    wang, stranger = post.stranger(), post.stranger()
    assert "已绑定" in await wang.says(f"/start {token}")
    assert "10" in await wang.says("/points")
    assert "已失效" in await stranger.says(f"/start {token}")
    assert token not in str(await world.value("SELECT string_agg(text, ' ') FROM inbound"))
    await world.send_records(a_record("13700009999", finished_at=(await now(world)).isoformat()))
    await next_day(world)
    assert "已办结" in wang.newest.text
    assert len(await world.phone("13700009999").prompts()) == 1


async def test_a_chat_with_a_record_of_its_own_is_not_bound(post: TelegramWorld) -> None:
    wang = await post.prompted()
    await wang.says("5")
    link = await asyncio.to_thread(commands.link, post.world.parts.settings, "13700009998")
    assert "工作人员" in await wang.says(f"/start {link.partition('?start=')[2]}")


async def test_other_links_only_open_the_chat(post: TelegramWorld) -> None:
    wang = post.stranger()
    assert await wang.says("/start hall-01") == await wang.says("/start")


@pytest.mark.parametrize(
    "command", ["/help", "/points", "/progress", "/stop", "/back", "/start", "/nonsense"]
)
async def test_commands_are_answered(post: TelegramWorld, command: str) -> None:
    wang = await post.served()
    assert await wang.says(command)


async def test_odd_texts_are_kept_safely(post: TelegramWorld) -> None:
    wang = await post.prompted()
    for text in ("", "\x00", "好" * 4096, "\u202e5\u202c", "\ud83d", "<b>", "5" * 4000):
        update = post.telegram.update(message=post.telegram.message(wang.chat, text=text))
        headers = {SECRET_HEADER: SECRET}
        answer = await post_json(post.world, PATH, json.dumps(update), headers=headers)
        assert answer.status == 200, text


async def test_twenty_messages_of_one_chat_are_taken_one_after_the_other(post: TelegramWorld) -> None:
    wang = await post.prompted()
    answers = await asyncio.gather(*(wang.says(str(n % 3 + 3)) for n in range(20)))
    assert all(answers)
    versions = await post.world.value("SELECT array_agg(version ORDER BY inbound_id) FROM ratings")
    assert versions == list(range(1, 21))
    assert await post.world.value("SELECT sum(points) FROM ledger_entries") == 10


async def test_a_bad_rating_and_its_reason_by_buttons(post: TelegramWorld) -> None:
    wang = await post.prompted()
    await wang.presses("不满意")
    assert (await wang.rating() or {})["level"] in (1, 2)
    await wang.presses("效率")
    assert (await wang.rating() or {})["reasons"] == ["efficiency"]
    assert post.telegram.counts()[str(wang.chat)] == len(post.telegram.texts_to(wang.chat))
