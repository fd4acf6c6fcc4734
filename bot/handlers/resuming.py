"""Back from something else to the question that is still open about a visit, a case or a drawn rating."""

from dataclasses import replace

from bot.rendering import Part
from bot.turn import Reply, Turn, matter
from evaluation.window import civil
from store.case_questions import CaseQuestion, Kind
from store.inquiries import Inquiry
from store.sample_questions import Kind as SampleKind
from store.sample_questions import SampleQuestion
from usecases.samples.ask import facts_of


def resume(turn: Turn) -> Reply:
    """Ask what was asked before: the citizen must know what a digit means from here on."""
    if turn.inquiry is not None and turn.inquiry.leads:
        return _inquire(turn.inquiry)
    if turn.question == "level" and turn.asked[0].level is None:
        return [Part("rating/next", matter(turn.asked[0]))]
    return [Part("reasons/ask", {})] if turn.question == "reasons" else []


def beneath(turn: Turn) -> Reply:
    """Ask what was asked before a question that is answered now."""
    return resume(replace(turn, inquiry=None))


def _inquire(inquiry: Inquiry) -> Reply:
    return _of_case(inquiry) if isinstance(inquiry, CaseQuestion) else [of_sample(inquiry)]


def _of_case(question: CaseQuestion) -> Reply:
    if question.kind == Kind.CALL_BACK:
        return [whether_solved(question.item_name)]
    if question.kind == Kind.HEARD_WHY:
        return [Part("reasons/ask", {})]
    return [heard_again(question)] if question.kind == Kind.HEARD and question.level is None else []


def heard_again(question: CaseQuestion) -> Part:
    """Ask again how satisfied they were where a guide heard them."""
    said_on = civil(question.said_at).date().isoformat()
    return Part("case/heard_again", {"item": question.item_name, "said_on": said_on})


def of_sample(question: SampleQuestion, *, unclear: bool = False, heard: bool = False) -> Part:
    """A question about a drawn rating; `heard`: what was said to it is kept, and does not answer it."""
    if question.kind == SampleKind.PUT_RIGHT:
        return whether_solved(question.item_name, unclear=unclear, heard=heard)
    facts = facts_of(question.item_name, question.finished_at, unclear=unclear, heard=heard)
    return Part("sample/next", facts)


def whether_solved(item: str, *, unclear: bool = False, heard: bool = False, another: bool = False) -> Part:
    """Whether what they reported is put right; `another`: they have just answered that of another of this name."""
    return Part("case/call_back", {"item": item, "unclear": unclear, "heard": heard, "another": another})
