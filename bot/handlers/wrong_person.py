"""Whoever has this number says the matter is not theirs."""

from bot.rendering import Part
from bot.turn import Reply, Turn


async def on_wrong_person(turn: Turn) -> Reply:
    """Apologise and ask no more about it; nothing is recorded."""
    await turn.close_question()
    return [Part("chat/wrong_person", {})]
