"""A suggestion (建设性意见): thanked for and kept, whatever it came with; what was being asked stays open."""

from dataclasses import replace

from bot.rendering import Part
from bot.turn import Reply, Turn
from bot.understanding import Intent
from bot.understanding.veiling import without_levels
from store.ratings import Evidence
from usecases.suggestions.keep import keep

RECORDED = frozenset({"rating/thanks", "rating/revised", "rating/each", "case/solved", "case/not_solved"})
"""What was recorded is told before anything else."""


async def on_suggestion(turn: Turn) -> Reply:
    """Keep it for somebody to judge, without what tells the level; the thanks.

    Nothing is kept of words that suggest nothing, or of somebody who was never served.
    """
    words = without_levels(turn.text)
    if words is None or not turn.concerned:
        return []
    about = [visit.id for visit in turn.concerned]
    await keep(turn.tx, turn.citizen.id, Evidence(inbound_id=turn.inbound_id), about, words, turn.now)
    return [Part("suggestion/thanks", {"told": turn.citizen.opted_out_at is None})]


def with_none(turn: Turn) -> Turn:
    """The turn as one that says something, and suggests nothing: 希望改进."""
    if turn.meaning.intent is not Intent.SUGGESTION:
        return turn
    return replace(turn, meaning=turn.meaning._replace(intent=Intent.COMPLAIN_NO_LEVEL))


def thanked(reply: Reply, thanks: Reply) -> Reply:
    """The reply with the thanks in their place: what is asked comes last."""
    first = 1 if reply and reply[0].template in RECORDED else 0
    return [*reply[:first], *thanks, *reply[first:]]
