"""Let messages go that were given up, once what stopped them has been put right."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from store import failures, outbox
from store.db import Transaction

ANSWERS_LAST = timedelta(days=1)
"""An answer older than that answers nobody any more."""


@dataclass(frozen=True, slots=True)
class Which:
    """One message by its number, or all that failed for a reason."""

    message_id: int | None = None
    reason: str | None = None


async def release_messages(tx: Transaction, which: Which, now: datetime) -> int:
    """Queue them again; how many.

    What had left stays as it is, so nobody gets a second text; a prompt that is owed no more is
    cancelled when its turn comes, and waits for sending hours as ever.
    """
    ids = await failures.releasable(
        tx, message_id=which.message_id, reason=which.reason, answers_since=now - ANSWERS_LAST
    )
    await outbox.lock_citizens(tx, ids)
    return await failures.release(tx, ids, now)
