"""What a tick does: everything that is due, each step a transaction of its own, none at the others' cost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.notices import Notices
from evaluation.reports import months_after
from evaluation.window import begins, civil
from store import (
    deliveries,
    doubts,
    early_receipts,
    operations,
    outbox,
    work_order_reports,
    work_order_sendings,
)
from store.db import LOST
from store.learning import months as learning_months
from usecases.audit import audit_evidence
from usecases.cases.catch_up import catch_up
from usecases.close_windows import close_windows, expire_held
from usecases.gifts.announce import announce
from usecases.gifts.cancel import expire_vouchers
from usecases.learning.library import keep_closed
from usecases.learning.schedule import ask_for
from usecases.points.expire import expire
from usecases.points.watch_counters import watch_counters
from usecases.reckon import reckon_again, reckon_owed, take_owed
from usecases.watch import watch
from worker import casework, dispatching, sampling
from worker.dropping import take_dropped
from worker.runtime import Runtime
from worker.stepping import again_and_again, note_failure

log = structlog.get_logger()

WINDOWS_AT_ONCE = 1000
LOTS_AT_ONCE = 1000
VOUCHERS_AT_ONCE = 100
JOBS_AT_MOST = 10
"""Delivery jobs that a tick leaves; each that finds a full batch leaves another."""
EARLY_LASTS = timedelta(days=1)
"""A receipt that came before its message's reference is of no use later than that."""
NIGHTLY_HOUR = 3
"""When nobody is served: 03:00 civil time."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a tick leaves for other jobs."""

    delivery_jobs: int
    settle: bool
    dispatch: bool = False
    learn: bool = False


async def tick(runtime: Runtime) -> Due:
    """Take back what dead workers held, queue prompts that are due, run what is scheduled, close windows.

    A night's reckoning may lengthen a window, so it comes before windows are closed.
    """
    await runtime.clock.refresh()
    await runtime.read_calendar()
    now = runtime.clock.now()
    for step in STEPS:
        await _take(step, runtime, now)
    await take_dropped(runtime)
    return await _left_to_do(runtime, now)


async def _take(
    step: Callable[[Runtime, datetime], Awaitable[None]], runtime: Runtime, now: datetime
) -> None:
    """Take one step; whatever breaks in it is noted, and the next one is taken all the same."""
    try:
        await step(runtime, now)
    except LOST:
        raise  # without the database there is no next step
    except Exception as error:  # noqa: BLE001  # one bad row at night must not stop all prompts in the morning
        await note_failure(runtime, step.__name__.strip("_"), error)


async def _take_back(runtime: Runtime, now: datetime) -> None:
    lease_began = runtime.clock.wall() - runtime.delivery.lease
    async with runtime.database.transaction() as tx:
        taken = await deliveries.release_dead(tx, now=now, lease_began=lease_began)
        orders = await work_order_sendings.release_dead(tx, now=now, lease_began=lease_began)
    if taken or orders:
        log.warning("took back what a dead worker held", messages=taken, orders=orders)


async def _queue_prompts(runtime: Runtime, now: datetime) -> None:
    async def some() -> int:
        async with runtime.database.transaction() as tx:
            return await watch(tx, runtime.rules, now, runtime.delivery.batch)

    if citizens := await again_and_again(runtime, some):
        log.info("prompts queued", citizens=citizens)


async def _close(runtime: Runtime, now: datetime) -> None:
    async def some() -> int:
        async with runtime.database.transaction() as tx:
            return await close_windows(tx, runtime.rules, now, WINDOWS_AT_ONCE)

    if ended := await again_and_again(runtime, some):
        log.info("windows ended", visits=ended)
    async with runtime.database.transaction() as tx:
        await expire_held(tx, now)


async def _lapse(runtime: Runtime, now: datetime) -> None:
    """Vouchers end before points do: those that come back are counted with the others."""

    async def some() -> int:
        async with runtime.database.transaction() as tx:
            return await expire_vouchers(tx, runtime.rules, now, VOUCHERS_AT_ONCE)

    if over := await again_and_again(runtime, some):
        log.info("vouchers expired", vouchers=over)


async def _expire(runtime: Runtime, now: datetime) -> None:
    async def some() -> int:
        async with runtime.database.transaction() as tx:
            return await expire(tx, now, LOTS_AT_ONCE)

    if over := await again_and_again(runtime, some):
        log.info("points expired", lots=over)


async def _announce(runtime: Runtime, now: datetime) -> None:
    """Tell what ends soon, a batch at a time: prompts and answers must not wait behind all of it."""
    async with runtime.database.transaction() as tx:
        room = runtime.delivery.batch - await outbox.announcements_waiting(tx, runtime.delivery.batch)
    async with runtime.database.transaction() as tx:
        told = await announce(tx, runtime.rules, Notices(runtime.renderer), now, room)
    if told:
        log.info("ends announced", citizens=told)


async def _reckon(runtime: Runtime, now: datetime) -> None:
    """A while after a table was imported: windows told by the old one meanwhile are reckoned again."""
    async with runtime.database.transaction() as tx:
        until = await take_owed(tx, runtime.clock.wall())
    if until is None:
        return
    await casework.reckon_cases(runtime, now, certain_too=True)
    async with runtime.database.transaction() as tx:
        reckoned = await reckon_owed(tx, runtime.rules, now, until)
    log.info("windows reckoned again", moved=reckoned.moved, busy=reckoned.busy)


async def _nightly(runtime: Runtime, now: datetime) -> None:
    """Once a night, and only once should it fail: list ratings without evidence, reckon provisional windows again,
    find the counters to be watched, forget receipts of nobody's, put closed cases into the library.
    """
    async with runtime.database.transaction() as tx:
        if not await operations.take_schedule(tx, "nightly", now, _next_night(now)):
            return
    async with runtime.database.transaction() as tx:
        await reckon_again(tx, runtime.rules, now)
        watched = await watch_counters(tx, runtime.rules.points.farming, now)
        await early_receipts.forget(tx, now - EARLY_LASTS)
        await work_order_reports.forget_nonces(tx, runtime.clock.wall() - runtime.signature_lasts)
        unfounded = await audit_evidence(tx)
    async with runtime.database.transaction() as tx:
        await keep_closed(tx, runtime.vault)
    caught_up = await catch_up(runtime.database, runtime.rules, now, lambda *_: None)
    await casework.reckon_cases(runtime, now, certain_too=False)
    for rating in unfounded:
        log.error("rating without evidence", rating=rating.rating_id, finding=rating.finding)
    log.info(
        "nightly work done",
        ratings_without_evidence=len(unfounded),
        counters_watched=watched,
        cases_caught_up=caught_up,
    )


async def _monthly(runtime: Runtime, now: datetime) -> None:
    """In the first night of a month: the one before is to be learnt from, which jobs of their own do."""
    async with runtime.database.transaction() as tx:
        due = await operations.take_schedule(tx, "monthly", now, _next_month(now))
    if due:
        await ask_for(runtime.database, months_after(civil(now).date(), -1))
        log.info("a month is to be learnt from")


STEPS = (
    _take_back,
    _queue_prompts,
    _reckon,
    _nightly,
    _monthly,
    _close,
    casework.look,
    casework.ask_whom_guides_heard,
    casework.tell,
    sampling.draw,
    sampling.ask,
    casework.sum_up_half_days,
    _lapse,
    _expire,
    _announce,
)
"""In this order, each a transaction of its own or several."""


def _next_night(now: datetime) -> datetime:
    tonight = now.replace(hour=NIGHTLY_HOUR, minute=0, second=0, microsecond=0)
    return tonight if now < tonight else tonight + timedelta(days=1)


def _next_month(now: datetime) -> datetime:
    """The first night of a month that is still to come."""
    first = begins(months_after(civil(now).date(), 0)).replace(hour=NIGHTLY_HOUR)
    return first if now < first else begins(months_after(first.date(), 1)).replace(hour=NIGHTLY_HOUR)


async def _left_to_do(runtime: Runtime, now: datetime) -> Due:
    batch = runtime.delivery.batch
    held_before = runtime.clock.wall() - runtime.delivery.settle_after
    async with runtime.database.transaction() as tx:
        due = await outbox.due_count(tx, now, batch * JOBS_AT_MOST)
        unsettled = await doubts.any_unsettled(tx, held_before)
        dispatch = await dispatching.is_due(tx, runtime, now)
        learn = await learning_months.any_wanted(tx)
    return Due(delivery_jobs=-(-due // batch), settle=unsettled, dispatch=dispatch, learn=learn)
