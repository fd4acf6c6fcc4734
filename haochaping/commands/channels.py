"""Pausing a channel, and letting it run again."""

from evaluation.window import civil
from haochaping.commands.administer import in_one_transaction
from haochaping.settings import Settings
from haochaping.wiring.parts import Parts
from store import pauses
from store.db import Transaction

CHANNELS = ["sms", "telegram", "wechat"]


def _checked(channel: str) -> str:
    if channel not in CHANNELS:
        raise ValueError(f"there is no channel {channel!r}; the channels are {', '.join(CHANNELS)}")
    return channel


def pause(settings: Settings, channel: str) -> None:
    """Hold back what is for this channel; ValueError for an unknown one."""
    name = _checked(channel)

    async def work(parts: Parts, tx: Transaction) -> None:
        await pauses.pause(tx, name, parts.clock.wall())

    in_one_transaction(settings, work)


def resume(settings: Settings, channel: str) -> None:
    """Let what waited go; ValueError for an unknown one."""
    name = _checked(channel)

    async def work(_: Parts, tx: Transaction) -> None:
        await pauses.resume(tx, name)

    in_one_transaction(settings, work)


def listed(settings: Settings) -> list[str]:
    """A line for each channel."""

    async def work(_: Parts, tx: Transaction) -> list[pauses.ChannelState]:
        return await pauses.states(tx, CHANNELS)

    return [_line(state) for state in in_one_transaction(settings, work)]


def _line(state: pauses.ChannelState) -> str:
    since = f"paused since {civil(state.paused_since):%Y-%m-%d %H:%M}" if state.paused_since else "running"
    return f"{state.channel}  {since}  {state.waiting} waiting"
