"""What a tick does: everything that is due, each step a transaction of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from store import operations, outbox
from usecases.audit import audit_evidence
from usecases.close_windows import close_windows, expire_held, reckon_again
from usecases.watch import watch
from worker.dropping import take_dropped
from worker.runtime import Runtime

log = structlog.get_logger()

WINDOWS_AT_ONCE = 1000
JOBS_AT_MOST = 20
NIGHTLY_HOUR = 3
"""When nobody is served: 03:00 civil time."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a tick leaves for other jobs."""

    delivery_jobs: int
    settle: bool


async def tick(runtime: Runtime) -> Due:
    """Queue prompts that are due, close windows, take back what dead workers held, run what is scheduled."""
    await runtime.clock.refresh()
    await runtime.refresh_calendar()
    now = runtime.clock.now()
    await _take_back(runtime, now)
    await _queue_prompts(runtime, now)
    await _close(runtime, now)
    await _nightly(runtime, now)
    await take_dropped(runtime)
    return await _left_to_do(runtime, now)


async def _take_back(runtime: Runtime, now: datetime) -> None:
    await runtime.owner.id()
    lease_began = runtime.clock.wall() - runtime.delivery.lease
    async with runtime.database.transaction() as tx:
        taken = await outbox.release_dead(tx, now=now, lease_began=lease_began)
    if taken:
        log.warning("took back what a dead worker held", messages=taken)


async def _queue_prompts(runtime: Runtime, now: datetime) -> None:
    citizens = runtime.delivery.batch
    while citizens == runtime.delivery.batch:
        async with runtime.database.transaction() as tx:
            citizens = await watch(tx, runtime.rules, now, runtime.delivery.batch)
        if citizens:
            log.info("prompts queued", citizens=citizens)


async def _close(runtime: Runtime, now: datetime) -> None:
    lapsed = WINDOWS_AT_ONCE
    while lapsed == WINDOWS_AT_ONCE:
        async with runtime.database.transaction() as tx:
            lapsed = await close_windows(tx, runtime.rules, now, WINDOWS_AT_ONCE)
        if lapsed:
            log.info("windows closed", visits=lapsed)
    async with runtime.database.transaction() as tx:
        await expire_held(tx, now)


async def _nightly(runtime: Runtime, now: datetime) -> None:
    """Once a night: list ratings without evidence, reckon provisional windows again."""
    async with runtime.database.transaction() as tx:
        if not await operations.take_schedule(tx, "nightly", now, _next_night(now)):
            return
        unfounded = await audit_evidence(tx)
        await reckon_again(tx, runtime.rules, now)
    for rating in unfounded:
        log.error("rating without evidence", rating=rating.rating_id, finding=rating.finding)
    log.info("nightly work done", ratings_without_evidence=len(unfounded))


def _next_night(now: datetime) -> datetime:
    tonight = now.replace(hour=NIGHTLY_HOUR, minute=0, second=0, microsecond=0)
    return tonight if now < tonight else tonight + timedelta(days=1)


async def _left_to_do(runtime: Runtime, now: datetime) -> Due:
    batch = runtime.delivery.batch
    held_before = runtime.clock.wall() - runtime.delivery.settle_after
    async with runtime.database.transaction() as tx:
        due = await outbox.due_count(tx, now, batch * JOBS_AT_MOST)
        unsettled = await outbox.any_unsettled(tx, held_before)
    return Due(delivery_jobs=-(-due // batch), settle=unsettled)
