"""What stands in the address of a report: months, area, how lines are grouped, and as what it is wanted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from evaluation.reports import Months
from store.db import Database, Transaction
from usecases.reports.areas import OutsideScope
from web.console.routing import NotFound
from web.console.staffed import Staffed
from web.console.typed import month_of

STATEMENT_MS = 20_000
"""A figure that takes longer is not waited for: the page says so, and the database is free again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of a report. Nonsense in the address is as good as nothing."""

    months: Months
    area: str | None
    by_area: bool
    days: int
    """How far before and after a day."""

    @property
    def query(self) -> str:
        """The same filters, for a link."""
        given = {
            "from": f"{self.months.first:%Y-%m}",
            "to": f"{self.months.last:%Y-%m}",
            "area": self.area,
            "by": "area" if self.by_area else None,
            "days": str(self.days),
        }
        return urlencode({name: value for name, value in given.items() if value})


SPANS = (90, 30, 180, 365)
"""Days before and after that can be compared; the first unless another is asked for."""


def asked(at: Staffed) -> Asked:
    """What this address asks for."""
    given = at.request.query_params
    lately = Months.lately(at.times.now)
    first, last = month_of(given.get("from", "")), month_of(given.get("to", ""))
    days = given.get("days", "")
    return Asked(
        months=Months.between(first or min(lately.first, last or lately.first), last or lately.last),
        area=given.get("area") or None,
        by_area=given.get("by") == "area",
        days=int(days) if days in map(str, SPANS) else SPANS[0],
    )


@asynccontextmanager
async def reading(database: Database) -> AsyncIterator[Transaction]:
    """One moment of the database, for as long as a reader can be asked to wait; another's area is not found."""
    async with database.snapshot() as tx:
        await tx.execute(f"SET LOCAL statement_timeout = {STATEMENT_MS}")
        try:
            yield tx
        except OutsideScope:
            raise NotFound from None
