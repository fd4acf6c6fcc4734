"""Back from something else to the question that is still open about a visit."""

from bot.rendering import Part
from bot.turn import Reply, Turn, matter
from evaluation.window import civil
from store.case_questions import CaseQuestion, Kind


def resume(turn: Turn) -> Reply:
    """Ask what was asked before: the citizen must know what a digit means from here on."""
    if turn.inquiry is not None and turn.inquiry.leads:
        return _of_case(turn.inquiry)
    if turn.question == "level" and turn.asked[0].level is None:
        return [Part("rating/next", matter(turn.asked[0]))]
    return [Part("reasons/ask", {})] if turn.question == "reasons" else []


def _of_case(question: CaseQuestion) -> Reply:
    if question.kind == Kind.CALL_BACK:
        return [Part("case/call_back", {"item": question.item_name, "unclear": False, "heard": False})]
    if question.kind == Kind.HEARD_WHY:
        return [Part("reasons/ask", {})]
    return [heard_again(question)] if question.kind == Kind.HEARD and question.level is None else []


def heard_again(question: CaseQuestion) -> Part:
    """Ask again how satisfied they were where a guide heard them."""
    said_on = civil(question.said_at).date().isoformat()
    return Part("case/heard_again", {"item": question.item_name, "said_on": said_on})
