"""A button that has done its work, or whose time is over."""

from bot.handlers import closed
from bot.pressing import Press
from bot.rendering import Part
from bot.turn import Reply, Turn, matter


def too_late(turn: Turn) -> Reply:
    """Nothing can be answered by it any more: what may be written instead, or where to turn."""
    if turn.may_rate:
        return [Part("chat/stale", {})]
    return closed.nothing_open(turn)


def once_more(turn: Turn, press: Press) -> Reply:
    """The same level again: it is on record, and what was asked about it is still asked."""
    visit = turn.visit(press.visit_id)
    assert visit is not None
    told = Part("chat/noted", {**matter(visit), "level": visit.level})
    asks_why = turn.question == "reasons" and turn.dialogue and press.visit_id in turn.dialogue.visit_ids
    return [told, Part("reasons/ask", {})] if asks_why else [told]
