"""Channels that staff have paused: what is queued for them waits, new prompts take another way where there is one."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


async def pause(tx: Transaction, channel: str, wall: datetime) -> None:
    """Send nothing through a channel until it is resumed."""
    await tx.execute(
        "INSERT INTO paused_channels (channel, since) VALUES (%(channel)s, %(wall)s) ON CONFLICT DO NOTHING",
        channel=channel,
        wall=wall,
    )


async def resume(tx: Transaction, channel: str) -> None:
    """Send through a channel again."""
    await tx.execute("DELETE FROM paused_channels WHERE channel = %(channel)s", channel=channel)


@dataclass(frozen=True, slots=True)
class ChannelState:
    """A channel with what waits for it; `paused_since` is None while it runs."""

    channel: str
    paused_since: datetime | None
    waiting: int


async def states(tx: Transaction, channels: list[str]) -> list[ChannelState]:
    """These channels, in their order."""
    return await tx.fetch(
        ChannelState,
        """SELECT c.channel, p.since AS paused_since,
                  (SELECT count(*) FROM messages m WHERE m.state = 'queued' AND m.channel = c.channel) AS waiting
             FROM unnest(%(channels)s::text[]) WITH ORDINALITY AS c (channel, place)
             LEFT JOIN paused_channels p USING (channel) ORDER BY c.place""",
        channels=channels,
    )
