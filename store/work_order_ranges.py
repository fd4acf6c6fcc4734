"""What a platform is told again: a range of time, or of cases."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.cases.orders import Notice, Platform
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Range:
    """Which events of a platform's cases: by when they happened, or by the number of their case, both inclusive."""

    since: datetime | None = None
    until: datetime | None = None
    first: int | None = None
    last: int | None = None

    @property
    def params(self) -> dict[str, object]:
        """As the queries take it."""
        return {"since": self.since, "until": self.until, "first": self.first, "last": self.last}


@dataclass(frozen=True, slots=True)
class Found:
    """What a range holds, by where it stands."""

    cases: int
    sent: int
    refused: int
    queued: int


_IN_RANGE = """
    s.platform = %(platform)s AND s.state <> 'claimed'
    AND (%(since)s::timestamptz IS NULL OR s.queued_at >= %(since)s)
    AND (%(until)s::timestamptz IS NULL OR s.queued_at <= %(until)s)
    AND (%(first)s::bigint IS NULL OR s.case_id >= %(first)s)
    AND (%(last)s::bigint IS NULL OR s.case_id <= %(last)s)"""


async def found(tx: Transaction, platform: str, wanted: Range) -> Found:
    """Count what a range holds."""
    counted = await tx.first(
        Found,
        f"""SELECT count(DISTINCT case_id) AS cases, count(*) FILTER (WHERE state = 'sent') AS sent,
                   count(*) FILTER (WHERE state = 'refused') AS refused,
                   count(*) FILTER (WHERE state = 'queued') AS queued
              FROM work_order_sendings s WHERE {_IN_RANGE}""",  # noqa: S608
        platform=platform,
        **wanted.params,
    )
    assert counted is not None, "a count has a row"
    return counted


async def send_again(tx: Transaction, platform: str, wanted: Range, now: datetime) -> int:
    """Queue what a range holds; how much. What was taken leaves as it left, what was refused is written anew."""
    return await tx.execute(
        f"""UPDATE work_order_sendings s
               SET state = 'queued', due_at = %(now)s, attempts = 0,
                   sealed = CASE WHEN s.state = 'refused' THEN NULL ELSE s.sealed END
             WHERE {_IN_RANGE}""",  # noqa: S608
        platform=platform,
        now=now,
        **wanted.params,
    )


async def waiting(tx: Transaction, platform: str, wanted: Range) -> int:
    """How much of a range is still to be sent."""
    left: int = await tx.value(
        f"""SELECT count(*) FROM work_order_sendings s
             WHERE {_IN_RANGE.replace("AND s.state <> 'claimed'", "")} AND s.state IN ('queued', 'claimed')""",  # noqa: S608
        platform=platform,
        **wanted.params,
    )
    return left


async def begin_missing(tx: Transaction, platform: Platform, wanted: Range, now: datetime) -> int:
    """Owe a platform the open cases of its own that it was never given, by their last event in a range; how many.

    They are those from before the platform was set up.
    """
    return await tx.execute(
        """WITH given AS (
               SELECT c.id, c.events, l.at FROM cases c
                 JOIN LATERAL (SELECT max(e.at) AS at FROM case_events e WHERE e.case_id = c.id) l ON true
                WHERE c.stage NOT IN ('received', 'closed')
                  AND (%(areas)s::text[] = '{}' OR EXISTS (
                       SELECT FROM unnest(%(areas)s::text[]) AS a(digits) WHERE starts_with(c.area_code, a.digits)))
                  AND (%(orgs)s::text[] = '{}' OR c.lead_code = ANY(%(orgs)s))
                  AND (%(since)s::timestamptz IS NULL OR l.at >= %(since)s)
                  AND (%(until)s::timestamptz IS NULL OR l.at <= %(until)s)
                  AND (%(first)s::bigint IS NULL OR c.id >= %(first)s)
                  AND (%(last)s::bigint IS NULL OR c.id <= %(last)s)
                  AND NOT EXISTS (SELECT FROM work_orders o
                                   WHERE o.case_id = c.id AND o.platform = %(platform)s)
                  FOR UPDATE OF c),
           made AS (
               INSERT INTO work_orders (case_id, platform, opened_at)
               SELECT id, %(platform)s, %(now)s FROM given RETURNING case_id)
           INSERT INTO work_order_sendings (case_id, platform, seq, notice, state, queued_at, due_at)
           SELECT g.id, %(platform)s, g.events, %(notice)s, 'queued', g.at, %(now)s FROM given g
             JOIN made ON made.case_id = g.id""",
        platform=platform.name,
        areas=list(platform.areas),
        orgs=list(platform.orgs),
        notice=Notice.ORDERED,
        now=now,
        **wanted.params,
    )
