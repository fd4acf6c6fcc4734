"""Which provider carries each message of a chunk, and which must wait: for a provider's limit, or for a halted one."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from evaluation.frequency import LONGEST, Limit, free_at
from evaluation.sharing import choose, recovered, shares_of
from store import deliveries, halts, providers
from store.db import Transaction
from store.deliveries import Claimed

ANSWERS = "reply"
"""The kind of message that goes back the way its question came."""


@dataclass(frozen=True)
class Carriers:
    """The providers of each channel; a channel that is not here carries its own messages."""

    shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Channel → provider → its configured share."""
    limits: Mapping[str, Mapping[str, Sequence[Limit]]] = field(default_factory=dict)
    """Provider → kind of message → how often one address may get it."""

    def of(self, channel: str) -> list[str]:
        """Who carries what begins on a channel: its providers that have a share, else the channel itself."""
        return [name for name, share in self.shares_of(channel).items() if share > 0]

    def shares_of(self, channel: str) -> Mapping[str, float]:
        """The configured share of each provider of a channel."""
        return self.shares.get(channel, {channel: 1.0})


@dataclass(frozen=True, slots=True)
class Wait:
    """Until when a message is not sent, and why."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What was decided about a chunk."""

    providers: Mapping[int, str]
    """Message → who carries it."""
    waits: Mapping[int, Wait]
    """The messages that may not leave yet."""


@dataclass(frozen=True, slots=True)
class _Line:
    """The providers of a channel as they stand now."""

    shares: Mapping[str, float]
    halted: Mapping[str, datetime]

    def carrier_of(self, message: Claimed) -> str:
        """Once in doubt it stays where it was, for another might send it a second time; so does an answer."""
        if message.provider and (message.doubted or message.kind == ANSWERS):
            return message.provider
        return choose(self.shares, message.id, but_not=message.provider)


async def assign(
    tx: Transaction, messages: Sequence[Claimed], carriers: Carriers, *, now: datetime, wall: datetime
) -> Carried:
    """Decide who carries each of these messages; what is decided here is kept before any leaves."""
    lines = {
        channel: await _line(tx, channel, carriers, now, wall)
        for channel in {message.channel for message in messages}
    }
    chosen = {message.id: lines[message.channel].carrier_of(message) for message in messages}
    waits = {
        message.id: Wait(lines[message.channel].halted[chosen[message.id]], "provider_halted")
        for message in messages
        if chosen[message.id] in lines[message.channel].halted
    }
    leaving = [message for message in messages if message.id not in waits]
    return Carried(chosen, waits | await _limited(tx, leaving, chosen, carriers, now))


async def foresee(
    tx: Transaction,
    message_ids: Sequence[int],
    carriers: Carriers,
    *,
    owner: int,
    now: datetime,
    wall: datetime,
) -> Mapping[str, int]:
    """How many of a worker's messages each provider is about to carry: its pace is kept before they leave."""
    messages = await deliveries.claimed(tx, message_ids, owner)
    carried = await assign(tx, messages, carriers, now=now, wall=wall)
    return Counter(carried.providers[message.id] for message in messages if message.id not in carried.waits)


async def _line(tx: Transaction, channel: str, carriers: Carriers, now: datetime, wall: datetime) -> _Line:
    configured = carriers.shares_of(channel)
    if len(configured) == 1:
        return _Line(configured, {})  # where that one is halted nothing of the channel is claimed
    found = await providers.healths(tx, channel)
    health = {each.provider: recovered(each.health, wall - each.changed_at) for each in found}
    shares = shares_of(configured, health)
    halted = await halts.halted(tx, list(configured), now)
    running = {name: share for name, share in shares.items() if share > 0 and name not in halted}
    return _Line(running or shares, halted)


async def _limited(
    tx: Transaction,
    messages: Sequence[Claimed],
    chosen: Mapping[int, str],
    carriers: Carriers,
    now: datetime,
) -> dict[int, Wait]:
    limited = [message for message in messages if chosen[message.id] in carriers.limits]
    if not limited:
        return {}
    addresses = [message.address_id for message in limited]
    sent: dict[tuple[int, bool], list[datetime]] = defaultdict(list)
    for each in await providers.sent_to(tx, addresses, list(carriers.limits), now - LONGEST):
        sent[each.address_id, each.kind == "notice"].append(each.at)
    waits: dict[int, Wait] = {}
    for message in limited:
        before = sent[message.address_id, message.kind == "notice"]
        free = free_at(before, carriers.limits[chosen[message.id]].get(message.kind, ()), now)
        if free > now:
            waits[message.id] = Wait(free, "frequency_limit")
        else:
            before.append(now)
    return waits
