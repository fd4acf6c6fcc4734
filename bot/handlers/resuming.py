"""Back from something else to the question that is still open about a visit."""

from bot.rendering import Part
from bot.turn import Reply, Turn, matter
from store.case_questions import Kind


def resume(turn: Turn) -> Reply:
    """Ask what was asked before: the citizen must know what a digit means from here on."""
    if turn.inquiry is not None and turn.inquiry.leads:
        about = turn.inquiry.item_name
        asks = turn.inquiry.kind == Kind.CALL_BACK
        return [Part("case/call_back", {"item": about, "unclear": False, "heard": False})] if asks else []
    if turn.question == "level" and turn.asked[0].level is None:
        return [Part("rating/next", matter(turn.asked[0]))]
    return [Part("reasons/ask", {})] if turn.question == "reasons" else []
