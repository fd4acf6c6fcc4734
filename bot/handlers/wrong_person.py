"""Whoever has this number says the matter is not theirs."""

from bot.rendering import Part
from bot.turn import Reply, Turn
from store import case_questions, holders
from store.case_questions import OF_HEARD, CaseQuestion
from usecases.cases import rate_heard


async def on_wrong_person(turn: Turn) -> Reply:
    """Apologise and ask no more about it; nothing is recorded, and nothing of the citizen is told here any more."""
    wrong = turn.inquiry
    if not (isinstance(wrong, CaseQuestion) and wrong.leads and wrong.kind in OF_HEARD):
        await holders.doubt(turn.tx, turn.address_id, turn.now)
    else:  # a guide noted it wrongly: that says nothing of who has this number
        await rate_heard.not_theirs(turn.tx, wrong, turn.text, turn.rules, turn.now)
        await case_questions.close(turn.tx, wrong.id)
    await turn.close_question()
    await turn.leave_selection()
    await turn.leave_inquiry()
    return [Part("chat/wrong_person", {})]
