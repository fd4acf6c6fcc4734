"""A thousand prompts while everything dies: every prompt once, none twice, none missing."""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import LiteralString

import pytest

from tests.fakes.twilio import FakeTwilio, Fault, losing, slow
from tests.journeys.chaos_citizens import TWILIO_WAITS, Citizens
from tests.journeys.chaos_stack import ChaosStack, a_record, chaos_stack, phone
from tests.journeys.stack import free_port
from tests.waiting import until

SEED = 20261122
PROMPTS = 1000
LOST = 0.1
HELD = 1.5
"""Seconds for which the provider holds back one answer while the worker is being killed; below its timeout."""
VALKEY_AWAY = 60.0 if os.environ.get("HAOCHAPING_CHAOS") == "full" else 6.0
"""A minute in .ci/run; in `make test`, which is to take under five, a little more than a tick."""
TO_THE_END = 90.0
AT_ONCE = 20

pytestmark = pytest.mark.alone  # citizens wait for answers no longer than a provider would


@dataclass
class Chaos:
    """The stack, its provider, its citizens, and the moments at which it is hit."""

    stack: ChaosStack
    twilio: FakeTwilio
    citizens: Citizens

    async def queue(self, start: int, end: int) -> None:
        """Push the records of the citizens with these numbers; they are due at once."""
        await self.stack.send_records([a_record(number) for number in range(start, end)])

    async def at_text(self, number: int) -> None:
        """Wait until the provider has just taken its text of that number, whose answer it holds back."""
        reached = asyncio.Event()
        lost = losing(LOST, SEED)

        def script(form: Mapping[str, str]) -> Fault | None:
            if reached.is_set() or len(self.twilio.texts) + 1 < number:
                return lost(form)
            reached.set()
            return slow(HELD)

        self.twilio.script = script
        async with asyncio.timeout(TO_THE_END):
            await reached.wait()


@asynccontextmanager
async def chaos() -> AsyncIterator[Chaos]:
    async with FakeTwilio() as twilio:
        twilio.script = losing(LOST, SEED)
        async with chaos_stack(twilio.base_url, free_port()) as stack:
            yield Chaos(stack, twilio, Citizens(twilio, f"{stack.base_url}/webhooks/twilio/sms", SEED))


@pytest.mark.timeout(300)
async def test_every_prompt_once_whatever_dies() -> None:
    async with chaos() as world:
        async with world.citizens.writing():
            await world.queue(0, 400)
            await killed_before_the_answer(world, at=30)
            await killed_between_the_answer_and_our_commit(world, at=130)
            await killed_between_the_answer_and_our_commit(world, at=260)
            await world.queue(400, 700)
            await postgres_restarts(world, at=450)
            await web_and_clock_killed(world, at=560)
            await valkey_flushed_and_away(world, at=640, meanwhile=(700, PROMPTS))
            await everybody_has_theirs(world)
        everybody_was_answered(world.citizens)
        await receipts_in_any_order(world)
        await nothing_is_left_undone(world)


async def killed_before_the_answer(world: Chaos, at: int) -> None:
    await world.at_text(at)
    await world.stack.back("worker", world.stack.kill("worker"))


async def killed_between_the_answer_and_our_commit(world: Chaos, at: int) -> None:
    await world.at_text(at)
    async with world.stack.nothing_can_be_recorded():
        await until(world.stack.is_recording, within=HELD + 5)
        killed = world.stack.kill("worker")
    await world.stack.back("worker", killed)


async def postgres_restarts(world: Chaos, at: int) -> None:
    await world.at_text(at)
    before = world.stack.restart_postgres()

    async def restarted() -> bool:
        return world.stack.postmaster() not in (0, before)

    await until(restarted, within=20)


async def web_and_clock_killed(world: Chaos, at: int) -> None:
    await world.at_text(at)
    killed = {name: world.stack.kill(name) for name in ("clock", "web")}
    for name, pid in killed.items():
        await world.stack.back(name, pid)


async def valkey_flushed_and_away(world: Chaos, at: int, meanwhile: tuple[int, int]) -> None:
    await world.at_text(at)
    await asyncio.to_thread(world.stack.flush_and_stop_valkey)
    await until(lambda: says(world, "degraded"), within=20)
    await world.queue(*meanwhile)
    answered = len(world.citizens.seconds)
    await asyncio.sleep(VALKEY_AWAY)  # what is tested is that time passes without it
    assert len(world.citizens.seconds) > answered, "citizens are answered without Valkey"
    await world.stack.start_valkey()
    await until(lambda: says(world, "ok"), within=20)


async def says(world: Chaos, status: str) -> bool:
    return await world.stack.ready() == status


async def everybody_has_theirs(world: Chaos) -> None:
    world.twilio.script = losing(LOST, SEED)

    async def all_settled() -> bool:
        if len(world.twilio.counts()) < PROMPTS:
            return False
        return bool(await world.stack.ask(UNFINISHED) == 0)

    await until(all_settled, within=TO_THE_END)
    expected = {phone(number): 1 for number in range(PROMPTS)}
    assert world.twilio.counts() == expected
    assert all("已办结" in text.body for text in world.twilio.texts)


async def receipts_in_any_order(world: Chaos) -> None:
    """Late, out of order, some twice: all are taken, and the last word is that it was delivered."""
    dice = random.Random(SEED)
    orders = [("sent", "delivered"), ("delivered", "sent"), ("delivered", "delivered")]
    for start in range(0, PROMPTS, AT_ONCE):
        texts = world.twilio.texts[start : start + AT_ONCE]
        posted = [world.twilio.deliver_receipts(*dice.choice(orders), texts=[text]) for text in texts]
        assert await asyncio.gather(*posted) == [[204, 204]] * len(texts)
    assert await world.stack.ask(UNDELIVERED) == 0


UNDELIVERED: LiteralString = """
    SELECT count(*) FROM messages WHERE kind = 'prompt' AND state <> 'delivered'"""
UNFINISHED: LiteralString = """
    SELECT count(*) FROM messages WHERE state IN ('queued', 'claimed', 'sending', 'settling')"""


async def nothing_is_left_undone(world: Chaos) -> None:
    assert await world.stack.ask(UNFINISHED) == 0
    assert await world.stack.ask("SELECT count(*) FROM visits WHERE prompted_at IS NOT NULL") == PROMPTS
    assert await world.stack.ask("SELECT count(DISTINCT prompt_id) FROM visits") == PROMPTS
    assert await world.stack.ask("SELECT count(*) FROM visits WHERE window_closes_at <= prompted_at") == 0
    assert await world.stack.ask("SELECT count(*) FROM visits WHERE state NOT IN ('prompted', 'rated')") == 0
    rated = await world.stack.ask("SELECT count(*) FROM visits WHERE state = 'rated'")
    assert rated == len(world.citizens.answered) > 0
    assert await world.stack.ask("SELECT sum(balance) FROM ledger_accounts") == 10 * rated


def everybody_was_answered(people: Citizens) -> None:
    assert people.unanswered == []
    assert max(people.seconds) < TWILIO_WAITS
