"""How well the providers of a channel do lately, and how often an address was written to through one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Health:
    """A provider's health at its last step; without a row it is whole."""

    provider: str
    health: float
    changed_at: datetime


async def healths(tx: Transaction, channel: str) -> list[Health]:
    """Of every provider of a channel that was ever in trouble."""
    return await tx.fetch(
        Health,
        "SELECT provider, health, changed_at FROM provider_shares WHERE channel = %(channel)s",
        channel=channel,
    )


async def set_health(
    tx: Transaction, channel: str, provider: str, health: float, *, before: datetime, wall: datetime
) -> None:
    """Keep a step, unless another worker has taken one since `before`."""
    await tx.execute(
        """INSERT INTO provider_shares (channel, provider, health, changed_at)
           VALUES (%(channel)s, %(provider)s, %(health)s, %(wall)s)
           ON CONFLICT (channel, provider) DO UPDATE SET health = excluded.health, changed_at = excluded.changed_at
            WHERE provider_shares.changed_at <= %(before)s""",
        channel=channel,
        provider=provider,
        health=health,
        before=before,
        wall=wall,
    )


@dataclass(frozen=True, slots=True)
class SentTo:
    """A message that left for an address, or may have."""

    address_id: int
    kind: str
    at: datetime


async def sent_to(
    tx: Transaction, address_ids: Sequence[int], providers: Sequence[str], since: datetime
) -> list[SentTo]:
    """What left for these addresses through these providers since then."""
    return await tx.fetch(
        SentTo,
        """SELECT address_id, kind, coalesce(sent_at, due_at) AS at FROM messages
            WHERE address_id = ANY(%(ids)s) AND provider = ANY(%(providers)s)
              AND state IN ('sending', 'settling', 'sent', 'delivered', 'unknown', 'failed')
              AND attempts > 0 AND coalesce(sent_at, due_at) > %(since)s""",
        ids=list(address_ids),
        providers=list(providers),
        since=since,
    )
