"""Whoever has this number says the matter is not theirs."""

from bot.handlers.onward import onward
from bot.handlers.resuming import beneath
from bot.rendering import Part
from bot.turn import Reply, Turn
from store import case_questions, holders
from store.case_questions import OF_HEARD, CaseQuestion
from usecases.cases import rate_heard

APOLOGY = Part("chat/wrong_person", {})


async def on_wrong_person(turn: Turn) -> Reply:
    """Apologise and ask no more about it; nothing is recorded, and nothing of the citizen is told here any more."""
    wrong = turn.inquiry
    if isinstance(wrong, CaseQuestion) and wrong.leads and wrong.kind in OF_HEARD:
        return await _noted_wrongly(turn, wrong)
    await holders.doubt(turn.tx, turn.address_id, turn.now)
    await turn.close_question()
    await turn.leave_selection()
    await turn.leave_inquiry()
    return [APOLOGY]


async def _noted_wrongly(turn: Turn, question: CaseQuestion) -> Reply:
    """A guide noted another number: that says nothing of who has this one, and what is asked of them stays."""
    await rate_heard.not_theirs(turn.tx, question, turn.text, turn.rules, turn.now)
    await case_questions.close(turn.tx, question.id)
    await turn.leave_selection()
    return [APOLOGY, *(await onward(turn) or beneath(turn))]
