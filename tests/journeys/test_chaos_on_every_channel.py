"""Prompts over all channels, one answer in ten lost, the worker killed five times: each at most once, none missing.

SMS leave by two providers, and one in doubt is asked about, so everybody has theirs by one of them. Telegram and WeChat
cannot be asked: what was about to leave when the worker was killed counts as sent, is listed as unknown, and is never
sent again, by SMS neither.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, LiteralString, Protocol

import pytest

from tests.fakes import aliyun_faults, telegram_faults, twilio_faults, wechat_faults
from tests.fakes.aliyun import KEY_ID, KEY_SECRET, FakeAliyun
from tests.fakes.telegram import BOT_TOKEN, SECRET, FakeTelegram
from tests.fakes.twilio import FakeTwilio
from tests.fakes.wechat import APP_ID, APP_SECRET, FakeWeChat
from tests.fakes.wechat_person import TOKEN
from tests.journeys.chaos_stack import ChaosStack, a_record, chaos_stack, phone
from tests.journeys.stack import free_port
from tests.waiting import until
from worker.delivering import BLIND_CHUNK

SEED = 20261127
PROMPTS = 2000
LOST = 0.1
HELD = 1.5
"""Seconds for which a provider holds back one answer while the worker is being killed; below our time-out."""
KILLS = 5
TO_THE_END = 120.0
RATE = "200"
"""Messages a second through each."""


class Fake(Protocol):
    """What the fakes have in common."""

    script: Any

    def counts(self) -> dict[str, int]: ...


@dataclass(frozen=True)
class Provider:
    """A fake and its ways to go wrong."""

    fake: Fake
    losing: Callable[[float, int], Callable[[Any], Any]]
    slow: Callable[[float], Any]

    def lose_answers(self) -> None:
        """One in ten from now on."""
        self.fake.script = self.losing(LOST, SEED)


@dataclass(frozen=True)
class Line:
    """A channel: who carries it, and whom it writes to: every third citizen."""

    providers: tuple[Provider, ...]
    address: Callable[[int], str]
    place: int

    @property
    def numbers(self) -> range:
        """The citizens who are prompted on it."""
        return range(self.place, PROMPTS, 3)

    def counts(self) -> dict[str, int]:
        """How many each address got, by all its providers together."""
        got: Counter[str] = Counter()
        for provider in self.providers:
            got.update({address.removeprefix("+86"): n for address, n in provider.fake.counts().items()})
        return dict(got)


@dataclass(frozen=True)
class Chaos:
    """The stack and the lines of its three channels."""

    stack: ChaosStack
    sms: Line
    telegram: Line
    wechat: Line

    @property
    def chats(self) -> tuple[Line, Line]:
        """Those that cannot be asked."""
        return self.telegram, self.wechat

    @property
    def providers(self) -> tuple[Provider, ...]:
        """All of them."""
        return tuple(provider for line in (self.sms, *self.chats) for provider in line.providers)

    @asynccontextmanager
    async def at(self, share: float) -> AsyncIterator[None]:
        """Once that share of the prompts has arrived: whoever took the last one holds its answer back."""
        reached = asyncio.Event()
        for provider in self.providers:
            provider.fake.script = self._tripwire(provider, share * PROMPTS, reached)
        async with asyncio.timeout(TO_THE_END):
            await reached.wait()
        yield
        for provider in self.providers:
            provider.lose_answers()

    def _tripwire(self, provider: Provider, number: float, reached: asyncio.Event) -> Callable[[Any], Any]:
        lost = provider.losing(LOST, SEED)

        def script(call: Any) -> Any:
            taken = sum(len(each.fake.counts()) for each in self.providers)
            if reached.is_set() or taken < number:
                return lost(call)
            reached.set()
            return provider.slow(HELD)

        return script


def bare_phone(number: int) -> str:
    return phone(number).removeprefix("+86")


def chat(number: int) -> str:
    return str(900_000 + number)


def openid(number: int) -> str:
    return f"oChaos{number:022}"


def somebodys_record(number: int) -> dict[str, object]:
    """Everybody has a phone, two in three a chat as well."""
    chats: tuple[dict[str, str], ...] = (
        {},
        {"telegram_chat_id": chat(number)},
        {"wechat_openid": openid(number)},
    )
    return a_record(number) | chats[number % 3]


@asynccontextmanager
async def chaos() -> AsyncIterator[Chaos]:
    async with (
        FakeTwilio() as twilio,
        FakeAliyun() as aliyun,
        FakeTelegram() as telegram,
        FakeWeChat(all_open=True) as wechat,
    ):
        providers = {
            "ALIYUN": {
                "ACCESS_KEY_ID": KEY_ID, "ACCESS_KEY_SECRET": KEY_SECRET, "SIGN_NAME": "政务服务",
                "TEMPLATE_CODE": "SMS_1", "CALLBACK_SECRET": "chaos-s3cret", "BASE_URL": aliyun.base_url,
            },
            "TELEGRAM": {"BOT_TOKEN": BOT_TOKEN, "SECRET_TOKEN": SECRET, "BASE_URL": telegram.base_url},
            "WECHAT": {
                "APP_ID": APP_ID, "APP_SECRET": APP_SECRET, "TOKEN": TOKEN, "BASE_URL": wechat.base_url,
            },
            "RATES": dict.fromkeys(("TWILIO", "ALIYUN", "TELEGRAM", "WECHAT"), RATE),
        }  # fmt: skip
        second = {
            "HAOCHAPING__CHANNELS__SMS_SECOND": "aliyun",
            "HAOCHAPING__CHANNELS__SMS_SECOND_SHARE": "0.5",
        }
        async with chaos_stack(twilio.base_url, free_port(), environment(providers) | second) as stack:
            texts = (
                Provider(twilio, twilio_faults.losing, twilio_faults.slow),
                Provider(aliyun, aliyun_faults.losing, aliyun_faults.slow),
            )
            bot = Provider(telegram, telegram_faults.losing, telegram_faults.slow)
            account = Provider(wechat, wechat_faults.losing, wechat_faults.slow)
            yield Chaos(stack, Line(texts, bare_phone, 0), Line((bot,), chat, 1), Line((account,), openid, 2))


def environment(channels: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {
        f"HAOCHAPING__CHANNELS__{section}__{name}": value
        for section, settings in channels.items()
        for name, value in settings.items()
    }


@pytest.mark.timeout(300)
async def test_every_prompt_once_on_every_channel() -> None:
    async with chaos() as world:
        for provider in world.providers:
            provider.lose_answers()
        await world.stack.send_records([somebodys_record(number) for number in range(PROMPTS)])
        for share in (0.1, 0.25, 0.4):
            await killed_before_the_answer(world, share)
        for share in (0.55, 0.7):
            await killed_before_our_commit(world, share)
        await everything_is_settled(world)
        assert world.sms.counts() == dict.fromkeys(map(bare_phone, world.sms.numbers), 1)
        assert all(provider.fake.counts() for provider in world.sms.providers)
        await each_chat_has_one_or_its_fate_is_listed(world)


async def killed_before_the_answer(world: Chaos, share: float) -> None:
    async with world.at(share):
        killed = world.stack.kill("worker")
    await world.stack.back("worker", killed)


async def killed_before_our_commit(world: Chaos, share: float) -> None:
    async with world.at(share), world.stack.nothing_can_be_recorded():
        await until(world.stack.is_recording, within=HELD + 5)
        killed = world.stack.kill("worker")
    await world.stack.back("worker", killed)


UNFINISHED: LiteralString = """
    SELECT count(*) FROM messages WHERE state IN ('queued', 'claimed', 'sending', 'settling')"""
PROMPTED = "SELECT count(*) FROM visits WHERE state = 'prompted' AND window_closes_at IS NOT NULL"
UNKNOWN: LiteralString = """
    SELECT array_agg(v.record_no) FROM visits v JOIN messages m ON m.id = v.prompt_id WHERE m.state = 'unknown'"""


async def everything_is_settled(world: Chaos) -> None:
    async def settled() -> bool:
        return bool(await world.stack.ask(PROMPTED) == PROMPTS and await world.stack.ask(UNFINISHED) == 0)

    await until(settled, within=TO_THE_END)


async def each_chat_has_one_or_its_fate_is_listed(world: Chaos) -> None:
    unknown = {int(record_no.removeprefix("C")) for record_no in await world.stack.ask(UNKNOWN)}
    for line in world.chats:
        counts = line.counts()
        assert set(counts.values()) == {1}
        missing = {number for number in line.numbers if line.address(number) not in counts}
        assert missing <= unknown, "sent, says our table, and the provider has none"
        assert len(missing) <= KILLS * BLIND_CHUNK
    assert unknown.isdisjoint(world.sms.numbers)
