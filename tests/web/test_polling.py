"""Long polling: updates are confirmed once they are answered, one chat's in their order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis import Redis

from haochaping.wiring.web import build_services
from tests.conftest import Engines
from tests.fakes.telegram import BOT_TOKEN, FakeTelegram
from tests.fakes.telegram_faults import throttle
from tests.telegram import TelegramWorld
from tests.waiting import until
from tests.world import open_world
from web.polling import poll


@pytest.fixture
async def post(database_url: str, engines: Engines) -> AsyncIterator[TelegramWorld]:
    """A world without a public address."""
    async with FakeTelegram() as telegram:
        bot = {"bot_token": BOT_TOKEN, "polling": True, "base_url": telegram.base_url}
        async with open_world(database_url, engines.redis_url, channels={"telegram": bot}) as world:
            yield TelegramWorld(world, telegram)


@asynccontextmanager
async def fetching(post: TelegramWorld) -> AsyncIterator[None]:
    """The bot process, within this one."""
    with Redis.from_url(post.world.parts.settings.redis_url) as redis:
        desk = build_services(post.world.parts, redis)
        assert desk.telegram is not None
        task = asyncio.create_task(poll(desk, desk.telegram, seconds=1))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            await desk.telegram.close()
    assert task.cancelled(), task.exception()


async def confirmed(post: TelegramWorld) -> None:
    async def nothing_left() -> bool:
        return not post.telegram.updates

    await until(nothing_left, within=10)


async def test_what_people_write_and_press_is_answered(post: TelegramWorld) -> None:
    wang, li = await post.served(), await post.served()
    await post.world.pass_hours(24)
    prompt = li.newest
    post.telegram.updates = [
        post.telegram.update(message=post.telegram.message(wang.chat, text="5 谢谢")),
        post.telegram.press(prompt, prompt.data("非常满意")),
        post.telegram.update(edited_message=post.telegram.message(wang.chat, text="1")),
        post.telegram.update(message={"an": "unknown shape"}),
    ]
    async with fetching(post):
        await confirmed(post)
    assert (await wang.rating() or {})["comment"] == "谢谢"
    assert (await li.rating() or {})["level"] == 5
    assert "非常满意" in wang.newest.text
    assert (prompt.edits, len(post.telegram.answered)) == (1, 1)
    assert "url" not in post.telegram.webhook  # a webhook would keep everything from us
    assert post.telegram.requests["deleteWebhook"] == 1


async def test_messages_of_one_chat_are_taken_in_their_order(post: TelegramWorld) -> None:
    wang = await post.served()
    await post.world.pass_hours(24)
    post.telegram.updates = [
        post.telegram.update(message=post.telegram.message(wang.chat, text=str(level)))
        for level in (5, 4, 3, 4, 5, 4, 3)
    ]
    async with fetching(post):
        await confirmed(post)
    levels = await post.world.value("SELECT array_agg(level ORDER BY version) FROM ratings")
    assert levels == [5, 4, 3, 4, 5, 4, 3]


async def test_what_a_killed_process_had_not_confirmed_comes_again_and_is_one(post: TelegramWorld) -> None:
    wang = await post.served()
    await post.world.pass_hours(24)
    update = post.telegram.update(message=post.telegram.message(wang.chat, text="5"))
    for _ in range(2):
        post.telegram.updates = [update]  # as if the confirmation had not reached Telegram
        async with fetching(post):
            await confirmed(post)
    assert await post.world.value("SELECT count(*) FROM inbound") == 1
    first, second = post.telegram.texts_to(wang.chat)[-2:]
    assert first == second


async def test_telegram_away_for_a_while_loses_nothing(post: TelegramWorld) -> None:
    wang = await post.served()
    await post.world.pass_hours(24)
    post.telegram.updates = [post.telegram.update(message=post.telegram.message(wang.chat, text="5"))]
    post.telegram.away = 2
    async with fetching(post):
        await confirmed(post)
    assert (await wang.rating() or {})["level"] == 5


async def test_an_answer_waits_as_long_as_telegram_asks(post: TelegramWorld) -> None:
    wang = await post.served()
    await post.world.pass_hours(24)
    post.telegram.updates = [post.telegram.update(message=post.telegram.message(wang.chat, text="5"))]
    post.telegram.next(throttle(1))
    async with fetching(post):
        await confirmed(post)
    assert len(post.telegram.texts_to(wang.chat)) == 2
