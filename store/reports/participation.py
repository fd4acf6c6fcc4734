"""Who took part: what became of the visits that were finished in a period, and how they were rated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evaluation.areas import significant
from evaluation.reports import Participation, Span
from store.db import Transaction
from store.reports.seen import Seen


@dataclass(frozen=True, slots=True)
class Began:
    """Since when there are points in an area."""

    area_code: str
    since: date


async def began(tx: Transaction, area_code: str) -> list[Began]:
    """The dates told of areas inside this one, and of it and those around it; by code, so the widest first."""
    return await tx.fetch(
        Began,
        """SELECT area_code, since FROM points_began
            WHERE starts_with(area_code, %(digits)s) OR area_code = ANY(%(around)s) ORDER BY area_code""",
        digits=significant(area_code),
        around=_around(area_code),
    )


def _around(area_code: str) -> list[str]:
    return [area_code[:digits].ljust(12, "0") for digits in (2, 4, 6, 9, 12)]


async def set_began(tx: Transaction, area_code: str, since: date | None, now: datetime) -> bool:
    """Keep the day in the place of one told before, or (None) none; False where there was none to forget."""
    if since is None:
        return bool(await tx.execute("DELETE FROM points_began WHERE area_code = %(area)s", area=area_code))
    await tx.execute(
        """INSERT INTO points_began (area_code, since, told_at) VALUES (%(area)s, %(since)s, %(now)s)
           ON CONFLICT (area_code) DO UPDATE SET since = excluded.since, told_at = excluded.told_at""",
        area=area_code,
        since=since,
        now=now,
    )
    return True


@dataclass(frozen=True, slots=True)
class _Counted:
    number: int
    became: str
    level: int | None
    visits: int


async def participation(
    tx: Transaction, seen: Seen, wanted: Sequence[tuple[str, Span]], now: datetime
) -> list[Participation]:
    """For each area and period that is wanted, what became of the visits finished there then.

    A default rating is none; a visit counts under the first of these that is true of it.
    """
    counted = await tx.fetch(
        _Counted,
        """SELECT w.number::int AS number, r.level, count(*) AS visits,
                  CASE WHEN v.withdrawn AND r.id IS NULL THEN 'withdrawn'
                       WHEN v.prompted_at IS NOT NULL AND v.window_closes_at <= %(now)s THEN 'window_over_prompted'
                       WHEN v.prompted_at IS NOT NULL THEN 'window_open'
                       WHEN r.id IS NOT NULL THEN 'rated_unasked'
                       WHEN v.state = 'excluded' THEN v.excluded_because
                       WHEN v.state = 'quarantined' THEN 'quarantined'
                       ELSE 'waiting' END AS became
             FROM unnest(%(digits)s::text[], %(since)s::timestamptz[], %(until)s::timestamptz[]) WITH ORDINALITY
                  AS w (digits, since, until, number)
             JOIN visits v ON v.finished_at >= w.since AND v.finished_at < w.until
                          AND starts_with(v.area_code, w.digits)
                          AND (%(orgs)s::text[] IS NULL OR v.org_code = ANY(%(orgs)s))
             LEFT JOIN ratings r ON r.visit_id = v.id AND r.live
            GROUP BY 1, became, r.level""",
        digits=[significant(area) for area, _ in wanted],
        since=[span.since for _, span in wanted],
        until=[span.until for _, span in wanted],
        orgs=seen.orgs,
        now=now,
    )
    found = [Participation() for _ in wanted]
    for each in counted:
        found[each.number - 1].add(each.became, each.level, each.visits)
    return found
