"""Which provider carries each message of a chunk, and which must wait for a provider's limit."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from evaluation.frequency import LONGEST, Limit, free_at
from evaluation.sharing import choose, recovered, shares_of
from store import providers
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


@dataclass(frozen=True, slots=True)
class Carried:
    """What was decided about a chunk."""

    providers: Mapping[int, str]
    """Message → who carries it."""
    waits: Mapping[int, datetime]
    """Message → when its provider's limit lets it go; it is not sent before."""


async def assign(
    tx: Transaction, messages: Sequence[Claimed], carriers: Carriers, *, now: datetime, wall: datetime
) -> Carried:
    """Decide who carries each of these messages; what is decided here is kept before any leaves."""
    shares = {
        channel: await _shares_now(tx, channel, carriers, wall)
        for channel in {message.channel for message in messages}
    }
    chosen = {message.id: _provider(message, shares[message.channel]) for message in messages}
    return Carried(chosen, await _waits(tx, messages, chosen, carriers, now))


def _provider(message: Claimed, shares: Mapping[str, float]) -> str:
    """Once in doubt it stays where it was, for another might send it a second time; so does an answer."""
    if message.provider and (message.doubted or message.kind == ANSWERS):
        return message.provider
    return choose(shares, message.id, but_not=message.provider)


async def _shares_now(
    tx: Transaction, channel: str, carriers: Carriers, wall: datetime
) -> Mapping[str, float]:
    configured = carriers.shares.get(channel, {channel: 1.0})
    if len(configured) == 1:
        return configured
    found = await providers.healths(tx, channel)
    health = {each.provider: recovered(each.health, wall - each.changed_at) for each in found}
    return shares_of(configured, health)


async def _waits(
    tx: Transaction,
    messages: Sequence[Claimed],
    chosen: Mapping[int, str],
    carriers: Carriers,
    now: datetime,
) -> dict[int, datetime]:
    limited = [message for message in messages if chosen[message.id] in carriers.limits]
    if not limited:
        return {}
    addresses = [message.address_id for message in limited]
    sent: dict[tuple[int, bool], list[datetime]] = defaultdict(list)
    for each in await providers.sent_to(tx, addresses, list(carriers.limits), now - LONGEST):
        sent[each.address_id, each.kind == "notice"].append(each.at)
    waits: dict[int, datetime] = {}
    for message in limited:
        before = sent[message.address_id, message.kind == "notice"]
        free = free_at(before, carriers.limits[chosen[message.id]].get(message.kind, ()), now)
        if free > now:
            waits[message.id] = free
        else:
            before.append(now)
    return waits
