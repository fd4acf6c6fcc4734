"""What a tick does about the monthly samples: they are drawn in their night, and their citizens are asked."""

from datetime import datetime, timedelta

import structlog

from bot.notices import Notices
from store.sample_asks import look_later
from store.samples import draw_later
from usecases.samples.ask import due, look
from usecases.samples.draw import draw_one, open_months, owed
from worker.runtime import Runtime
from worker.stepping import look_at_due

log = structlog.get_logger()

AT_ONCE = 100
DRAWN_AT_ONCE = 10
BROKEN_WAITS = timedelta(hours=1)


async def draw(runtime: Runtime, now: datetime) -> None:
    """Give each month its turn, and draw what is owed; one that broke is drawn again after `BROKEN_WAITS`."""
    async with runtime.database.transaction() as tx:
        await open_months(tx, runtime.rules, now)
    drawn = await look_at_due(
        runtime,
        "samples",
        lambda tx: owed(tx, now, DRAWN_AT_ONCE),
        lambda tx, sample_id: draw_one(tx, sample_id, runtime.rules, now),
        lambda tx, sample_id: draw_later(tx, sample_id, now + BROKEN_WAITS),
    )
    if drawn:
        log.info("samples drawn", samples=drawn)


async def ask(runtime: Runtime, now: datetime) -> None:
    """Ask whose turn it is; one that broke is looked at again after `BROKEN_WAITS`."""
    notices, rules = Notices(runtime.renderer), runtime.rules
    looked = await look_at_due(
        runtime,
        "sample_asks",
        lambda tx: due(tx, now, AT_ONCE),
        lambda tx, drawn_id: look(tx, drawn_id, notices, rules, now),
        lambda tx, drawn_id: look_later(tx, drawn_id, now + BROKEN_WAITS),
    )
    if looked:
        log.info("drawn ratings looked at", ratings=looked)
