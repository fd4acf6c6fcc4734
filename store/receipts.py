"""What providers say of messages that have left."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as a receipt finds it; `left_at` is when it left us, or was made if nobody knows."""

    id: int
    citizen_id: int
    address_id: int
    receipt: str | None
    left_at: datetime


async def for_receipt(
    tx: Transaction, channel: str, reference: str, message_id: int | None, lookup: bytes | None
) -> Sent | None:
    """The message a receipt is about: by the provider's id, or by ours where it carries none yet.

    Never one that was not sent, nor one to another address than `lookup` (None: the provider names none):
    another system of the same account may count like ours.
    """
    return await tx.first(
        Sent,
        """SELECT f.* FROM (
               SELECT id, citizen_id, address_id, receipt, coalesce(sent_at, created_at) AS left_at FROM messages
                WHERE channel = %(channel)s AND reference = %(reference)s
                UNION ALL
               SELECT id, citizen_id, address_id, receipt, coalesce(sent_at, created_at) FROM messages
                WHERE channel = %(channel)s AND id = %(message_id)s AND reference IS NULL AND attempts > 0) AS f
             JOIN addresses a ON a.id = f.address_id
            WHERE %(lookup)s::bytea IS NULL OR a.lookup = %(lookup)s
            LIMIT 1""",
        channel=channel,
        reference=reference,
        message_id=message_id,
        lookup=lookup,
    )


async def keep_receipt(
    tx: Transaction,
    message_id: int,
    *,
    reference: str,
    receipt: str,
    state: str,
    reason: str | None,
    for_staff: bool,
) -> None:
    """Keep a provider's word on a message that has left."""
    await tx.execute(
        """UPDATE messages SET reference = %(reference)s, receipt = %(receipt)s, state = %(state)s,
                  reason = %(reason)s, for_staff = %(for_staff)s
            WHERE id = %(id)s""",
        id=message_id,
        reference=reference,
        receipt=receipt,
        state=state,
        reason=reason,
        for_staff=for_staff,
    )
