"""Prompts to chats: what Telegram's answers come to, its pace, and one worker at a time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from channels.telegram.sending import TelegramChannel
from haochaping.wiring.channels import telegram_account
from store import halts, outbox, people
from store.db import Transaction
from store.people import Contact
from tests.bot.citizens import next_day
from tests.conftest import Engines
from tests.fakes.server import Fault
from tests.fakes.telegram_faults import blocked, cut_off, lose_answer, refuse, throttle
from tests.telegram import TelegramWorld, Wang, telegram_world
from tests.waiting import until
from worker.delivering import deliver_batch
from worker.owner import Owner
from worker.ticking import tick

DELIVERY = {"timeout_seconds": 1.0, "settle_seconds": 2.4}


@pytest.fixture
async def post(database_url: str, engines: Engines) -> AsyncIterator[TelegramWorld]:
    async with telegram_world(database_url, engines.redis_url, delivery=DELIVERY) as opened:
        yield opened


async def messages(post: TelegramWorld, column: str) -> list[Any]:
    found: list[Any] = await post.world.value(
        f"SELECT array_agg({column} ORDER BY id) FROM messages WHERE channel = 'telegram'"
    )
    return found


async def pass_seconds(post: TelegramWorld, seconds: float) -> None:
    await post.world.pass_hours(seconds / 3600)


async def test_a_prompt_goes_to_the_chat_with_its_buttons(post: TelegramWorld) -> None:
    wang = await post.prompted()
    assert wang.newest.text.startswith("您")
    assert len(wang.newest.labels) == 5
    assert "T" in wang.newest.text
    assert await post.world.phone(wang.phone).prompts() == []
    [reference] = await messages(post, "reference")
    assert str(wang.chat) not in reference


async def test_a_429_halts_the_channel_for_all_and_burns_nothing(post: TelegramWorld) -> None:
    crowd = [await post.served() for _ in range(20)]
    post.telegram.next(None, None, throttle(400))
    await next_day(post.world)
    asked = post.telegram.requests["sendMessage"]
    await pass_seconds(post, 300)
    assert post.telegram.requests["sendMessage"] == asked  # nobody knocks while the halt lasts
    assert set(await messages(post, "attempts")) <= {0, 1}
    # The halt of the channel object is in real time: another worker process has none of its own.
    await _a_fresh_channel(post)
    await pass_seconds(post, 150)
    assert sorted(post.telegram.counts().values()) == [1] * len(crowd)
    assert set(await messages(post, "attempts")) == {1}


async def _a_fresh_channel(post: TelegramWorld) -> None:
    account = telegram_account(post.world.parts.settings)
    assert account is not None
    await post.world.runtime.channels["telegram"].close()
    post.world.runtime.channels = {**post.world.runtime.channels, "telegram": TelegramChannel(account)}


@pytest.mark.parametrize(
    "fault",
    [
        blocked(),
        refuse(403, "Forbidden: user is deactivated"),
        refuse(403, "Forbidden: bot can't initiate conversation with a user"),
        refuse(400, "Bad Request: chat not found"),
    ],
)
async def test_who_cannot_be_written_to_there_gets_an_sms(post: TelegramWorld, fault: Fault) -> None:
    wang = await post.served()
    post.telegram.next(fault)
    await next_day(post.world)
    assert post.telegram.texts_to(wang.chat) == []
    assert len(await post.world.phone(wang.phone).prompts()) == 1
    await post.world.phone(wang.phone).says("4")
    assert (await wang.rating() or {})["level"] == 4


async def test_who_writes_again_is_prompted_in_the_chat_again(post: TelegramWorld) -> None:
    wang = await post.served()
    post.telegram.next(blocked())
    await next_day(post.world)
    await wang.says("/start")
    await _another_matter(post, wang)
    assert "已办结" in wang.newest.text


async def _another_matter(post: TelegramWorld, wang: Wang) -> None:
    await post.world.pass_hours(24)
    at = post.world.clock.now() - timedelta(hours=1)
    await post.served(phone=wang.phone, chat=wang.chat, finished_at=at.isoformat())
    await next_day(post.world)


@pytest.mark.parametrize("fault", [lose_answer(), cut_off()], ids=["taken", "not taken"])
async def test_a_lost_answer_counts_as_sent_and_no_sms_follows(post: TelegramWorld, fault: Fault) -> None:
    """Telegram cannot be asked, so there is no waiting for hours either."""
    wang = await post.served()
    post.telegram.next(fault)
    await next_day(post.world)

    async def settled() -> bool:
        await post.world.happen()
        return await messages(post, "state") == ["unknown"]

    await until(settled, within=10)
    record = await post.world.record(wang.record_nos[0])
    assert (record["state"], record["window_closes_at"] is not None) == ("prompted", True)
    await post.world.pass_hours(48)
    assert len(post.telegram.texts_to(wang.chat)) <= 1
    assert await post.world.phone(wang.phone).prompts() == []


async def test_one_answer_in_ten_lost_and_everybody_has_one_prompt(post: TelegramWorld) -> None:
    crowd = [await post.served() for _ in range(40)]
    lost = {str(wang.chat) for wang in crowd[::10]}
    post.telegram.script = lambda call: lose_answer() if call["chat_id"] in lost else None
    await next_day(post.world)

    async def nothing_waits() -> bool:
        await post.world.happen()
        return set(await messages(post, "state")) == {"sent", "unknown"}

    await until(nothing_waits, within=60)
    assert sorted(post.telegram.counts()) == sorted(str(wang.chat) for wang in crowd)
    assert set(post.telegram.counts().values()) == {1}


async def free_again(post: TelegramWorld, channel: str) -> None:
    """Wait until the database has noticed that whoever had the turn is gone."""
    another = Owner(post.world.parts.database.url)
    await another.id()
    await until(lambda: another.take_turn(channel))
    await another.end_turn(channel)
    await another.close()


async def test_one_worker_writes_on_the_channel_at_a_time(post: TelegramWorld) -> None:
    wang = await post.served()
    other = Owner(post.world.parts.database.url)
    await other.id()
    assert await other.take_turn("telegram")
    await post.world.clock.move(post.world.clock.now() + timedelta(days=1))
    await tick(post.world.runtime)
    assert await deliver_batch(post.world.runtime) == 0
    await other.close()  # or a kill: the turn is free within milliseconds
    await free_again(post, "telegram")
    assert await deliver_batch(post.world.runtime) == 1
    assert await deliver_batch(post.world.runtime) == 0  # and it was given back
    assert len(post.telegram.texts_to(wang.chat)) == 1


async def test_two_messages_for_one_chat_leave_a_second_apart(post: TelegramWorld) -> None:
    await post.world.clock.refresh()
    now = post.world.clock.now()

    async def queue(tx: Transaction) -> None:
        contact = Contact("telegram", "5005", can_sms=False)
        chat = (await people.resolve(tx, post.world.parts.vault, [contact], now))[contact]
        for number in range(3):
            notice = outbox.Worded(
                citizen_id=chat.citizen_id,
                address_id=chat.id,
                channel="telegram",
                template="notice",
                facts={},
                locale="zh",
                text=f"第{number}条",
            )
            await outbox.queue_notice(tx, notice, now)

    await post.world.query(queue)
    for _ in range(12):
        await pass_seconds(post, 0.25)
    assert post.telegram.texts_to(5005) == ["第0条", "第1条", "第2条"]
    first, second, third = await messages(post, "sent_at")
    assert min(second - first, third - second) >= timedelta(seconds=1)


async def test_a_halt_is_only_ever_made_longer(post: TelegramWorld) -> None:
    await post.world.clock.refresh()
    now = post.world.clock.now()
    for seconds in (30, 10):
        until_then = now + timedelta(seconds=seconds)
        await post.world.query(lambda tx, end=until_then: halts.halt(tx, "telegram", end))  # type: ignore[misc]
    assert await post.world.value("SELECT until FROM halted_channels") == now + timedelta(seconds=30)


async def test_without_the_bot_its_messages_wait_and_the_others_go(
    database_url: str, engines: Engines, post: TelegramWorld
) -> None:
    wang, li = await post.served(), await post.served(chat=None)
    await post.world.clock.move(post.world.clock.now() + timedelta(days=1))
    await tick(post.world.runtime)
    bot = post.world.runtime.channels["telegram"]
    sms = {"sms": post.world.runtime.channels["sms"]}
    post.world.runtime.channels = sms
    await deliver_batch(post.world.runtime)
    assert len(await post.world.phone(li.phone).prompts()) == 1
    assert await messages(post, "state") == ["queued"]
    post.world.runtime.channels = {**sms, "telegram": bot}
    await asyncio.wait_for(post.world.happen(), 20)
    assert len(post.telegram.texts_to(wang.chat)) == 1
