"""Totals for the metrics page, which cost a scan of whole tables."""

import asyncio
from time import monotonic

import structlog

from store import operations
from store.db import LOST, Database
from store.operations import Totals
from usecases.rules import Clock

log = structlog.get_logger()

CHEAP_SECONDS = 0.05
SHARE = 100
"""Counting takes at most this part of the time, however large the tables and eager the scraper."""


class Tallies:
    """Counts anew on each call while that is cheap, else so seldom that it takes a hundredth of the time."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._totals: Totals | None = None
        self._good_until = 0.0

    async def totals(self) -> Totals | None:
        """The totals as they were counted last; None where they never could be."""
        async with self._one_at_a_time:
            if monotonic() >= self._good_until:
                await self._count()
            return self._totals

    async def _count(self) -> None:
        began = monotonic()
        try:
            async with self._database.transaction() as tx:
                self._totals = await operations.totals(tx, self._clock.now())
        except LOST as error:  # too large to count in time: what waits is still worth showing
            log.warning("totals not counted", error=type(error).__name__)
        took = monotonic() - began
        self._good_until = monotonic() + (SHARE * took if took > CHEAP_SECONDS else 0)
