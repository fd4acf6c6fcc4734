"""The windows of visits: which have come to their end, which are reckoned again, which lapse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class EndedWindow:
    """The window of a prompted visit, locked, whose told end has come."""

    visit_id: int
    opened_at: datetime
    finished_at: datetime
    closes_at: datetime
    provisional: bool


async def ended(tx: Transaction, now: datetime, limit: int) -> list[EndedWindow]:
    """Up to `limit` windows that ended with no rating, the longest ended first; nobody else gets them."""
    return await tx.fetch(
        EndedWindow,
        """SELECT id AS visit_id, prompted_at AS opened_at, finished_at, window_closes_at AS closes_at,
                  window_provisional AS provisional
             FROM visits WHERE state = 'prompted' AND window_closes_at <= %(now)s
            ORDER BY window_closes_at LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED""",
        now=now,
        limit=limit,
    )


async def set_end(
    tx: Transaction, visit_ids: Sequence[int], closes_at: datetime, *, provisional: bool
) -> None:
    """Give these visits, locked, the end of their window."""
    await tx.execute(
        """UPDATE visits SET window_closes_at = %(closes_at)s, window_provisional = %(provisional)s
            WHERE id = ANY(%(ids)s)""",
        ids=list(visit_ids),
        closes_at=closes_at,
        provisional=provisional,
    )


async def lapse(tx: Transaction, visit_ids: Sequence[int], now: datetime, default_level: int | None) -> None:
    """These visits, locked, ended with no rating."""
    await tx.execute(
        """UPDATE visits SET state = 'lapsed', lapsed_at = %(now)s, default_level = %(default_level)s
            WHERE id = ANY(%(ids)s)""",
        ids=list(visit_ids),
        now=now,
        default_level=default_level,
    )


@dataclass(frozen=True, slots=True)
class ToldWindow:
    """A window as it was told: that of all visits it was opened for on one day, finished on one day.

    The prompt opens it, or the first rating of somebody who did not wait for the prompt.
    """

    opened_at: datetime
    finished_at: datetime
    closes_at: datetime
    provisional: bool
    visits: int


async def told(tx: Transaction, now: datetime, *, certain_too: bool) -> list[ToldWindow]:
    """The distinct windows still open that are provisional, or all of them; days count, so they are few.

    All of them: reads the whole table, for the rare day on which a year's calendar is put right.
    """
    return await tx.fetch(
        ToldWindow,
        """SELECT min(opened_at) AS opened_at, min(finished_at) AS finished_at, window_closes_at AS closes_at,
                  window_provisional AS provisional, count(*)::int AS visits
             FROM (SELECT v.finished_at, v.window_closes_at, v.window_provisional, coalesce(v.prompted_at, (
                              SELECT r.rated_at FROM ratings r WHERE r.visit_id = v.id AND r.version = 1)) AS opened_at
                     FROM visits v
                    WHERE (v.window_provisional OR %(certain_too)s) AND v.window_closes_at > %(now)s) AS still_open
            WHERE opened_at IS NOT NULL
            GROUP BY opened_at::date, finished_at::date, window_closes_at, window_provisional""",
        certain_too=certain_too,
        now=now,
    )


async def move(tx: Transaction, window: ToldWindow, closes_at: datetime, *, provisional: bool) -> int:
    """Give the visits of a window its new end; how many.

    One whose citizen is busy with it is left for the next time: waiting here, with other visits
    held, could deadlock.
    """
    return await tx.execute(
        """WITH moved AS (
               SELECT v.id FROM visits v
                WHERE v.window_closes_at = %(told)s AND v.window_provisional = %(was_provisional)s
                  AND v.finished_at::date = %(finished_at)s::date
                  AND coalesce(v.prompted_at, (SELECT r.rated_at FROM ratings r
                                                WHERE r.visit_id = v.id AND r.version = 1))::date
                      = %(opened_at)s::date
                  FOR NO KEY UPDATE OF v SKIP LOCKED)
           UPDATE visits v SET window_closes_at = %(closes_at)s, window_provisional = %(provisional)s
             FROM moved WHERE v.id = moved.id""",
        closes_at=closes_at,
        provisional=provisional,
        opened_at=window.opened_at,
        finished_at=window.finished_at,
        told=window.closes_at,
        was_provisional=window.provisional,
    )


async def on_their_way(tx: Transaction, told_by: datetime) -> bool:
    """Whether a prompt is at a provider whose window was told by `told_by` (wall time) and has not opened yet."""
    return bool(
        await tx.value(
            """SELECT EXISTS (SELECT FROM messages WHERE state IN ('sending', 'settling') AND kind = 'prompt'
                                 AND (facts->>'left_at')::timestamptz <= %(told_by)s)""",
            told_by=told_by,
        )
    )
