"""The calendar as every process sees it: the package's years, imported ones over them."""

from datetime import timedelta
from time import monotonic

from evaluation.workdays import TableCalendar
from haochaping.calendar import load_calendar
from store import calendars
from store.db import Database, Transaction

STALE_AFTER = timedelta(seconds=30)
"""Well below `usecases.reckon.KNOWN_AFTER`, when windows told meanwhile are reckoned again."""


class LiveCalendar:
    """Reads imported years again twice a minute, so that an import shows without a restart."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._calendar = load_calendar()
        self._read_at = float("-inf")

    def __call__(self) -> TableCalendar:
        """The calendar as of the last `refresh`."""
        return self._calendar

    async def refresh(self) -> None:
        """Read the imported years if they were not read lately: enough for a turn of a citizen's."""
        if monotonic() - self._read_at >= STALE_AFTER.total_seconds():
            await self.read()

    async def read(self) -> None:
        """Read the imported years as they are now; 2 ms, which a worker has before it tells or closes windows."""
        async with self._database.transaction() as tx:
            await self.learn(tx)

    async def learn(self, tx: Transaction) -> None:
        """Read the imported years as this transaction sees them."""
        self._calendar = load_calendar(await calendars.imported(tx))
        self._read_at = monotonic()
