"""Messages that were given up, or whose fate nobody knows: for staff to look at, and to let go again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Failures:
    """Messages that failed alike.

    `releasable` of them never left and may be sent after all; `for_staff` wait for somebody to look.
    """

    provider: str
    reason: str
    messages: int
    for_staff: int
    releasable: int
    latest_id: int
    latest_at: datetime


async def by_reason(tx: Transaction, answers_since: datetime) -> list[Failures]:
    """What failed, first what staff must look at, then most first.

    "unknown" is what counts as sent because nobody could be asked.
    """
    return await tx.fetch(
        Failures,
        """SELECT coalesce(provider, channel) AS provider,
                  CASE state WHEN 'unknown' THEN 'unknown' ELSE coalesce(reason, '') END AS reason,
                  count(*) AS messages, count(*) FILTER (WHERE for_staff) AS for_staff,
                  count(*) FILTER (WHERE state = 'failed' AND receipt IS NULL
                                     AND (kind = 'prompt' OR created_at >= %(answers_since)s)) AS releasable,
                  max(id) AS latest_id, max(created_at) AS latest_at
             FROM messages WHERE state IN ('failed', 'unknown')
            GROUP BY 1, 2 ORDER BY for_staff DESC, messages DESC, reason""",
        answers_since=answers_since,
    )


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """Messages that were stopped alike, and wait for staff to look since `since`."""

    channel: str
    provider: str
    reason: str
    messages: int
    since: datetime


async def to_look_at(tx: Transaction, at_most: int) -> list[ToLookAt]:
    """What staff must look at, most first, `at_most` so many messages in all: what stopped them stops others too."""
    return await tx.fetch(
        ToLookAt,
        """SELECT channel, coalesce(provider, channel) AS provider, coalesce(reason, '') AS reason,
                  count(*) AS messages, min(created_at) AS since
             FROM (SELECT * FROM messages WHERE for_staff LIMIT %(at_most)s) AS stopped
            GROUP BY 1, 2, 3 ORDER BY messages DESC, reason""",
        at_most=at_most,
    )


async def dismiss(tx: Transaction, *, message_id: int | None, reason: str | None) -> int:
    """Somebody has looked at these, by number or by reason, and nothing is sent; how many."""
    return await tx.execute(
        """UPDATE messages SET for_staff = false
            WHERE for_staff AND (id = %(message_id)s OR reason = %(reason)s)""",
        message_id=message_id,
        reason=reason,
    )


async def releasable(
    tx: Transaction, *, message_id: int | None, reason: str | None, answers_since: datetime
) -> list[int]:
    """The messages, by number or by reason, that certainly never left; an answer only while it still answers."""
    return await tx.values(
        """SELECT id FROM messages
            WHERE state = 'failed' AND receipt IS NULL
              AND (id = %(message_id)s OR reason = %(reason)s)
              AND (kind = 'prompt' OR created_at >= %(answers_since)s)""",
        message_id=message_id,
        reason=reason,
        answers_since=answers_since,
    )


async def release(tx: Transaction, message_ids: Sequence[int], now: datetime) -> int:
    """Queue these again; their citizens are locked. How many still waited for it.

    A prompt comes no sooner after another than any. One attempt is remembered, for a receipt of it
    may yet come.
    """
    return await tx.execute(
        """UPDATE messages m SET state = 'queued', reason = NULL, for_staff = false, attempts = least(attempts, 1),
                  due_at = CASE m.kind WHEN 'prompt' THEN greatest(%(now)s, c.prompt_free_at) ELSE %(now)s END
             FROM citizens c
            WHERE m.id = ANY(%(ids)s) AND m.state = 'failed' AND m.receipt IS NULL AND c.id = m.citizen_id""",
        ids=list(message_ids),
        now=now,
    )
