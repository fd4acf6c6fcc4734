"""Messages that were given up, or whose fate nobody knows: for staff to look at, and to let go again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Failures:
    """Messages that failed alike; `releasable` of them never left and may be sent after all."""

    provider: str
    reason: str
    messages: int
    releasable: int
    latest_id: int
    latest_at: datetime


async def by_reason(tx: Transaction, answers_since: datetime) -> list[Failures]:
    """What failed, most first; "unknown" is what counts as sent because nobody could be asked."""
    return await tx.fetch(
        Failures,
        """SELECT coalesce(provider, channel) AS provider,
                  CASE state WHEN 'unknown' THEN 'unknown' ELSE coalesce(reason, '') END AS reason,
                  count(*) AS messages,
                  count(*) FILTER (WHERE state = 'failed' AND receipt IS NULL
                                     AND (kind = 'prompt' OR created_at >= %(answers_since)s)) AS releasable,
                  max(id) AS latest_id, max(created_at) AS latest_at
             FROM messages WHERE state IN ('failed', 'unknown')
            GROUP BY 1, 2 ORDER BY messages DESC, reason""",
        answers_since=answers_since,
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
        """UPDATE messages m SET state = 'queued', reason = NULL, attempts = least(attempts, 1),
                  due_at = CASE m.kind WHEN 'prompt' THEN greatest(%(now)s, c.prompt_free_at) ELSE %(now)s END
             FROM citizens c
            WHERE m.id = ANY(%(ids)s) AND m.state = 'failed' AND m.receipt IS NULL AND c.id = m.citizen_id""",
        ids=list(message_ids),
        now=now,
    )
