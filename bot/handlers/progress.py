"""进度: how far the citizen's cases are, until when they are answered, and what the answer is."""

from datetime import datetime

from bot.handlers.onward import ask_call_back
from bot.handlers.points import WHO_IS_THIS
from bot.rendering import Part
from bot.turn import Reply, Turn
from evaluation.cases.words import Stage
from evaluation.window import last_day
from store import case_progress, case_questions
from store.case_progress import Progress
from store.outbox import Facts
from usecases.cases.tell_citizen import AT_THE_END

SHOWN = 3
"""Cases told in one message, the latest."""
ANSWERED = (Stage.ANSWERED, Stage.CALLED_BACK, Stage.CLOSED)
"""In any other stage the answer that there is is of before: the case was reopened, or another of its ratings waits."""


async def on_progress(turn: Turn) -> Reply:
    """Tell how far they are; one that waits for the citizen's word is asked about again."""
    theirs = await _theirs(turn)
    if not theirs:
        return [WHO_IS_THIS] if turn.doubted else [Part("case/none", {})]
    told = Part("case/progress", {"cases": [facts_of(each, turn.now) for each in theirs]})
    awaited = await case_questions.awaited(turn.tx, [each.id for each in theirs])
    if awaited is None:
        return [told]
    await turn.leave_selection()
    return [told, *await ask_call_back(turn, awaited.complaint_id, awaited.item_name)]


async def _theirs(turn: Turn) -> list[Progress]:
    """To whoever may be somebody else only what they were asked about here themselves."""
    visits = [visit.id for visit in turn.visits] if turn.doubted else None
    return await case_progress.of_citizen(turn.tx, turn.citizen.id, visits, SHOWN)


def facts_of(each: Progress, now: datetime) -> Facts:
    """What the words of a case's progress are made from."""
    return {
        "case": each.id,
        "item": each.item_name,
        "org": each.lead_name,
        "stage": each.stage,
        "closing": each.closing,
        "suspended": each.suspended,
        "last_day": last_day(each.due_at).isoformat() if each.due_at else None,
        "late": each.due_at is not None and each.due_at <= now,
        "answered_before": each.closing is None and each.stage not in ANSWERED,
        "said": each.answer.rstrip(AT_THE_END) if each.answer else None,
    }
