"""Stopping the prompts and having them back, whatever is being asked."""

from bot.rendering import Part
from bot.turn import Reply, Turn
from store import case_progress
from usecases import subscription


async def on_stop(turn: Turn) -> Reply:
    """Stop prompts; a second stop word gets no answer."""
    if turn.citizen.opted_out_at is not None:
        return []
    await subscription.opt_out(turn.tx, turn.citizen.id, turn.now)
    goes_on = not turn.doubted and await case_progress.has_open(turn.tx, turn.citizen.id)
    return [Part("subscription/stopped", {"case": goes_on})]


async def on_back(turn: Turn) -> Reply:
    """Have prompts again."""
    if turn.citizen.opted_out_at is None:
        return [Part("subscription/on", {})]
    await subscription.opt_in(turn.tx, turn.citizen.id, turn.rules, turn.now)
    return [Part("subscription/back", {})]
