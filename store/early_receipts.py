"""Receipts that came before their provider's answer had told us which message they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Early:
    """What a provider said of the message that it calls `reference`."""

    reference: str
    receipt: str
    reason: str | None
    stop_contact: bool
    dead: bool
    """Nothing can be sent to that address any more."""
    for_staff: bool


async def leaving_to(tx: Transaction, channel: str, lookup: bytes) -> int | None:
    """A message to this address that is on its way, whose reference nobody knows yet."""
    message_id: int | None = await tx.value(
        """SELECT m.id FROM messages m JOIN addresses a ON a.id = m.address_id
            WHERE m.channel = %(channel)s AND a.lookup = %(lookup)s
              AND m.state IN ('sending', 'settling') AND m.reference IS NULL
            ORDER BY m.id LIMIT 1""",
        channel=channel,
        lookup=lookup,
    )
    return message_id


async def keep(tx: Transaction, channel: str, early: Early, now: datetime) -> None:
    """Keep a receipt until the answer comes; the citizen it concerns is locked, as they are when it does."""
    await tx.execute(
        """INSERT INTO early_receipts (channel, reference, receipt, reason, stop_contact, dead, for_staff,
                                       came_at)
           VALUES (%(channel)s, %(reference)s, %(receipt)s, %(reason)s, %(stop_contact)s, %(dead)s,
                   %(for_staff)s, %(now)s)
           ON CONFLICT DO NOTHING""",
        channel=channel,
        reference=early.reference,
        receipt=early.receipt,
        reason=early.reason,
        stop_contact=early.stop_contact,
        dead=early.dead,
        for_staff=early.for_staff,
        now=now,
    )


async def take(tx: Transaction, channel: str, references: Sequence[str]) -> list[Early]:
    """The receipts on these messages, which are known now; they are not kept any longer."""
    return await tx.fetch(
        Early,
        """DELETE FROM early_receipts WHERE channel = %(channel)s AND reference = ANY(%(references)s)
           RETURNING reference, receipt, reason, stop_contact, dead, for_staff""",
        channel=channel,
        references=list(references),
    )


async def forget(tx: Transaction, before: datetime) -> None:
    """Receipts that nobody will ask for: their message was another system's, or its answer was lost."""
    await tx.execute("DELETE FROM early_receipts WHERE came_at < %(before)s", before=before)
