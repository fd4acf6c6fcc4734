"""What may be asked at any time, whatever question is open: points, help, stopping and coming back."""

from bot.rendering import Part
from bot.turn import Reply, Turn
from usecases import subscription


async def on_points(turn: Turn) -> Reply:
    """Tell the balance and what earns."""
    points = turn.rules.points
    facts = {
        "balance": await turn.balance(),
        "per_rating": points.per_rating,
        "paid_per_day": points.paid_per_day,
    }
    return [Part("points/balance", facts)]


async def on_help(turn: Turn) -> Reply:
    """Say what the bot does, or how to check that it is real."""
    return [Part("help/check_us" if turn.meaning.doubts_us else "help/usage", {})]


async def on_stop(turn: Turn) -> Reply:
    """Stop prompts; a second stop word gets no answer."""
    if turn.citizen.opted_out_at is not None:
        return []
    await subscription.opt_out(turn.tx, turn.citizen.id, turn.now)
    return [Part("subscription/stopped", {})]


async def on_back(turn: Turn) -> Reply:
    """Have prompts again."""
    if turn.citizen.opted_out_at is None:
        return [Part("subscription/on", {})]
    await subscription.opt_in(turn.tx, turn.citizen.id, turn.rules, turn.now)
    return [Part("subscription/back", {})]
