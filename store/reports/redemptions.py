"""What became of the vouchers of a period."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction
from store.reports.seen import Seen


@dataclass(frozen=True, slots=True)
class Redeemed:
    """The vouchers for one gift at one place; `days`: the median time to collection, None where none was."""

    gift: str | None
    place: str | None
    """None for all gifts and places together."""
    reserved: int
    collected: int
    cancelled: int
    expired: int
    open: int
    points: int
    days: float | None


async def redeemed(tx: Transaction, seen: Seen, since: datetime, until: datetime) -> list[Redeemed]:
    """The vouchers reserved in a period, as they stand now, where they were to be collected; the last line is all."""
    return await tx.fetch(
        Redeemed,
        """SELECT g.name AS gift, p.name AS place, count(*) AS reserved,
                  count(*) FILTER (WHERE v.state = 'collected') AS collected,
                  count(*) FILTER (WHERE v.state = 'cancelled') AS cancelled,
                  count(*) FILTER (WHERE v.state = 'expired') AS expired,
                  count(*) FILTER (WHERE v.state = 'reserved') AS open,
                  coalesce(sum(v.points) FILTER (WHERE v.state = 'collected'), 0)::bigint AS points,
                  extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY v.collected_at - v.reserved_at)
                      FILTER (WHERE v.state = 'collected'))::float8 / 86400 AS days
             FROM vouchers v JOIN gifts g ON g.id = v.gift_id JOIN pickup_places p ON p.id = v.place_id
            WHERE v.reserved_at >= %(since)s AND v.reserved_at < %(until)s
              AND starts_with(p.area_code, %(digits)s) AND %(orgs)s::text[] IS NULL
            GROUP BY GROUPING SETS ((g.name, p.area_code, p.name), ()) ORDER BY p.area_code, p.name, g.name""",
        since=since,
        until=until,
        digits=seen.digits,
        orgs=seen.orgs,
    )
