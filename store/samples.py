"""Monthly samples: the months, whose turn comes once; the frame and the draw of each area, never changed after."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from evaluation.levels import Level
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Month:
    """A month whose samples are still to be drawn, and from when on."""

    month: date
    due_at: datetime


async def last_month(tx: Transaction) -> date | None:
    """The latest month that has its turn or had it; None in a new database."""
    month: date | None = await tx.value("SELECT max(month) FROM sample_months")
    return month


async def plan_month(tx: Transaction, month: date, due_at: datetime) -> None:
    """Let a month have its turn then; one that has it already keeps it."""
    await tx.execute(
        """INSERT INTO sample_months (month, due_at) VALUES (%(month)s, %(due_at)s)
           ON CONFLICT (month) DO NOTHING""",
        month=month,
        due_at=due_at,
    )


async def take_due_month(tx: Transaction, now: datetime) -> Month | None:
    """The month whose turn it is, until the transaction ends nobody else's; None where it is no month's."""
    return await tx.first(
        Month,
        """SELECT month, due_at FROM sample_months WHERE opened_at IS NULL AND due_at <= %(now)s
            ORDER BY month LIMIT 1 FOR UPDATE""",
        now=now,
    )


async def put_off(tx: Transaction, month: date, due_at: datetime) -> None:
    """The calendar is better known: its last windows close later than it seemed."""
    await tx.execute(
        "UPDATE sample_months SET due_at = %(due_at)s WHERE month = %(month)s", month=month, due_at=due_at
    )


async def areas_rated(tx: Transaction, since: datetime, until: datetime, digits: int) -> list[str]:
    """The areas of that many digits that have ratings first given in this time, by code."""
    return await tx.values(
        """SELECT DISTINCT rpad(left(v.area_code, %(digits)s), 12, '0') AS area
             FROM ratings r JOIN visits v ON v.id = r.visit_id
            WHERE r.version = 1 AND r.rated_at >= %(since)s AND r.rated_at < %(until)s ORDER BY area""",
        since=since,
        until=until,
        digits=digits,
    )


async def owe(
    tx: Transaction, month: date, seeds: Mapping[str, str], digits: int, size: int, now: datetime
) -> None:
    """The month has had its turn: each of these areas, given with its seed, is owed a sample."""
    await tx.execute(
        "UPDATE sample_months SET opened_at = %(now)s WHERE month = %(month)s", month=month, now=now
    )
    await tx.execute(
        """INSERT INTO samples (area_code, digits, month, seed, size, due_at)
           SELECT area_code, %(digits)s, %(month)s, seed, %(size)s, %(now)s
             FROM unnest(%(areas)s::text[], %(seeds)s::text[]) AS a (area_code, seed)
           ON CONFLICT (area_code, month) DO NOTHING""",
        month=month,
        areas=list(seeds),
        seeds=list(seeds.values()),
        digits=digits,
        size=size,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Sample:
    """One area's sample of one month; `drawn_at` is None as long as it is owed."""

    id: int
    area_code: str
    digits: int
    month: date
    seed: str
    size: int
    drawn_at: datetime | None


_SAMPLE = "SELECT id, area_code, digits, month, seed, size, drawn_at FROM samples"


async def owed(tx: Transaction, now: datetime, limit: int) -> list[int]:
    """The samples that are to be drawn now."""
    return await tx.values(
        "SELECT id FROM samples WHERE drawn_at IS NULL AND due_at <= %(now)s ORDER BY due_at, id LIMIT %(limit)s",
        now=now,
        limit=limit,
    )


async def draw_later(tx: Transaction, sample_id: int, at: datetime) -> None:
    """Something broke: try again then."""
    await tx.execute(
        "UPDATE samples SET due_at = %(at)s WHERE id = %(id)s AND drawn_at IS NULL", id=sample_id, at=at
    )


async def take_owed(tx: Transaction, sample_id: int) -> Sample | None:
    """The sample, if it is to be drawn and nobody else draws it now."""
    return await tx.first(
        Sample,
        _SAMPLE + " WHERE id = %(id)s AND drawn_at IS NULL FOR UPDATE SKIP LOCKED",
        id=sample_id,
    )


@dataclass(frozen=True, slots=True)
class Framed:
    """The ratings of one level that can be drawn, and how many cannot, by why."""

    level: Level
    rating_ids: list[int]
    unreachable: int
    excluded: int


async def frame(tx: Transaction, sample: Sample, since: datetime, until: datetime) -> list[Framed]:
    """The ratings of the area that were first given in this time, as they count now, by level.

    Left out, and counted: what an appeal took out of the figures, and what nobody can be asked about, for whoever
    gave it left neither a number nor a chat. A default rating is none.
    """
    rows = await tx.fetch(
        _Framed,
        """WITH given AS (
               SELECT r.id, coalesce(k.level, r.level) AS level,
                      coalesce(k.verdict IN ('mistaken', 'malicious'), false) AS is_excluded,
                      EXISTS (SELECT FROM addresses a WHERE a.citizen_id = coalesce(i.citizen_id, v.citizen_id)
                                 AND (a.kind = 'phone' OR a.dead_because IS NULL)) AS is_reachable
                 FROM ratings f JOIN visits v ON v.id = f.visit_id
                 JOIN ratings r ON r.visit_id = f.visit_id AND r.live
                 LEFT JOIN inbound i ON i.id = r.inbound_id
                 LEFT JOIN case_complaints k ON k.visit_id = v.id AND k.dispatched_at IS NOT NULL AND NOT k.withdrawn
                WHERE f.version = 1 AND f.rated_at >= %(since)s AND f.rated_at < %(until)s
                  AND rpad(left(v.area_code, %(digits)s), 12, '0') = %(area_code)s)
           SELECT level::int AS level,
                  coalesce(array_agg(id ORDER BY id) FILTER (WHERE is_reachable AND NOT is_excluded), '{}')
                      AS rating_ids,
                  count(*) FILTER (WHERE NOT is_reachable AND NOT is_excluded) AS unreachable,
                  count(*) FILTER (WHERE is_excluded) AS excluded
             FROM given GROUP BY level""",
        since=since,
        until=until,
        digits=sample.digits,
        area_code=sample.area_code,
    )
    return [Framed(Level(row.level), row.rating_ids, row.unreachable, row.excluded) for row in rows]


@dataclass(frozen=True, slots=True)
class _Framed:
    level: int
    rating_ids: list[int]
    unreachable: int
    excluded: int


@dataclass(frozen=True, slots=True)
class Stratum:
    """One level of a sample as it was drawn; a drawn rating of it speaks for `weight` ratings."""

    level: int
    of_ratings: int
    drawn: int
    weight: float | None
    unreachable: int
    excluded: int
    rating_ids: Sequence[int]


async def keep(
    tx: Transaction, sample_id: int, strata: Sequence[Stratum], drawn: Sequence[int], now: datetime
) -> None:
    """Keep a draw: its frame and plan by level, and the ratings in the order in which they were drawn."""
    await tx.execute_many(
        """INSERT INTO sample_strata (sample_id, level, of_ratings, drawn, weight, unreachable, excluded, rating_ids)
           VALUES (%(sample_id)s, %(level)s, %(of_ratings)s, %(drawn)s, %(weight)s, %(unreachable)s, %(excluded)s,
                   %(rating_ids)s::bigint[])""",
        [{"sample_id": sample_id, **asdict(each)} for each in strata],
    )
    await tx.execute(
        """INSERT INTO sample_ratings (sample_id, place, rating_id, visit_id, level)
           SELECT %(sample_id)s, d.place, r.id, r.visit_id, s.level
             FROM unnest(%(drawn)s::bigint[]) WITH ORDINALITY AS d (rating_id, place)
             JOIN ratings r ON r.id = d.rating_id
             JOIN sample_strata s ON s.sample_id = %(sample_id)s AND r.id = ANY(s.rating_ids)
            ORDER BY d.place""",
        sample_id=sample_id,
        drawn=list(drawn),
    )
    await tx.execute(
        "UPDATE samples SET drawn_at = %(now)s WHERE id = %(sample_id)s", sample_id=sample_id, now=now
    )


async def strata(tx: Transaction, sample_id: int) -> list[Stratum]:
    """The kept levels of a sample, the best first."""
    return await tx.fetch(
        Stratum,
        """SELECT level, of_ratings, drawn, weight, unreachable, excluded, rating_ids FROM sample_strata
            WHERE sample_id = %(id)s ORDER BY level DESC""",
        id=sample_id,
    )


async def drawn(tx: Transaction, sample_id: int) -> list[tuple[int, int]]:
    """(rating, level) of what was drawn, in that order."""
    rows = await tx.fetch(
        _Drawn,
        "SELECT rating_id, level FROM sample_ratings WHERE sample_id = %(id)s ORDER BY place",
        id=sample_id,
    )
    return [(row.rating_id, row.level) for row in rows]


@dataclass(frozen=True, slots=True)
class _Drawn:
    rating_id: int
    level: int


async def of_month(tx: Transaction, month: date, area_code: str | None) -> list[Sample]:
    """The samples of a month, of one area or all, by area."""
    return await tx.fetch(
        Sample,
        _SAMPLE
        + """ WHERE month = %(month)s AND (%(area_code)s::text IS NULL OR area_code = %(area_code)s)
              ORDER BY area_code""",
        month=month,
        area_code=area_code,
    )
