"""Which months and areas are to be counted and learnt from, and what was learnt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from evaluation.learning.learned import Learned
from store.db import Transaction

LEARNED = TypeAdapter(Learned)
"""What was learnt of a month, as it is kept: JSON."""


async def want(tx: Transaction, month: date, before: Iterable[date]) -> None:
    """Have a month counted and learnt from, be it again; those `before` counted where they never were."""
    await tx.execute(
        """INSERT INTO learning_months (month, state, learn)
           SELECT unnest(%(before)s::date[]), 'wanted', false ON CONFLICT DO NOTHING""",
        before=list(before),
    )
    await tx.execute(
        """INSERT INTO learning_months (month, state, learn) VALUES (%(month)s, 'wanted', true)
           ON CONFLICT (month) DO UPDATE SET state = 'wanted', learn = true""",
        month=month,
    )


@dataclass(frozen=True, slots=True)
class Month:
    """A month that is to be counted."""

    month: date
    learn: bool


async def take_month(tx: Transaction) -> Month | None:
    """The oldest month to be counted that nobody else counts, locked; one to be learnt from after all before it."""
    return await tx.first(
        Month,
        """SELECT month, learn FROM learning_months m
            WHERE state = 'wanted' AND NOT (learn AND EXISTS (
                  SELECT FROM learning_months o WHERE o.state = 'wanted' AND o.month < m.month))
            ORDER BY month LIMIT 1 FOR UPDATE SKIP LOCKED""",
    )


async def counted(tx: Transaction, month: date, now: datetime) -> None:
    """A month was counted."""
    await tx.execute(
        "UPDATE learning_months SET state = 'done', counted_at = %(now)s WHERE month = %(month)s",
        month=month,
        now=now,
    )


async def want_areas(tx: Transaction, month: date) -> None:
    """Have something learnt of every area that has ratings in a month, and of all around it; of no other."""
    await tx.execute(
        """WITH found AS (
               SELECT DISTINCT rpad(left(area_code, digits), 12, '0') AS area_code
                 FROM learning_cells, (VALUES (2), (4), (6), (9), (12)) AS level (digits)
                WHERE month = %(month)s AND area_code ~ '^[1-9][0-9]{11}$'),
           gone AS (DELETE FROM learned WHERE month = %(month)s AND area_code NOT IN (SELECT area_code FROM found))
           INSERT INTO learned (month, area_code, state) SELECT %(month)s, area_code, 'wanted' FROM found
           ON CONFLICT (month, area_code) DO UPDATE SET state = 'wanted'""",
        month=month,
    )


@dataclass(frozen=True, slots=True)
class Area:
    """An area of which something is to be learnt."""

    month: date
    area_code: str


async def take_area(tx: Transaction) -> Area | None:
    """One of them, locked; none while a month of which they need the counts is still to be counted."""
    return await tx.first(
        Area,
        """SELECT month, area_code FROM learned l WHERE state = 'wanted'
              AND NOT EXISTS (SELECT FROM learning_months m WHERE m.state = 'wanted' AND m.month <= l.month)
            ORDER BY month, area_code LIMIT 1 FOR UPDATE SKIP LOCKED""",
    )


async def keep(tx: Transaction, area: Area, learned: Learned, now: datetime) -> None:
    """Keep what was learnt, in the place of what was before."""
    await tx.execute(
        """UPDATE learned SET state = 'done', learned_at = %(now)s, body = %(body)s
            WHERE month = %(month)s AND area_code = %(area)s""",
        month=area.month,
        area=area.area_code,
        now=now,
        body=Jsonb(LEARNED.dump_python(learned, mode="json")),
    )


async def failed(tx: Transaction, work: Month | Area) -> None:
    """It broke: it is not tried again before it is asked for again."""
    if isinstance(work, Month):
        await tx.execute("UPDATE learning_months SET state = 'failed' WHERE month = %(m)s", m=work.month)
    else:
        await tx.execute(
            "UPDATE learned SET state = 'failed' WHERE month = %(month)s AND area_code = %(area)s",
            month=work.month,
            area=work.area_code,
        )


async def any_wanted(tx: Transaction) -> bool:
    """Whether there is anything to be counted or learnt."""
    return bool(
        await tx.value(
            """SELECT EXISTS (SELECT FROM learning_months WHERE state = 'wanted')
                   OR EXISTS (SELECT FROM learned WHERE state = 'wanted')"""
        )
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    learned_at: datetime
    body: object


@dataclass(frozen=True, slots=True)
class Kept:
    """What a month taught, and when that was."""

    learned: Learned
    at: datetime


async def kept(tx: Transaction, month: date, area_code: str) -> Kept | None:
    """What was learnt of an area in a month; None where nothing was."""
    found = await tx.first(
        _Kept,
        """SELECT learned_at, body FROM learned
            WHERE month = %(month)s AND area_code = %(area)s AND body IS NOT NULL""",
        month=month,
        area=area_code,
    )
    return Kept(LEARNED.validate_python(found.body), found.learned_at) if found else None


async def months_of(tx: Transaction, area_code: str, limit: int) -> list[date]:
    """The months that taught something about an area, the latest first."""
    return await tx.values(
        """SELECT month FROM learned WHERE area_code = %(area)s AND body IS NOT NULL
            ORDER BY month DESC LIMIT %(limit)s""",
        area=area_code,
        limit=limit,
    )
