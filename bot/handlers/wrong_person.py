"""Whoever has this number says the matter is not theirs."""

from bot.rendering import Part
from bot.turn import Reply, Turn
from store import holders


async def on_wrong_person(turn: Turn) -> Reply:
    """Apologise and ask no more about it; nothing is recorded, and nothing of the citizen is told here any more."""
    await holders.doubt(turn.tx, turn.address_id, turn.now)
    await turn.close_question()
    await turn.leave_selection()
    await turn.leave_inquiry()
    return [Part("chat/wrong_person", {})]
