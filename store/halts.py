"""Who asked us to wait: a channel, or one of the providers that carry its messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


async def halt(tx: Transaction, name: str, until: datetime) -> None:
    """Hand nothing to a provider, or take nothing of a channel, until then: it asks all of us to wait."""
    await tx.execute(
        """INSERT INTO halted_channels (channel, until) VALUES (%(name)s, %(until)s)
           ON CONFLICT (channel) DO UPDATE SET until = greatest(halted_channels.until, excluded.until)""",
        name=name,
        until=until,
    )


@dataclass(frozen=True, slots=True)
class Halt:
    """Who is to be left alone, and until when."""

    channel: str
    until: datetime


async def halted(tx: Transaction, names: Sequence[str], now: datetime) -> dict[str, datetime]:
    """Those of the providers that are to be left alone now, each with the end of that."""
    found = await tx.fetch(
        Halt,
        "SELECT channel, until FROM halted_channels WHERE channel = ANY(%(names)s) AND until > %(now)s",
        names=list(names),
        now=now,
    )
    return {each.channel: each.until for each in found}
