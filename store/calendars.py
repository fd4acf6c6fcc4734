"""Imported calendar years: what the State Council's notice says, kept with its source."""

from dataclasses import dataclass
from datetime import date, datetime

from evaluation.workdays import YearTable
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class _Year:
    year: int
    source: str
    official: bool
    rest: list[date]
    work: list[date]


async def imported(tx: Transaction) -> list[YearTable]:
    """All imported years."""
    rows = await tx.fetch(
        _Year, "SELECT year, source, official, rest, work FROM calendar_years ORDER BY year"
    )
    return [YearTable(r.year, frozenset(r.rest), frozenset(r.work), r.source, r.official) for r in rows]


async def last_import(tx: Transaction) -> datetime | None:
    """When a table came last, by wall time."""
    at: datetime | None = await tx.value("SELECT max(imported_at) FROM calendar_years")
    return at


async def put(tx: Transaction, table: YearTable, wall: datetime) -> None:
    """Keep a year; it replaces an earlier import of the same year."""
    await tx.execute(
        """INSERT INTO calendar_years (year, source, official, rest, work, imported_at)
           VALUES (%(year)s, %(source)s, %(official)s, %(rest)s, %(work)s, %(wall)s)
           ON CONFLICT (year) DO UPDATE
              SET source = excluded.source, official = excluded.official, rest = excluded.rest,
                  work = excluded.work, imported_at = excluded.imported_at""",
        year=table.year,
        source=table.source,
        official=table.official,
        rest=sorted(table.rest),
        work=sorted(table.work),
        wall=wall,
    )
