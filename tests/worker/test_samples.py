"""The night's draw by several workers at once, and by one that is killed in it: one sample, the same as ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from redis import Redis

from haochaping.wiring.worker import build_runtime
from store import samples
from tests.usecases.samples.sampled import rate_on_site, states
from tests.waiting import until, until_locked_out
from tests.worker.process import a_worker
from tests.world import World, civil_time
from usecases.samples.draw import verify
from worker import sampling

NIGHT, MORNING = "Wed 2026-10-14 04:00", "Wed 2026-10-14 09:00"
SEPTEMBER = civil_time("Tue 2026-09-01 00:00").date()


async def a_month(world: World) -> None:
    """September has its ratings, and it is the night after their windows."""
    await rate_on_site(world, *[5] * 30, *[4] * 30, 3)
    await world.move_to("Wed 2026-10-14 02:00")
    await world.clock.move(civil_time(NIGHT))


async def drawn_once(world: World) -> None:
    """There is one sample, it is whole, and it comes out the same when it is drawn again."""
    assert await world.value("SELECT count(*) FROM samples WHERE drawn_at IS NOT NULL") == 1
    assert await world.value("SELECT count(*) FROM sample_ratings") == 50
    assert await world.value("SELECT count(*) FROM sample_asks") == 50
    [sample] = await world.query(lambda tx: samples.of_month(tx, SEPTEMBER, None))
    found = await world.query(lambda tx: verify(tx, sample))
    assert (found.drawn, found.differences) == (50, [])


async def test_several_workers_draw_it_once_however_often_the_clock_ticks(world: World) -> None:
    await a_month(world)
    redis = Redis.from_url(world.parts.settings.redis_url)
    other = await build_runtime(world.parts, redis)
    now = civil_time(NIGHT)
    await asyncio.gather(*(sampling.draw(each, now) for each in (world.runtime, other) * 3))
    await sampling.draw(world.runtime, now)
    await drawn_once(world)
    assert await world.value("SELECT count(*) FROM job_failures") == 0
    for channel in other.channels.values():
        await channel.close()
    await other.owner.close()
    redis.close()


async def test_two_workers_ask_each_citizen_once(world: World) -> None:
    await a_month(world)
    await world.happen()
    await world.clock.move(civil_time(MORNING))
    await asyncio.gather(*(sampling.ask(world.runtime, civil_time(MORNING)) for _ in range(3)))
    asked = "SELECT count(*) FROM messages WHERE template = 'sample/ask'"
    assert (await world.value(asked), await states(world)) == (50, {"asked": 50})


async def test_one_that_is_killed_while_it_draws_leaves_nothing_and_the_next_draws_it(world: World) -> None:
    await a_month(world)
    async with held(world):
        with a_worker(world.parts.settings) as process:
            await until_locked_out(world.parts.database, within=60)
            process.kill()
            process.wait()
    await until(lambda: nobody_waits(world), within=30)
    assert await world.value("SELECT count(*) FROM sample_ratings") == 0
    assert await world.value("SELECT count(*) FROM sample_strata") == 0
    await world.happen()
    await drawn_once(world)


@asynccontextmanager
async def held(world: World) -> AsyncIterator[None]:
    """Nobody can keep what is drawn."""
    async with await psycopg.AsyncConnection.connect(world.parts.database.url) as connection:
        await connection.execute("LOCK TABLE sample_ratings IN EXCLUSIVE MODE")
        yield


async def nobody_waits(world: World) -> bool:
    """Whether the killed one's transaction is gone."""
    return not await world.value(
        """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
              AND state <> 'idle'"""
    )
