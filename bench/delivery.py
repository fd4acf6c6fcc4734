"""Prompts through the outbox to a provider, against its SDK alone."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from redis import Redis

from bench.people import due_now
from bench.stage import Figure, Stage, furnish
from channels.twilio.account import TwilioAccount
from channels.twilio.client import TwilioClient
from haochaping.wiring.worker import build_runtime
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER
from worker.delivering import deliver_batch
from worker.runtime import Runtime
from worker.ticking import tick

PROMPTS = 3000
AT_ONCE = 50
TEXT = "【政务服务】您11月20日办理的“居民身份证换领”已办结，请您评价：5非常满意 4满意 3基本满意 2不满意 1非常不满意"


async def measure(stage: Stage) -> list[Figure]:
    """Prompts a second, both ways, of one process on one event loop."""
    with _provider() as url:
        alone = await _sdk_alone(url)
        through = await _through_the_outbox(stage, url)
    return [Figure("prompts through the outbox", f"{through:,.0f}/s", f"{alone:,.0f}/s SDK", through / alone)]


@contextmanager
def _provider() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.fakes.twilio"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as fake:
        assert fake.stdout is not None
        try:
            yield fake.stdout.readline().strip()
        finally:
            fake.terminate()


async def _sdk_alone(url: str) -> float:
    account = TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, NUMBER, None, url, "http://127.0.0.1/status")
    client = TwilioClient(account, connect_timeout=5, connections=AT_ONCE)
    phones = iter([f"+86135{number:08d}" for number in range(PROMPTS)])

    async def send() -> None:
        for phone in phones:
            await client.messages.create_async(to=phone, body=TEXT, from_=NUMBER)

    began = perf_counter()
    await asyncio.gather(*(send() for _ in range(AT_ONCE)))
    seconds = perf_counter() - began
    await client.close()
    return PROMPTS / seconds


async def _through_the_outbox(stage: Stage, url: str) -> float:
    twilio = {"account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN, "from_number": NUMBER, "base_url": url}
    channels: dict[str, Any] = {"sms": "twilio", "twilio": twilio}
    settings = stage.settings(stage.database(), channels=channels)
    parts = await furnish(settings)
    async with parts.database.transaction() as tx:
        phones = [f"+86136{number:08d}" for number in range(PROMPTS)]
        await due_now(tx, parts.vault, phones, parts.clock.now())
    redis = Redis.from_url(settings.redis_url)
    runtime = await build_runtime(parts, redis)
    began = perf_counter()
    await _deliver_all(runtime)
    seconds = perf_counter() - began
    for channel in runtime.channels.values():
        await channel.close()
    await runtime.owner.close()
    await parts.database.close()
    redis.close()
    return PROMPTS / seconds


async def _deliver_all(runtime: Runtime) -> None:
    await tick(runtime)
    sent = 0
    while sent < PROMPTS:
        sent += await deliver_batch(runtime)
