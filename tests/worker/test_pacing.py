"""Messages leave at their sender's rate, whatever the number of workers; without Valkey, more slowly."""

import asyncio
from time import monotonic

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.conftest import Engines
from worker.pacing import KEY, Pacing

SENDER = "tests"


@pytest.fixture
def valkey(engines: Engines) -> Redis:
    """Valkey with an untouched bucket."""
    redis = Redis.from_url(engines.redis_url)
    redis.delete(KEY + SENDER)
    return redis


@pytest.fixture
def nowhere() -> Redis:
    """No server answers here."""
    return Redis(host="127.0.0.1", port=1, retry=Retry(NoBackoff(), 0))


async def seconds_for(messages: int, *workers: Pacing) -> float:
    """How long it takes until so many messages may have left, each worker sending its share one by one."""
    began = monotonic()

    async def work(pacing: Pacing) -> None:
        for _ in range(messages // len(workers)):
            await pacing.wait(SENDER, 1)

    await asyncio.gather(*map(work, workers))
    return monotonic() - began


async def test_a_rested_sender_sends_a_burst_and_then_keeps_its_rate(valkey: Redis) -> None:
    pacing = Pacing(valkey, {SENDER: 100.0}, 1.0)
    assert await seconds_for(150, pacing) > 0.45


async def test_two_workers_share_one_rate(valkey: Redis) -> None:
    workers = [Pacing(valkey, {SENDER: 100.0}, 1.0) for _ in range(2)]
    assert await seconds_for(150, *workers) > 0.45


async def test_without_valkey_each_worker_is_slow_but_sends(nowhere: Redis) -> None:
    pacing = Pacing(nowhere, {SENDER: 10_000.0}, 50.0)
    assert await seconds_for(10, pacing) > 0.18


async def test_the_safe_rate_is_never_faster_than_the_senders_own(nowhere: Redis) -> None:
    pacing = Pacing(nowhere, {SENDER: 10.0}, 500.0)
    assert await seconds_for(3, pacing) > 0.28


async def test_a_sender_without_a_rate_has_the_safe_one(valkey: Redis) -> None:
    assert Pacing(valkey, {}, 5.0).rate("unknown") == 5.0
