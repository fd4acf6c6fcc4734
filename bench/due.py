"""What is due: the cost of looking, with few and with many waiting records."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from statistics import median
from time import perf_counter

from redis import Redis

from bench.people import many_waiting
from bench.stage import Figure, Stage, furnish
from haochaping.wiring.worker import build_runtime
from store import visits
from store.db import Transaction
from worker.runtime import Runtime
from worker.ticking import tick

FEW = 10_000
DUE = 500
TIMES = 15


async def measure(stage: Stage, many: int) -> list[Figure]:
    """The same looks with ten thousand waiting records and with `many`."""
    few, much = await _looks(stage, FEW), await _looks(stage, many)
    return [
        Figure(
            f"{name}, {many:,} waiting", f"{much[name]:.2f} ms", f"{few[name]:.2f} ms", much[name] / few[name]
        )
        for name in few
    ]


async def _looks(stage: Stage, waiting: int) -> dict[str, float]:
    """Milliseconds of each kind of look, the median."""
    settings = stage.settings(stage.database())
    parts = await furnish(settings)
    redis = Redis.from_url(settings.redis_url)
    runtime = await build_runtime(parts, redis)
    now = parts.clock.now()
    async with parts.database.transaction() as tx:
        await many_waiting(tx, waiting, now)
    async with parts.database.transaction() as tx:
        await tx.execute("SET LOCAL statement_timeout = 0")
        await tx.execute("ANALYZE")
    found = {
        "claim_due, nothing due": await _median(lambda: _claim(runtime, now)),
        "tick, nothing due": await _median(lambda: tick(runtime)),
        f"tick, {DUE} due": await _median(lambda: tick(runtime), lambda: _make_due(runtime, now)),
    }
    await runtime.owner.close()
    await parts.database.close()
    redis.close()
    return found


async def _claim(runtime: Runtime, now: datetime) -> None:
    async with runtime.database.transaction() as tx:
        await visits.claim_due(tx, now, DUE)


async def _median(
    work: Callable[[], Awaitable[object]], before: Callable[[], Awaitable[object]] | None = None
) -> float:
    taken = []
    for _ in range(TIMES):
        if before:
            await before()
        began = perf_counter()
        await work()
        taken.append(1000 * (perf_counter() - began))
    return median(taken)


async def _make_due(runtime: Runtime, now: datetime) -> None:
    """Another five hundred become due; those queued before are out of the way."""
    async with runtime.database.transaction() as tx:
        await tx.execute("UPDATE messages SET state = 'cancelled' WHERE state = 'queued'")
        await _five_hundred(tx, now)


async def _five_hundred(tx: Transaction, now: datetime) -> None:
    await tx.execute(
        """UPDATE visits SET watch_at = %(now)s WHERE id IN (
               SELECT id FROM visits WHERE state = 'waiting' AND prompt_id IS NULL
                ORDER BY watch_at DESC LIMIT %(due)s)""",
        now=now,
        due=DUE,
    )
