"""The commands about the Telegram bot, and its process, against a server that speaks the Bot API."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from haochaping.commands import telegram as commands
from haochaping.settings import Settings, load
from tests.fakes.telegram import BOT_TOKEN, SECRET, FakeTelegram
from tests.waiting import until
from tests.world import World

HAOCHAPING = Path(sys.executable).parent / "haochaping"


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


def settings(telegram: FakeTelegram, **bot: object) -> Settings:
    given = {"bot_token": BOT_TOKEN, "secret_token": SECRET, "base_url": telegram.base_url, **bot}
    return load(channels={"telegram": given}, web={"public_base_url": "https://hall.example/"})


async def test_telegram_is_told_where_to_post(telegram: FakeTelegram) -> None:
    said = await asyncio.to_thread(commands.listen, settings(telegram))
    assert said == "@haochaping_bot posts to https://hall.example/webhooks/telegram"
    assert telegram.webhook["url"] == "https://hall.example/webhooks/telegram"
    assert telegram.webhook["secret_token"] == SECRET
    assert "stop" in telegram.commands


async def test_what_cannot_be_done_is_told_in_one_line(telegram: FakeTelegram) -> None:
    with pytest.raises(ValueError, match="polling is on"):
        commands.listen(settings(telegram, polling=True))
    with pytest.raises(ValueError, match="lacks bot_token, secret_token"):
        commands.listen(load())
    with pytest.raises(ValueError, match="'12' is no phone number"):
        commands.link(settings(telegram), "12")
    telegram.away = 1
    with pytest.raises(ValueError, match="Telegram did not do it") as refused:
        await asyncio.to_thread(commands.listen, settings(telegram))
    assert "\n" not in str(refused.value)


def environment(world: World, telegram: FakeTelegram, **bot: str) -> Mapping[str, str]:
    given = world.parts.settings
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": given.database_url,
        "REDIS_URL": given.redis_url,
        "HAOCHAPING__SECURITY__PHONE_KEY": given.security.phone_key,
        "HAOCHAPING__SECURITY__LOOKUP_KEY": given.security.lookup_key,
        "HAOCHAPING__CHANNELS__TELEGRAM__BOT_TOKEN": BOT_TOKEN,
        "HAOCHAPING__CHANNELS__TELEGRAM__BASE_URL": telegram.base_url,
        **{f"HAOCHAPING__CHANNELS__TELEGRAM__{name}": value for name, value in bot.items()},
    }


async def test_the_bot_process_answers_until_it_is_told_to_stop(world: World, telegram: FakeTelegram) -> None:
    telegram.updates = [
        telegram.update(message=telegram.message(1001, text="/help")),
        telegram.update(message=telegram.message(1002, text="5 秘密")),
    ]
    env = environment(world, telegram, POLLING="true")
    process = await asyncio.create_subprocess_exec(HAOCHAPING, "bot", env=env, stderr=subprocess.PIPE)

    async def both_answered() -> bool:
        return telegram.counts().keys() == {"1001", "1002"}

    await until(both_answered, within=30)
    process.send_signal(signal.SIGTERM)
    _, log = await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0, log.decode()
    assert not any(secret in log.decode() for secret in (BOT_TOKEN, "秘密", "1001", "Traceback"))


async def test_a_bot_process_with_nothing_to_fetch_says_so(world: World, telegram: FakeTelegram) -> None:
    env = environment(world, telegram, SECRET_TOKEN=SECRET)
    process = await asyncio.create_subprocess_exec(HAOCHAPING, "bot", env=env, stderr=subprocess.PIPE)
    _, said = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    assert said.decode().splitlines() == [
        "haochaping: channels.telegram.polling is off: there is nothing to fetch"
    ]
