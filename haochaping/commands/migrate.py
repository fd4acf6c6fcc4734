"""`haochaping migrate`: the database's shape, and then what earlier versions left undone in it."""

import asyncio

from haochaping.calendars import LiveCalendar
from haochaping.clock import DemoClock, SystemClock
from haochaping.commands.progress import bar
from haochaping.settings import Settings
from haochaping.wiring.parts import build_rules
from store import schema
from store.db import Database
from usecases.cases.catch_up import catch_up


def run(database_url: str, settings: Settings, *, demo: bool = False) -> int:
    """Bring a database up to date; how many earlier bad ratings were given a case, the clock from this moment.

    Needs no key. Harmless to repeat: what an interrupted run left is found by the next, or by the night.
    """
    schema.migrate(database_url)
    return asyncio.run(_cases(database_url, settings, demo=demo))


async def _cases(database_url: str, settings: Settings, *, demo: bool) -> int:
    database = Database(database_url, size=2)
    calendar = LiveCalendar(database)
    clock = DemoClock(database) if demo else SystemClock()
    await database.open()
    try:
        await clock.refresh()
        await calendar.refresh()
        with bar("cases of earlier bad ratings") as progress:
            return await catch_up(database, build_rules(settings, calendar), clock.now(), progress)
    finally:
        await database.close()
