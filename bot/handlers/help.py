"""What we are and how to use us, at any time."""

from bot.rendering import Part
from bot.turn import Reply, Turn


async def on_help(turn: Turn) -> Reply:
    """Say what the bot does, or how to check that it is real."""
    return [Part("help/check_us" if turn.meaning.doubts_us else "help/usage", {})]
