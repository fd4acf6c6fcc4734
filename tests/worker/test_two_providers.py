"""SMS by two providers: each message by one of them, whatever goes wrong; trouble moves the shares."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import Engines
from tests.fakes.aliyun import KEY_ID, KEY_SECRET, FakeAliyun
from tests.fakes.aliyun import lose_answer as aliyun_loses
from tests.fakes.aliyun import refuse as aliyun_refuses
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER, FakeTwilio, breakdown, lose_answer, refuse
from tests.journeys.stack import until
from tests.world import World, a_record, open_world

SECRET = "callback-s3cret"


@dataclass
class Two:
    """A world with Twilio first and Aliyun beside it, an even share each."""

    world: World
    twilio: FakeTwilio
    aliyun: FakeAliyun

    async def due(self, phones: int) -> None:
        """Prompts to so many people are due."""
        await self.world.send_records(*(a_record(f"139{number + 1:08d}") for number in range(phones)))
        await self.world.clock.refresh()
        await self.world.clock.move(self.world.clock.now() + timedelta(days=1))

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


@pytest.fixture
async def two(database_url: str, engines: Engines) -> AsyncIterator[Two]:
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
        }  # fmt: skip
        delivery = {"timeout_seconds": 1.0, "settle_seconds": 2.4}
        async with open_world(database_url, engines.redis_url, channels=channels, delivery=delivery) as world:
            yield Two(world, twilio, aliyun)


async def test_each_carries_its_share_and_nobody_gets_two(two: Two) -> None:
    await two.due(40)
    await two.world.happen()
    assert set(two.got().values()) == {1}
    assert len(two.got()) == 40
    assert 18 <= len(two.twilio.texts) <= 22
    kept = "SELECT count(*) FROM messages WHERE state = 'sent' AND provider = 'aliyun'"
    assert await two.world.value(kept) == len(two.aliyun.texts)


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
