"""What a tick does about the monthly samples: they are drawn in their night, and their citizens are asked."""

from datetime import datetime

import structlog

from bot.notices import Notices
from store.sample_asks import look_later
from store.samples import draw_later
from usecases.samples.ask import due, look
from usecases.samples.draw import draw_one, open_months, owed
from worker.runtime import Runtime
from worker.stepping import look_at_due

log = structlog.get_logger()

DRAWN_AT_ONCE = 10


async def draw(runtime: Runtime, now: datetime) -> None:
    """Give each month its turn, and draw what is owed."""
    async with runtime.database.transaction() as tx:
        await open_months(tx, runtime.rules, now)
    drawn = await look_at_due(
        runtime,
        "samples",
        now,
        owed,
        lambda tx, sample_id: draw_one(tx, sample_id, runtime.rules, now),
        draw_later,
        DRAWN_AT_ONCE,
    )
    if drawn:
        log.info("samples drawn", samples=drawn)


async def ask(runtime: Runtime, now: datetime) -> None:
    """Ask whose turn it is."""
    notices, rules = Notices(runtime.renderer), runtime.rules
    looked = await look_at_due(
        runtime,
        "sample_asks",
        now,
        due,
        lambda tx, drawn_id: look(tx, drawn_id, notices, rules, now),
        look_later,
    )
    if looked:
        log.info("drawn ratings looked at", ratings=looked)
