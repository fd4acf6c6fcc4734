"""The two clocks: the only module that reads the system's."""

from datetime import datetime, time, timedelta

from evaluation.window import CIVIL_ZONE
from store import demo
from store.db import Database


class SystemClock:
    """Civil time is the system's time."""

    def now(self) -> datetime:
        """Civil time, for the rules."""
        return self.wall()

    def wall(self) -> datetime:
        """The system's time, never moved."""
        return datetime.now(CIVIL_ZONE)

    async def refresh(self) -> None:
        """Nothing can have moved."""


class DemoClock(SystemClock):
    """Civil time runs ahead of the system's by as much as the demo has moved it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Civil time as of the last `refresh`."""
        return self.wall() + self._ahead

    async def refresh(self) -> None:
        """Learn how far the demo is ahead, from the database that all processes share."""
        async with self._database.transaction() as tx:
            self._ahead = await demo.ahead(tx)

    async def move(self, to: datetime) -> None:
        """Move civil time forward to `to`; every process follows at its next refresh."""
        async with self._database.transaction() as tx:
            await demo.set_ahead(tx, to - self.wall())
        await self.refresh()


def next_ten(wall: datetime) -> datetime:
    """The next 10:00 in the civil zone: where the demo's clock starts."""
    today = datetime.combine(wall.astimezone(CIVIL_ZONE).date(), time(10), CIVIL_ZONE)
    return today if wall <= today else today + timedelta(days=1)
