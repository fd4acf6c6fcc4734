"""Somebody opened the chat, sent what we cannot read, or closed it."""

from bot.rendering import Part
from bot.turn import Reply, Turn
from store import people
from usecases.bind import Redeemed


async def on_arrival(turn: Turn) -> Reply:
    """Say what came of the link they followed, if they did, and what can be done here."""
    if turn.text == Redeemed.STALE:
        return [Part("chat/link_over", {})]
    if turn.text == Redeemed.HISTORY:
        return [Part("chat/two_histories", {})]
    if turn.text:
        return [Part("chat/bound", {})]
    return [Part("help/usage", {})]


async def on_unreadable(_: Turn) -> Reply:
    """Ask for words; a question stays open."""
    return [Part("chat/unreadable", {})]


async def on_leaving(turn: Turn) -> Reply:
    """Nothing can be said any more; what is to come goes to another address."""
    await people.bury_address(turn.tx, turn.address_id, "closed")
    return []
