"""From what was answered on to what else is open beside their ratings: a call-back, what a guide heard, a sample."""

from bot.handlers.resuming import heard_again, of_sample, whether_solved
from bot.standing import QUESTION_TIME
from bot.turn import Reply, Turn
from bot.understanding import Intent
from store import case_questions, sample_questions
from store.case_questions import CaseQuestion, Kind, NewQuestion
from store.sample_questions import Kind as SampleKind
from store.sample_questions import NewSampleQuestion, SampleQuestion


async def onward(turn: Turn, answered: str | None = None) -> Reply:
    """Ask what else has no answer, as what is asked last; nothing of who said stop, or may be somebody else.

    `answered`: the item whose call-back has just been answered, so that another of the same name is told from it.
    """
    stops = turn.citizen.opted_out_at is not None or turn.meaning.wants(Intent.OPT_OUT)
    if stops or turn.doubted:
        return []
    of_case = await case_questions.unanswered(turn.tx, turn.citizen.id, turn.now)
    if of_case is not None:
        return await _of_case(turn, of_case, answered)
    of_drawn = await sample_questions.latest(turn.tx, turn.citizen.id, turn.now)
    return await _of_drawn(turn, of_drawn) if of_drawn else []


async def _of_case(turn: Turn, question: CaseQuestion, answered: str | None) -> Reply:
    if question.kind == Kind.CALL_BACK:
        another = question.item_name == answered
        return await ask_call_back(turn, question.complaint_id, question.item_name, another=another)
    await case_questions.lead_again(turn.tx, turn.citizen.id, question.id, turn.thread, turn.now)
    return [heard_again(question)]


async def _of_drawn(turn: Turn, question: SampleQuestion) -> Reply:
    await ask_of_drawn(turn, question.drawn_id, SampleKind(question.kind))
    return [of_sample(question)]


async def ask_call_back(turn: Turn, complaint_id: int, item: str, *, another: bool = False) -> Reply:
    """Ask whether it is solved, as what is asked last."""
    await ask_of_case(turn, complaint_id, Kind.CALL_BACK)
    return [whether_solved(item, another=another)]


async def ask_of_case(turn: Turn, complaint_id: int, kind: Kind) -> None:
    """Ask something of a complaint, as what is asked last."""
    ends_at = (
        turn.rules.deadlines.call_back(turn.now).at if kind is Kind.CALL_BACK else turn.now + QUESTION_TIME
    )
    question = NewQuestion(
        citizen_id=turn.citizen.id,
        complaint_id=complaint_id,
        kind=kind,
        ends_at=ends_at,
        thread=turn.thread,
    )
    await case_questions.ask(turn.tx, question, turn.now)


async def ask_of_drawn(turn: Turn, drawn_id: int, kind: SampleKind) -> None:
    """Ask something of a drawn rating, as what is asked last."""
    question = NewSampleQuestion(
        citizen_id=turn.citizen.id,
        drawn_id=drawn_id,
        kind=kind,
        ends_at=turn.rules.deadlines.call_back(turn.now).at,
        thread=turn.thread,
    )
    await sample_questions.ask(turn.tx, question, turn.now)
