"""SMS by two providers: each message by one of them, whatever goes wrong; trouble moves the shares."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from time import monotonic
from typing import Any

import pytest
from redis import Redis

from evaluation.sharing import SLOW
from tests.conftest import Engines
from tests.fakes.aliyun import KEY_ID, KEY_SECRET, FakeAliyun
from tests.fakes.aliyun_faults import lose_answer as aliyun_loses
from tests.fakes.aliyun_faults import refuse as aliyun_refuses
from tests.fakes.twilio import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    NUMBER,
    FakeTwilio,
    breakdown,
    lose_answer,
    refuse,
    throttle,
)
from tests.waiting import until
from tests.world import World, a_record, open_world
from usecases.deliver import Letter
from usecases.learn_from import learn_from
from usecases.outcomes import Outcome
from worker.pacing import KEY

SECRET = "callback-s3cret"


@dataclass
class Two:
    """A world with Twilio first and Aliyun beside it, an even share each."""

    world: World
    twilio: FakeTwilio
    aliyun: FakeAliyun
    strangers: Iterator[int] = field(default_factory=lambda: count(1))

    async def due(self, phones: int) -> None:
        """Prompts to so many people are due."""
        await self.world.send_records(*(a_record(f"139{number + 1:08d}") for number in range(phones)))
        await self.world.clock.refresh()
        await self.world.clock.move(self.world.clock.now() + timedelta(days=1))

    async def another(self, phones: int) -> None:
        """So many other people are owed one too, with no time gone by."""
        at = (self.world.clock.now() - timedelta(hours=25)).isoformat()
        await self.world.send_records(
            *(a_record(f"137{next(self.strangers):08d}", finished_at=at) for _ in range(phones))
        )

    def well_again(self) -> None:
        """Nothing goes wrong any more."""
        self.twilio.script = lambda _: None
        self.aliyun.script = lambda _: None

    def got(self) -> dict[str, int]:
        """How many texts each number got, by whomever."""
        both = [text.to for text in self.twilio.texts] + [f"+86{text.phone}" for text in self.aliyun.texts]
        return {number: both.count(number) for number in both}

    async def all_settled(self) -> None:
        """Let things happen until no fate is unknown."""

        async def nothing_is_open() -> bool:
            await self.world.happen()
            held = "SELECT count(*) FROM messages WHERE state IN ('claimed', 'sending', 'settling')"
            return bool(await self.world.value(held) == 0)

        await until(nothing_is_open, within=20)

    async def health(self, provider: str) -> float:
        found: float | None = await self.world.value(
            "SELECT health FROM provider_shares WHERE provider = %(provider)s", provider=provider
        )
        return 1.0 if found is None else found


@asynccontextmanager
async def two_providers(database_url: str, redis_url: str, **changes: Any) -> AsyncIterator[Two]:
    """`changes` override keys of the section `channels`."""
    async with FakeTwilio() as twilio, FakeAliyun() as aliyun:
        channels: dict[str, Any] = {
            "sms": "twilio",
            "sms_second": "aliyun",
            "sms_second_share": 0.5,
            "twilio": {
                "account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN, "from_number": NUMBER,
                "base_url": twilio.base_url,
            },
            "aliyun": {
                "access_key_id": KEY_ID, "access_key_secret": KEY_SECRET, "sign_name": "政务服务",
                "template_code": "SMS_1", "reply_template_code": "SMS_2", "callback_secret": SECRET,
                "base_url": aliyun.base_url,
            },
            **changes,
        }  # fmt: skip
        delivery = {"timeout_seconds": 3.0, "settle_seconds": 6.4}  # fifty at once on a busy machine
        async with open_world(database_url, redis_url, channels=channels, delivery=delivery) as world:
            yield Two(world, twilio, aliyun)


@pytest.fixture
async def two(database_url: str, engines: Engines) -> AsyncIterator[Two]:
    async with two_providers(database_url, engines.redis_url) as opened:
        yield opened


async def test_each_carries_its_share_and_nobody_gets_two(two: Two) -> None:
    await two.due(40)
    await two.world.happen()
    assert set(two.got().values()) == {1}
    assert len(two.got()) == 40
    assert 18 <= len(two.twilio.texts) <= 22
    kept = "SELECT count(*) FROM messages WHERE state = 'sent' AND provider = 'aliyun'"
    assert await two.world.value(kept) == len(two.aliyun.texts)


# (Aliyun's share of sixty prompts at ten a second, between how many seconds they all leave)
@pytest.mark.parametrize(("share", "least", "most"), [(0.5, 1.9, 4.5), (0.1, 0.0, 3.0), (0.0, 0.0, 3.0)])
async def test_each_keeps_its_own_pace(
    database_url: str, engines: Engines, share: float, least: float, most: float
) -> None:
    """At the slower one's, as one channel, it would be five seconds."""
    rates = {"twilio": 1000.0, "aliyun": 10.0}
    redis = Redis.from_url(engines.redis_url)
    redis.delete(*(KEY + sender for sender in ("sms", *rates)))
    async with two_providers(database_url, engines.redis_url, rates=rates, sms_second_share=share) as two:
        await two.due(60)
        began = monotonic()
        await two.world.happen()
        assert least <= monotonic() - began < most
        assert list(two.got().values()) == [1] * 60


async def test_a_definite_refusal_lets_the_other_carry_it(two: Two) -> None:
    await two.due(6)
    two.twilio.script = lambda _: refuse(20003, 401)  # the token was changed
    await two.world.happen()
    await two.world.pass_hours(1)
    assert two.twilio.texts == []
    assert list(two.got().values()) == [1] * 6


async def test_a_lost_answer_stays_with_its_provider(two: Two) -> None:
    await two.due(20)
    two.twilio.next(*[lose_answer()] * 5)
    two.aliyun.next(*[aliyun_loses()] * 5)
    await two.world.happen()
    await two.all_settled()
    assert list(two.got().values()) == [1] * 20
    assert await two.world.value("SELECT count(*) FROM messages WHERE doubted") == 10


async def test_once_in_doubt_always_with_the_same_even_after_a_refusal(two: Two) -> None:
    """Not taken, says its list; but a list may lag, so nobody else is ever given the message."""
    await two.due(1)
    two.twilio.next(breakdown(500))
    two.aliyun.next(aliyun_refuses("isp.SYSTEM_ERROR"))
    await two.world.happen()
    await two.all_settled()
    provider = await two.world.value("SELECT provider FROM messages")
    if provider == "twilio":
        two.twilio.script = lambda _: refuse(20003, 401)
    else:
        two.aliyun.next(*[aliyun_refuses("isv.AMOUNT_NOT_ENOUGH")] * 50)
    for _ in range(4):
        await two.world.pass_hours(0.5)
    assert two.got() == {}
    assert await two.world.value("SELECT provider FROM messages") == provider


async def test_trouble_moves_the_share_and_time_moves_it_back(two: Two) -> None:
    await two.due(40)
    two.aliyun.next(*[aliyun_refuses("isv.OUT_OF_SERVICE")] * 20)
    await two.world.happen()
    assert await two.health("aliyun") == 0.5
    assert await two.health("twilio") == 1.0
    for minutes, least, most in ((0, 11, 16), (20, 18, 22)):
        await two.world.value(HALVED_FOR, ago=timedelta(minutes=minutes))
        before = len(two.aliyun.texts)
        await two.another(40)
        await two.world.happen()
        assert least <= len(two.aliyun.texts) - before <= most


HALVED_FOR = "UPDATE provider_shares SET changed_at = changed_at - %(ago)s::interval RETURNING health"


async def test_a_slow_answer_is_trouble_though_it_came(two: Two) -> None:
    letter = Letter(1, "prompt", 1, "sms", "", 1, "", 1, 1, provider="aliyun")
    outcome = Outcome(letter, "hcp-1", None, SLOW + timedelta(seconds=1))
    carriers, wall = two.world.runtime.carriers, two.world.clock.wall()
    await two.world.query(lambda tx: learn_from(tx, [outcome], carriers, wall))
    assert (await two.health("aliyun"), await two.health("twilio")) == (0.5, 1.0)


async def test_a_provider_that_asks_to_wait_is_left_alone_and_the_other_carries_on(two: Two) -> None:
    await two.due(1)
    two.twilio.script = lambda _: throttle("600")
    two.aliyun.script = lambda _: aliyun_refuses("isv.DAY_LIMIT_CONTROL")
    await two.world.happen()
    [throttled] = await two.world.value("SELECT array_agg(channel) FROM halted_channels")
    knocks = two.twilio.requests + two.aliyun.requests
    two.well_again()
    await two.another(20)
    await two.world.happen()
    other = two.aliyun if throttled == "twilio" else two.twilio
    assert len(other.texts) == 20
    assert two.twilio.requests + two.aliyun.requests == knocks + 20
    await two.world.pass_hours(2.1)
    assert list(two.got().values()) == [1] * 21


async def test_while_both_ask_to_wait_nobody_is_asked(two: Two) -> None:
    await two.due(20)
    two.twilio.script = lambda _: throttle("600")
    two.aliyun.script = lambda _: aliyun_refuses("isv.DAY_LIMIT_CONTROL")
    await two.world.happen()
    assert await two.world.value("SELECT array_agg(channel ORDER BY channel) FROM halted_channels") == [
        "aliyun", "sms", "twilio",
    ]  # fmt: skip
    knocks = two.twilio.requests + two.aliyun.requests
    two.well_again()
    await two.world.pass_hours(0.1)
    assert two.twilio.requests + two.aliyun.requests == knocks
    await two.world.pass_hours(0.1)
    assert len(two.aliyun.texts) == 0  # the day's limit lasts
    await two.world.pass_hours(2)
    assert list(two.got().values()) == [1] * 20


async def test_what_one_number_must_wait_for_is_no_trouble_of_its_provider(two: Two) -> None:
    await two.due(4)
    two.aliyun.script = lambda _: aliyun_refuses("isv.BUSINESS_LIMIT_CONTROL")
    await two.world.happen()
    assert (await two.health("aliyun"), await two.world.value("SELECT count(*) FROM halted_channels")) == (
        1,
        0,
    )


async def test_an_answer_goes_back_the_way_its_question_came(two: Two) -> None:
    await two.due(1)
    await two.world.happen()
    push = [two.aliyun.reply("13900000001", "5")]
    status, _ = await two.aliyun.push(f"{two.world.base_url}/webhooks/aliyun/{SECRET}/replies", push)
    assert status == 200
    before = len(two.twilio.texts)
    await two.world.happen()
    assert "非常满意" in two.aliyun.texts[-1].variables["text"]
    assert len(two.twilio.texts) == before


async def test_a_number_is_not_sent_more_than_its_provider_allows(two: Two) -> None:
    """Fifty notices in a day: the fifty-first answer waits until the first is a day old, and is not burnt."""
    for number in range(51):
        push = [two.aliyun.reply("13900000001", "帮助", sequence=1000 + number)]
        await two.aliyun.push(f"{two.world.base_url}/webhooks/aliyun/{SECRET}/replies", push)
    await two.world.happen()
    sent = len(two.aliyun.texts)
    waiting = (
        "SELECT count(*) FROM messages WHERE state = 'queued' AND reason = 'frequency_limit' AND attempts = 0"
    )
    assert (sent, await two.world.value(waiting)) == (50, 1)
    await two.world.pass_hours(24.1)
    assert len(two.aliyun.texts) == 51
