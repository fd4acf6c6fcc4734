"""What a tick does about the monthly samples: they are drawn in their night, and their citizens are asked."""

from datetime import datetime, timedelta

import structlog

from bot.notices import Notices
from store.db import Transaction
from store.sample_asks import look_later
from store.samples import draw_later
from usecases.samples.ask import due, look
from usecases.samples.draw import draw_one, open_months, owed
from worker.runtime import Runtime
from worker.stepping import again_and_again, each

log = structlog.get_logger()

AT_ONCE = 100
DRAWN_AT_ONCE = 10
BROKEN_WAITS = timedelta(hours=1)


async def draw(runtime: Runtime, now: datetime) -> None:
    """Give each month its turn, and draw what is owed; one that broke is drawn again after `BROKEN_WAITS`."""
    async with runtime.database.transaction() as tx:
        await open_months(tx, runtime.rules, now)

    async def work(tx: Transaction, sample_id: int) -> object:
        return await draw_one(tx, sample_id, runtime.rules, now)

    async def some() -> int:
        async with runtime.database.transaction() as tx:
            ids = await owed(tx, now, DRAWN_AT_ONCE)
        for sample_id in await each(runtime, "samples", ids, work):
            async with runtime.database.transaction() as tx:
                await draw_later(tx, sample_id, now + BROKEN_WAITS)
        return len(ids)

    if drawn := await again_and_again(runtime, some):
        log.info("samples drawn", samples=drawn)


async def ask(runtime: Runtime, now: datetime) -> None:
    """Ask whose turn it is; one that broke is looked at again after `BROKEN_WAITS`."""
    notices, rules = Notices(runtime.renderer), runtime.rules

    async def work(tx: Transaction, drawn_id: int) -> None:
        await look(tx, drawn_id, notices, rules, now)

    async def some() -> int:
        async with runtime.database.transaction() as tx:
            ids = await due(tx, now, AT_ONCE)
        for drawn_id in await each(runtime, "sample_asks", ids, work):
            async with runtime.database.transaction() as tx:
                await look_later(tx, drawn_id, now + BROKEN_WAITS)
        return len(ids)

    if looked := await again_and_again(runtime, some):
        log.info("drawn ratings looked at", ratings=looked)
