"""What we are and how to use us, at any time."""

from bot.rendering import Part
from bot.turn import Reply, Turn


async def on_help(turn: Turn) -> Reply:
    """Say what the bot does, or how to check that it is real; note who wants to be called."""
    if turn.meaning.wants_call:
        await turn.ask_for_a_call()
        return [Part("help/call", {})]
    return [Part("help/check_us" if turn.meaning.doubts_us else "help/usage", {})]
