"""What operators ask: schedules, failures, totals, and whether the database is as this code needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg

from store.db import Transaction


async def take_schedule(tx: Transaction, name: str, now: datetime, next_at: datetime) -> bool:
    """Whether a scheduled task is due now; taking it sets its next time. A new one begins at its next time."""
    await tx.execute(
        "INSERT INTO schedules (name, due_at) VALUES (%(name)s, %(next_at)s) ON CONFLICT (name) DO NOTHING",
        name=name,
        next_at=next_at,
    )
    return await take_asked(tx, name, now, next_at)


async def ask_for(tx: Transaction, name: str, due_at: datetime) -> None:
    """Have a task done once, at `due_at`; asked for again before that, it is done once, at the later time."""
    await tx.execute(
        """INSERT INTO schedules (name, due_at) VALUES (%(name)s, %(due_at)s)
           ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at""",
        name=name,
        due_at=due_at,
    )


async def is_asked_for(tx: Transaction, name: str) -> bool:
    """Whether a task is still to be done, be it due or not."""
    return bool(await tx.value("SELECT EXISTS (SELECT FROM schedules WHERE name = %(name)s)", name=name))


async def take_asked(tx: Transaction, name: str, now: datetime, next_at: datetime) -> bool:
    """Whether a task that stands in the schedule is due now; it is again at `next_at`, unless `have_done`."""
    return bool(
        await tx.execute(
            "UPDATE schedules SET due_at = %(next_at)s WHERE name = %(name)s AND due_at <= %(now)s",
            name=name,
            now=now,
            next_at=next_at,
        )
    )


async def any_scheduled(tx: Transaction, names: Sequence[str], now: datetime) -> bool:
    """Whether one of these tasks is due now, or was never done."""
    return bool(
        await tx.value(
            """SELECT EXISTS (SELECT FROM unnest(%(names)s::text[]) AS n(name) LEFT JOIN schedules s USING (name)
                               WHERE s.due_at IS NULL OR s.due_at <= %(now)s)""",
            names=list(names),
            now=now,
        )
    )


async def have_done(tx: Transaction, name: str, next_at: datetime) -> None:
    """A task taken until `next_at` is done, unless it was asked for again meanwhile."""
    await tx.execute(
        "DELETE FROM schedules WHERE name = %(name)s AND due_at = %(next_at)s", name=name, next_at=next_at
    )


async def note_failure(tx: Transaction, job: str, error: str, wall: datetime) -> None:
    """Keep that a job failed; `error` is the name of the exception, never its text."""
    await tx.execute(
        "INSERT INTO job_failures (job, error, at) VALUES (%(job)s, %(error)s, %(wall)s)",
        job=job,
        error=error,
        wall=wall,
    )


async def schema_version(tx: Transaction) -> str | None:
    """The migration the database is at, or None when it has none."""
    try:
        version: str | None = await tx.value("SELECT version_num FROM alembic_version")
    except psycopg.errors.UndefinedTable:
        return None
    return version


COUNTED_UP_TO = 100_000
"""A backlog is counted so far and no further: by then the figure has said what it can say."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits, each figure from a partial index or cut off at `COUNTED_UP_TO`: cheap to ask often.

    `outbox_age_seconds`: since the oldest unsent message was queued. A retry moves its due time and does not
    make it younger, nor does a worker that holds it and hangs.
    """

    prompts_due: int
    outbox_age_seconds: float
    quarantined: int
    job_failures: int


async def backlog(tx: Transaction, now: datetime) -> Backlog:
    """What waits now. A message that was tried in vain is as old as it is, whenever its next attempt is due."""
    found = await tx.first(
        Backlog,
        """SELECT (SELECT count(*) FROM (
                      SELECT FROM visits WHERE state = 'waiting' AND prompt_id IS NULL AND watch_at <= %(now)s
                       LIMIT %(most)s) AS due) AS prompts_due,
                  coalesce(extract(epoch FROM %(now)s - least(
                      (SELECT min(due_at) FROM messages WHERE state = 'queued' AND due_at <= %(now)s),
                      (SELECT min(created_at) FROM messages WHERE state = 'queued' AND attempts > 0),
                      (SELECT min(created_at) FROM messages WHERE state IN ('claimed', 'sending', 'settling'))
                  )), 0)::float AS outbox_age_seconds,
                  (SELECT count(*) FROM (
                      SELECT FROM visits WHERE state = 'quarantined' LIMIT %(most)s) AS unplaced) AS quarantined,
                  (SELECT count(*) FROM (SELECT FROM job_failures LIMIT %(most)s) AS failed) AS job_failures""",
        now=now,
        most=COUNTED_UP_TO,
    )
    assert found is not None
    return found


@dataclass(frozen=True, slots=True)
class Totals:
    """All that ever happened; counted by the database, so every process shows the same."""

    prompts_sent: int
    prompts_unknown: int
    prompts_failed: int
    replies: int
    ratings: int
    invitations: int
    due_to_provider_seconds: float


async def totals(tx: Transaction, now: datetime) -> Totals:
    """The totals now: reads whole tables, half a second for a million rows each, so ask seldom.

    `due_to_provider_seconds`: the mean over the visits prompted in the last hour, from when each was due, not
    from when the watcher came to it or a retry was; 0 when nothing was sent. Raises psycopg's QueryCanceled
    when the tables are too large to be counted in five seconds.
    """
    await tx.execute("SET LOCAL statement_timeout = '5s'")
    found = await tx.first(
        Totals,
        """SELECT count(*) FILTER (WHERE state IN ('sent', 'delivered')) AS prompts_sent,
                  count(*) FILTER (WHERE state = 'unknown') AS prompts_unknown,
                  count(*) FILTER (WHERE state = 'failed') AS prompts_failed,
                  (SELECT count(*) FROM inbound) AS replies,
                  (SELECT count(*) FROM ratings WHERE live) AS ratings,
                  (SELECT count(*) FROM invitations) AS invitations,
                  (SELECT coalesce(avg(extract(epoch FROM v.prompted_at - v.watch_at)), 0)
                     FROM messages m JOIN visits v ON v.prompt_id = m.id
                    WHERE m.kind = 'prompt' AND m.sent_at > %(now)s - interval '1 hour')::float
                      AS due_to_provider_seconds
             FROM messages WHERE kind = 'prompt'""",
        now=now,
    )
    assert found is not None
    return found
