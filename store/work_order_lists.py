"""What outside platforms were told, as staff and operators ask for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands on a platform: its number there, what was told last, and what is in the way."""

    platform: str
    outside_no: str | None
    told_at: datetime | None
    waiting: int
    """Events that are still to be told."""
    reason: str | None
    """Why the oldest of those, or one that was refused, was not taken."""
    said: str | None
    refused: bool


async def standing(tx: Transaction, case_id: int) -> list[Standing]:
    """How a case stands on each platform that has it."""
    return await tx.fetch(
        Standing,
        """SELECT o.platform, o.outside_no, max(s.sent_at) AS told_at,
                  count(*) FILTER (WHERE s.state IN ('queued', 'claimed')) AS waiting,
                  t.reason, t.said, coalesce(t.state = 'refused', false) AS refused
             FROM work_orders o JOIN work_order_sendings s USING (case_id, platform)
             LEFT JOIN LATERAL (SELECT b.reason, b.said, b.state FROM work_order_sendings b
                                 WHERE b.case_id = o.case_id AND b.platform = o.platform AND b.state <> 'sent'
                                   AND b.reason IS NOT NULL
                                 ORDER BY b.state <> 'refused', b.seq LIMIT 1) t ON true
            WHERE o.case_id = %(id)s
            GROUP BY o.platform, o.outside_no, t.reason, t.said, t.state ORDER BY o.platform""",
        id=case_id,
    )


@dataclass(frozen=True, slots=True)
class RefusedReport:
    """Something that a platform said of a case and that was not taken."""

    platform: str
    status: str
    heard_at: datetime
    answer: dict[str, Any]
    """Why, as it was answered."""


async def refused_reports(tx: Transaction, case_id: int) -> list[RefusedReport]:
    """What platforms said of a case in vain since they were last heard, the oldest first."""
    return await tx.fetch(
        RefusedReport,
        """SELECT platform, status, heard_at, answer FROM work_order_reports r
            WHERE case_id = %(id)s AND NOT taken AND NOT EXISTS (
                  SELECT FROM work_order_reports l
                   WHERE l.case_id = r.case_id AND l.platform = r.platform AND l.taken AND l.heard_at >= r.heard_at)
            ORDER BY heard_at""",
        id=case_id,
    )


@dataclass(frozen=True, slots=True)
class Backlog:
    """How a platform keeps up."""

    platform: str
    waiting: int
    age_seconds: float
    """Since the oldest event that it was not told happened."""
    refused: int
    """Events that it refused."""
    unheard: int
    """What it said in the last day and we refused."""
    reason: str | None
    """Why the oldest that waits was not taken."""


@dataclass(frozen=True, slots=True)
class _Count:
    platform: str
    orders: int


async def orders(tx: Transaction) -> dict[str, int]:
    """How many cases each platform has, those that were taken out of the settings too; reads all of them."""
    found = await tx.fetch(
        _Count, "SELECT platform, count(*) AS orders FROM work_orders GROUP BY platform ORDER BY platform"
    )
    return {each.platform: each.orders for each in found}


async def backlog(tx: Transaction, platforms: Sequence[str], now: datetime) -> list[Backlog]:
    """How these platforms keep up, in their order; from partial indexes, cheap to ask often."""
    return await tx.fetch(
        Backlog,
        """WITH waiting AS (
               SELECT platform, count(*) AS waiting, min(queued_at) AS since,
                      (array_agg(reason ORDER BY queued_at) FILTER (WHERE reason IS NOT NULL))[1] AS reason
                 FROM work_order_sendings WHERE state IN ('queued', 'claimed') GROUP BY platform),
           refused AS (SELECT platform, count(*) AS refused FROM work_order_sendings
                        WHERE state = 'refused' GROUP BY platform),
           unheard AS (SELECT platform, count(*) AS unheard FROM work_order_reports
                        WHERE NOT taken AND heard_at > %(now)s - interval '1 day' GROUP BY platform)
           SELECT platform, coalesce(waiting, 0) AS waiting,
                  coalesce(extract(epoch FROM %(now)s - since), 0)::float AS age_seconds,
                  coalesce(refused, 0) AS refused, coalesce(unheard, 0) AS unheard, reason
             FROM unnest(%(platforms)s::text[]) WITH ORDINALITY AS known (platform, place)
             LEFT JOIN waiting USING (platform) LEFT JOIN refused USING (platform) LEFT JOIN unheard USING (platform)
            ORDER BY place""",
        platforms=list(platforms),
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event that a platform refused."""

    case_id: int
    seq: int
    notice: str
    reason: str
    said: str | None
    at: datetime


async def refusals(tx: Transaction, platform: str, limit: int) -> list[Refusal]:
    """What a platform refused, the latest first."""
    return await tx.fetch(
        Refusal,
        """SELECT case_id, seq, notice, reason, said, queued_at AS at FROM work_order_sendings
            WHERE platform = %(platform)s AND state = 'refused'
            ORDER BY queued_at DESC, case_id, seq LIMIT %(limit)s""",
        platform=platform,
        limit=limit,
    )
