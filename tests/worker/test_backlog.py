"""More is due than a channel carries: answers go first, and the rest is spread over the time it takes."""

from collections.abc import AsyncIterator
from time import monotonic

import pytest
from redis import Redis

from bot.conversation import Conversation, Said
from tests.bot.citizens import now
from tests.conftest import Engines
from tests.world import World, a_record, open_world
from worker.delivering import deliver_batch
from worker.pacing import KEY
from worker.ticking import tick

RATE = 10
CROWD = 35
ARRIVED = "SELECT lookup FROM simulator_texts WHERE direction = 'out' ORDER BY id"


@pytest.fixture
async def town(database_url: str, engines: Engines) -> AsyncIterator[World]:
    """Phones that take ten messages a second, and a crowd that is owed a prompt."""
    Redis.from_url(engines.redis_url).delete(f"{KEY}sms")
    rates = {"simulator": float(RATE)}
    async with open_world(database_url, engines.redis_url, channels={"rates": rates}) as world:
        await world.send_records(*(a_record(f"134{number:08d}") for number in range(CROWD)))
        await world.clock.move((await now(world)).replace(day=8, hour=11))
        await tick(world.runtime)
        yield world


async def test_an_answer_leaves_before_prompts_that_were_due_before_it(town: World) -> None:
    parts, at = town.parts, await now(town)
    conversation = Conversation(parts.vault, parts.rules, parts.renderer)
    asking = Said("sms", "backlog-1", "+8613900000001", "帮助")
    await parts.database.persist(lambda tx: conversation.take_turn(tx, asking, at, by_worker=lambda: True))
    await deliver_batch(town.runtime)
    first = await town.query(lambda tx: tx.values(ARRIVED))
    assert len(first) == CROWD + 1
    assert parts.vault.lookup("phone", "+8613900000001") in first[:RATE]


async def test_a_crowd_at_the_opening_is_spread(town: World) -> None:
    began = monotonic()
    await town.happen()
    assert (
        monotonic() - began >= (CROWD - RATE) / RATE
    )  # what a rested channel has saved up is one second's worth
    assert len(await town.query(lambda tx: tx.values(ARRIVED))) == CROWD
