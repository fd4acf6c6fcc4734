"""Movements of points by month or area, and what is owed."""

from dataclasses import dataclass
from datetime import date, datetime

from store.db import Transaction
from store.reports.seen import Seen


@dataclass(frozen=True, slots=True)
class Movement:
    """All points of one kind of entry that moved in a month, or in an area (None: in no area)."""

    month: date | None
    area_code: str | None
    kind: str
    points: int


async def by_month(tx: Transaction, seen: Seen, since: datetime, until: datetime) -> list[Movement]:
    """What moved in each month of a period, by kind."""
    return await tx.fetch(
        Movement,
        """SELECT date_trunc('month', at AT TIME ZONE 'Asia/Shanghai')::date AS month, NULL AS area_code,
                  kind, sum(points)::bigint AS points
             FROM placed_entries
            WHERE at >= %(since)s AND at < %(until)s
              AND (%(whole)s OR (starts_with(area_code, %(digits)s)
                                 AND (%(orgs)s::text[] IS NULL OR org_code = ANY(%(orgs)s))))
            GROUP BY 1, kind""",
        since=since,
        until=until,
        whole=seen.whole,
        digits=seen.digits,
        orgs=seen.orgs,
    )


async def by_area(tx: Transaction, seen: Seen, since: datetime, until: datetime) -> list[Movement]:
    """What moved in a period in each area, as it is written on the visit or the place, by kind."""
    return await tx.fetch(
        Movement,
        """SELECT NULL::date AS month, area_code, kind, sum(points)::bigint AS points
             FROM placed_entries
            WHERE at >= %(since)s AND at < %(until)s
              AND (%(whole)s OR (starts_with(area_code, %(digits)s)
                                 AND (%(orgs)s::text[] IS NULL OR org_code = ANY(%(orgs)s))))
            GROUP BY area_code, kind""",
        since=since,
        until=until,
        whole=seen.whole,
        digits=seen.digits,
        orgs=seen.orgs,
    )


async def balance_at(tx: Transaction, at: datetime) -> int:
    """The sum of all balances at a moment: those of now less what has moved since. Reads no older entry."""
    points: int = await tx.value(
        """SELECT ((SELECT coalesce(sum(balance), 0) FROM ledger_accounts)
                 - (SELECT coalesce(sum(points), 0) FROM ledger_entries WHERE at >= %(at)s))::bigint""",
        at=at,
    )
    return points


@dataclass(frozen=True, slots=True)
class Owed:
    """Unspent points of lots that end in one year."""

    year: int
    lots: int
    points: int


async def owed(tx: Transaction, seen: Seen) -> list[Owed]:
    """What is owed now, by the last year in which it can be spent; a lot belongs where it came in."""
    return await tx.fetch(
        Owed,
        """SELECT extract(year FROM (l.expires_at - interval '1 microsecond') AT TIME ZONE 'Asia/Shanghai')::int
                      AS year, count(*) AS lots, sum(l.unspent)::bigint AS points
             FROM ledger_lots l JOIN placed_entries e ON e.id = l.entry_id
            WHERE l.unspent > 0
              AND (%(whole)s OR (starts_with(e.area_code, %(digits)s)
                                 AND (%(orgs)s::text[] IS NULL OR e.org_code = ANY(%(orgs)s))))
            GROUP BY 1 ORDER BY 1""",
        whole=seen.whole,
        digits=seen.digits,
        orgs=seen.orgs,
    )
