"""The fault table: whatever a provider answers to a prompt, it arrives once, or it is known why it did not.

One citizen for each row, whose first message goes wrong as the row says. A provider of SMS is asked about what is in
doubt; Telegram and WeChat cannot be, so there it counts as sent.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.aliyun import aliyun_world
from tests.bot.citizens import next_day
from tests.conftest import Engines
from tests.fakes import aliyun_faults, telegram_faults, twilio_faults, wechat_faults
from tests.telegram import telegram_world
from tests.waiting import until
from tests.wechat import wechat_world
from tests.worker.twilio import twilio_world
from tests.world import World, a_record

Row = tuple[Any, str, str]
"""(the fault, what became of the prompt, what the citizen got: here, an SMS instead, or nothing)."""
ONCE: tuple[str, str] = ("sent", "here")
IN_DOUBT: tuple[str, str] = ("unknown", "here")
PATIENT = {"timeout_seconds": 2.0, "settle_seconds": 4.4}
"""Chats cannot be asked: what took so long on a busy machine that it never left would count as sent."""

TWILIO: Mapping[str, Row] = {
    "the answer is lost": (twilio_faults.lose_answer(), *ONCE),
    "500, and it was taken": (twilio_faults.breakdown(500, taken=True), *ONCE),
    "500, and it was not": (twilio_faults.breakdown(500), *ONCE),
    "503": (twilio_faults.breakdown(503), *ONCE),
    "429 with a time": (twilio_faults.throttle("3"), *ONCE),
    "429 without a time": (twilio_faults.throttle(), *ONCE),
    "a refusal inside a 201": (
        twilio_faults.garbage('{"sid": "SM1", "status": "failed", "error_code": 21408}', taken=False),
        "failed",
        "nothing",
    ),
    "our token is not good": (twilio_faults.refuse(20003, 401), *ONCE),
}
ALIYUN: Mapping[str, Row] = {
    "the answer is lost": (aliyun_faults.lose_answer(), *ONCE),
    "500, and it was taken": (aliyun_faults.page(500, taken=True), *ONCE),
    "500, and it was not": (aliyun_faults.page(500), *ONCE),
    "503": (aliyun_faults.page(503), *ONCE),
    "429 with a time": (aliyun_faults.page(429, retry_after="3"), *ONCE),
    "429 without a time": (aliyun_faults.page(429), *ONCE),
    "a refusal inside a 200": (aliyun_faults.refuse("isv.SMS_TEMPLATE_ILLEGAL"), "failed", "nothing"),
    "our key is not good": (aliyun_faults.refuse("SignatureDoesNotMatch", 400), *ONCE),
}
TELEGRAM: Mapping[str, Row] = {
    "the answer is lost": (telegram_faults.lose_answer(), *IN_DOUBT),
    "500, and it was taken": (telegram_faults.breakdown(500, taken=True), *IN_DOUBT),
    "500, and it was not": (telegram_faults.breakdown(500), "unknown", "nothing"),
    "503": (telegram_faults.breakdown(503), *ONCE),
    "429 with a time": (telegram_faults.throttle(1), *ONCE),
    "429 without a time": (telegram_faults.throttle(), *ONCE),
    "a refusal inside a 200": (
        telegram_faults.refuse(403, "Forbidden: bot was blocked by the user", 200),
        "failed, sent",
        "an SMS",
    ),
    "blocked the bot": (telegram_faults.blocked(), "failed, sent", "an SMS"),
    "our token is not good": (telegram_faults.refuse(401, "Unauthorized"), *ONCE),
}
WECHAT: Mapping[str, Row] = {
    "the answer is lost": (wechat_faults.lose_answer(), *IN_DOUBT),
    "500, and it was taken": (wechat_faults.gateway(500, taken=True), *IN_DOUBT),
    "500, and it was not": (wechat_faults.gateway(500), "unknown", "nothing"),
    "503": (wechat_faults.gateway(503), *ONCE),
    "429 with a time": (wechat_faults.gateway(429, retry_after="3"), *ONCE),
    "429 without a time": (wechat_faults.gateway(429), *ONCE),
    "unfollowed, said inside a 200": (wechat_faults.refuse(43004), "failed, sent", "an SMS"),
    "our token is not good": (wechat_faults.refuse(42001), *ONCE),
}


@dataclass(frozen=True)
class Somebody:
    """A citizen as the provider knows them."""

    address: str
    phone: str
    record_no: str


@dataclass(frozen=True)
class Line:
    """A world and the provider of one of its channels."""

    world: World
    provider: Any
    people: Mapping[str, Somebody]
    """By the row that they are for."""
    address_in: Callable[[Any], str] = str
    """The address in what a script of the provider's is given."""

    def go_wrong(self, table: Mapping[str, Row]) -> None:
        """Each citizen's first message, and no other."""
        faults = {self.people[what].address: fault for what, (fault, _, _) in table.items()}
        self.provider.script = lambda call: faults.pop(self.address_in(call), None)

    async def became(self, what: str) -> tuple[str, str]:
        """The states of a citizen's prompts, oldest first, and what they got."""
        somebody = self.people[what]
        states = await self.world.value(STATES, record_no=somebody.record_no)
        here = self.provider.counts().get(somebody.address, 0)
        sms = len(await self.world.phone(somebody.phone).heard())
        got = ["here"] * here + ["an SMS"] * sms
        return states, " and ".join(got) or "nothing"


STATES = """
    SELECT string_agg(m.state, ', ' ORDER BY m.id) FROM messages m JOIN visits v USING (citizen_id)
     WHERE v.record_no = %(record_no)s AND m.kind = 'prompt'"""
UNFINISHED = "SELECT count(*) FROM messages WHERE state IN ('queued', 'claimed', 'sending', 'settling')"


async def texters(world: World, rows: Mapping[str, Row], prefix: str) -> dict[str, Somebody]:
    """People with nothing but a phone."""
    records = {what: a_record(f"133{number:08d}") for number, what in enumerate(rows)}
    answer = await world.send_records(*records.values())
    assert answer["accepted"] == len(rows), answer
    return {
        what: Somebody(f"{prefix}{record['phone']}", record["phone"], record["record_no"])
        for what, record in records.items()
    }


@asynccontextmanager
async def by_twilio(database_url: str, redis_url: str) -> AsyncIterator[Line]:
    async with twilio_world(database_url, redis_url) as post:
        people = await texters(post.world, TWILIO, "+86")
        yield Line(post.world, post.twilio, people, lambda form: str(form["To"]))


@asynccontextmanager
async def by_aliyun(database_url: str, redis_url: str) -> AsyncIterator[Line]:
    async with aliyun_world(database_url, redis_url) as post:
        yield Line(post.world, post.aliyun, await texters(post.world, ALIYUN, ""))


@asynccontextmanager
async def by_telegram(database_url: str, redis_url: str) -> AsyncIterator[Line]:
    async with telegram_world(database_url, redis_url, delivery=PATIENT) as post:
        crowd = {what: await post.served() for what in TELEGRAM}
        people = {what: Somebody(str(w.chat), w.phone, w.record_nos[0]) for what, w in crowd.items()}
        yield Line(post.world, post.telegram, people, lambda call: str(call["chat_id"]))


@asynccontextmanager
async def by_wechat(database_url: str, redis_url: str) -> AsyncIterator[Line]:
    async with wechat_world(database_url, redis_url, delivery=PATIENT) as town:
        crowd = {what: await town.served() for what in WECHAT}
        town.wechat.open_window(*(li.follower.openid for li in crowd.values()))
        people = {what: Somebody(li.follower.openid, li.phone, li.record_no) for what, li in crowd.items()}
        yield Line(town.world, town.wechat, people)


Open = Callable[[str, str], AbstractAsyncContextManager[Line]]
CHANNELS: tuple[tuple[Open, Mapping[str, Row]], ...] = (
    (by_twilio, TWILIO),
    (by_aliyun, ALIYUN),
    (by_telegram, TELEGRAM),
    (by_wechat, WECHAT),
)


@pytest.mark.parametrize(("opened", "table"), CHANNELS, ids=[opened.__name__ for opened, _ in CHANNELS])
async def test_a_prompt_arrives_once_or_it_is_known_why_not(
    opened: Open, table: Mapping[str, Row], database_url: str, engines: Engines
) -> None:
    async with opened(database_url, engines.redis_url) as line:
        line.go_wrong(table)
        await next_day(line.world)

        async def all_is_known() -> bool:
            await line.world.pass_hours(1 / 60)
            return bool(await line.world.value(UNFINISHED) == 0)

        await until(all_is_known, within=30)
        await next_day(line.world)
        became = {what: await line.became(what) for what in table}
        assert became == {what: (states, got) for what, (_, states, got) in table.items()}
