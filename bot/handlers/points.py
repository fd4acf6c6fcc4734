"""The citizen's points, at any time."""

from bot.rendering import Part
from bot.turn import Reply, Turn


async def on_points(turn: Turn) -> Reply:
    """Tell the balance and what earns."""
    points = turn.rules.points
    facts = {
        "balance": await turn.balance(),
        "per_rating": points.per_rating,
        "paid_per_day": points.paid_per_day,
    }
    return [Part("points/balance", facts)]


async def on_redeem(turn: Turn) -> Reply:
    """Tell the balance and where to ask: gifts are handed out at the counter."""
    return [Part("points/redeem", {"balance": await turn.balance()})]
