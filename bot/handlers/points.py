"""The citizen's points, at any time; not to whoever may be somebody else."""

from dataclasses import asdict

from bot.rendering import Part
from bot.turn import Reply, Turn

WHO_IS_THIS = Part("chat/who_is_this", {})


async def on_points(turn: Turn) -> Reply:
    """Tell the balance, what is being looked at, and what earns."""
    balance, rule = await turn.balance(), turn.rules.points.rating
    if balance is None:
        return [WHO_IS_THIS]
    held = await turn.under_review()
    return [Part("points/balance", {"balance": balance, "held": held, "rating": asdict(rule)})]


async def on_redeem(turn: Turn) -> Reply:
    """Tell the balance and where to ask: gifts are handed out at the counter."""
    balance = await turn.balance()
    return [WHO_IS_THIS if balance is None else Part("points/redeem", {"balance": balance})]
