"""How a step of a tick goes about what is due: some at a time, and one that fails does not stop the others."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from datetime import timedelta
from typing import Any, TypeVar

import structlog

from store import operations
from store.db import LOST, Transaction
from worker.runtime import Runtime

log = structlog.get_logger()

Result = TypeVar("Result")

STEP_SECONDS = 2.0
"""A step that has more to do goes on at the next tick: what it did so far must not wait to be delivered."""


async def again_and_again(runtime: Runtime, some: Callable[[], Awaitable[int]]) -> int:
    """Do some of it until nothing is left, or `STEP_SECONDS` are over; how much was done."""
    enough = runtime.clock.wall() + timedelta(seconds=STEP_SECONDS)
    done = latest = await some()
    while latest and runtime.clock.wall() < enough:
        latest = await some()
        done += latest
    return done


async def note_failure(runtime: Runtime, step: str, error: Exception) -> None:
    """Keep that a step broke, where staff see it."""
    kind = type(error).__name__
    log.error("step of a tick failed", step=step, error=kind)
    async with runtime.database.transaction() as tx:
        await operations.note_failure(tx, f"tick.{step}", kind, runtime.clock.wall())


async def each(
    runtime: Runtime, step: str, ids: Iterable[int], work: Callable[[Transaction, int], Awaitable[object]]
) -> list[int]:
    """Work on each in a transaction of its own; whatever breaks at one is noted, and the next one is taken.

    Which broke.
    """
    broken = []
    for id_ in ids:
        try:
            async with runtime.database.transaction() as tx:
                await work(tx, id_)
        except LOST:
            raise  # without the database there is no next one
        except Exception as error:  # noqa: BLE001  # one that is broken must not keep all others waiting
            await note_failure(runtime, step, error)
            broken.append(id_)
    return broken


async def side_by_side(shares: Iterable[Coroutine[Any, Any, Result]]) -> list[Result]:
    """Do all at once; one that breaks takes the others down, for they hold what they have under one name."""
    try:
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(share) for share in shares]
    except BaseExceptionGroup as broken:
        raise broken.exceptions[0] from None  # who asks what broke does not ask how many tasks there were
    return [task.result() for task in running]


async def look_at_due(
    runtime: Runtime,
    step: str,
    due: Callable[[Transaction], Awaitable[list[int]]],
    work: Callable[[Transaction, int], Awaitable[object]],
    put_off: Callable[[Transaction, int], Awaitable[None]],
) -> int:
    """Work on what is due until nothing is; one that broke is put off. How many were looked at."""

    async def some() -> int:
        async with runtime.database.transaction() as tx:
            ids = await due(tx)
        for id_ in await each(runtime, step, ids, work):
            async with runtime.database.transaction() as tx:
                await put_off(tx, id_)
        return len(ids)

    return await again_and_again(runtime, some)
