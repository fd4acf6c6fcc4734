"""Messages of unknown fate: they may have left, and their provider is asked."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A message of unknown fate that may have left since `left_at` (wall time)."""

    id: int
    kind: str
    citizen_id: int
    channel: str
    provider: str | None
    address_id: int
    sealed: bytes
    text: str
    attempts: int
    left_at: datetime


async def take_unsettled(
    tx: Transaction, *, owner: int, wall: datetime, held_before: datetime, limit: int
) -> list[Unsettled]:
    """Take messages that nobody is asking about, and was not lately; this worker asks the provider."""
    return await tx.fetch(
        Unsettled,
        """WITH mine AS (
               SELECT id FROM messages
                WHERE state = 'settling' AND owner IS NULL AND held_since <= %(held_before)s
                ORDER BY held_since LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
           UPDATE messages m SET owner = %(owner)s, held_since = %(wall)s
             FROM mine, addresses a WHERE m.id = mine.id AND a.id = m.address_id
        RETURNING m.id, m.kind, m.citizen_id, m.channel, m.provider, m.address_id, a.sealed, m.text, m.attempts,
                  (m.facts->>'left_at')::timestamptz AS left_at""",
        owner=owner,
        wall=wall,
        held_before=held_before,
        limit=limit,
    )


async def leave_unsettled(tx: Transaction, message_id: int, *, owner: int) -> None:
    """The provider could not be asked; somebody asks again later, the others first."""
    await tx.execute(
        """UPDATE messages SET owner = NULL
            WHERE id = %(id)s AND owner = %(owner)s AND state = 'settling'""",
        id=message_id,
        owner=owner,
    )


async def known_references(tx: Transaction, address_id: int) -> frozenset[str]:
    """The provider's ids already tied to messages to this address."""
    return frozenset(
        await tx.values(
            "SELECT reference FROM messages WHERE address_id = %(id)s AND reference IS NOT NULL",
            id=address_id,
        )
    )


async def any_unsettled(tx: Transaction, held_before: datetime) -> bool:
    """Whether there are messages to ask a provider about."""
    return bool(
        await tx.value(
            """SELECT EXISTS (SELECT FROM messages WHERE state = 'settling' AND owner IS NULL
                                 AND held_since <= %(held_before)s)""",
            held_before=held_before,
        )
    )
