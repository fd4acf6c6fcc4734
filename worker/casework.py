"""What a tick does on cases: what is due happens, citizens are told how it goes on, deadlines follow the calendar."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.notices import Notices
from evaluation.cases.summaries import ended
from store.cases import look_later
from store.db import Transaction
from usecases.cases.ask_heard import ask_heard, to_ask
from usecases.cases.reckon import reckon, waiting
from usecases.cases.summarize import owed, sum_up
from usecases.cases.tell_citizen import tell_of, untold
from usecases.cases.watch import due
from usecases.cases.watch import look as look_at
from worker.runtime import Runtime
from worker.stepping import again_and_again, each, look_at_due

log = structlog.get_logger()

AT_ONCE = 100
BROKEN_WAITS = timedelta(hours=1)
Work = Callable[[Transaction, int], Awaitable[object]]
More = Callable[[Transaction, int, int], Awaitable[list[int]]]
"""(transaction, after which id, how many) → the next ids."""


async def look(runtime: Runtime, now: datetime) -> None:
    """Let happen what is due; a case that broke is looked at again after `BROKEN_WAITS`."""
    notices, rules = Notices(runtime.renderer), runtime.rules

    looked = await look_at_due(
        runtime,
        "cases",
        lambda tx: due(tx, now, AT_ONCE),
        lambda tx, case_id: look_at(tx, case_id, notices, rules, now),
        lambda tx, case_id: look_later(tx, case_id, now + BROKEN_WAITS),
    )
    if looked:
        log.info("cases looked at", cases=looked)


async def tell(runtime: Runtime, now: datetime) -> None:
    """Queue what citizens are to hear of their cases."""
    notices, rules = Notices(runtime.renderer), runtime.rules

    async def work(tx: Transaction, case_id: int) -> object:
        return await tell_of(tx, case_id, notices, rules, now)

    if told := await again_and_again(runtime, _some(runtime, "tell", untold, work)):
        log.info("cases told of", cases=told)


async def ask_whom_guides_heard(runtime: Runtime, now: datetime) -> None:
    """Queue the one question to each."""
    notices, rules = Notices(runtime.renderer), runtime.rules

    async def work(tx: Transaction, complaint_id: int) -> None:
        await ask_heard(tx, complaint_id, notices, rules, now)

    if asked := await again_and_again(runtime, _some(runtime, "heard", to_ask, work)):
        log.info("citizens asked of what guides heard", complaints=asked)


async def sum_up_half_days(runtime: Runtime, now: datetime) -> None:
    """Tell the staff of the half day that has ended, each once."""
    notices, rules = Notices(runtime.renderer), runtime.rules
    half_at = ended(now, rules.deadlines)
    if half_at is None:
        return

    async def more(tx: Transaction, after: int, limit: int) -> list[int]:
        return await owed(tx, half_at, after, limit)

    async def work(tx: Transaction, staff_id: int) -> None:
        await sum_up(tx, staff_id, half_at, notices, rules, now)

    if summed := await again_and_again(runtime, _some(runtime, "summaries", more, work)):
        log.info("half days summed up", staff=summed)


async def reckon_cases(runtime: Runtime, now: datetime, *, certain_too: bool) -> None:
    """Reckon what citizens were told again; all of it, however long it takes, for the debt is paid after it."""

    async def work(tx: Transaction, case_id: int) -> object:
        return await reckon(tx, case_id, runtime.rules, now, certain_too=certain_too)

    some = _some(runtime, "reckon_cases", waiting, work)
    while await some():
        pass


def _some(runtime: Runtime, step: str, more: More, work: Work) -> Callable[[], Awaitable[int]]:
    """Each call works on the next ones; one that failed is not tried again before the next tick."""
    after = 0

    async def some() -> int:
        nonlocal after
        async with runtime.database.transaction() as tx:
            ids = await more(tx, after, AT_ONCE)
        await each(runtime, step, ids, work)
        after = ids[-1] if ids else after
        return len(ids)

    return some
