"""Totals for the metrics page, which cost a scan of whole tables."""

import asyncio
from time import monotonic

from store import operations
from store.db import Database
from store.operations import Totals
from usecases.rules import Clock

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

    async def totals(self) -> Totals:
        """The totals as they were counted last."""
        async with self._one_at_a_time:
            if self._totals is None or monotonic() >= self._good_until:
                self._totals = await self._count()
            return self._totals

    async def _count(self) -> Totals:
        began = monotonic()
        async with self._database.transaction() as tx:
            totals = await operations.totals(tx, self._clock.now())
        took = monotonic() - began
        self._good_until = monotonic() + (SHARE * took if took > CHEAP_SECONDS else 0)
        return totals
