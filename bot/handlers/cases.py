"""What is asked about a case: whether it is solved, or something by whoever handles it."""

from dataclasses import replace

from bot.calling_back import CaseAnswer, pressed_answer
from bot.case_presses import CasePress
from bot.handlers import pressed
from bot.handlers.onward import ask_of_case, onward
from bot.handlers.rating import paid
from bot.handlers.resuming import beneath, whether_solved
from bot.rendering import Part
from bot.standing import QUESTION_TIME
from bot.turn import Reply, Turn
from bot.understanding import Intent
from evaluation.cases.refusals import Illegal
from evaluation.cases.words import Outcome
from evaluation.ratings import lines
from store import case_questions
from store.case_questions import CaseQuestion, Kind
from usecases.cases import call_back as calls
from usecases.cases.call_back import CalledBack

ADDED = Part("chat/kept_too", {})


async def on_answer(turn: Turn, question: CaseQuestion, answer: CaseAnswer) -> Reply:
    """The answer to what was asked of a case. It ends what was being picked, and a call-back leads to the next."""
    await turn.leave_selection()
    if question.kind == Kind.ASKED:
        return await _told(turn, question, answer.words)
    try:
        return await _called_back(turn, question, answer)
    except Illegal:  # somebody made the call-back meanwhile, or the case came to its end
        await case_questions.close(turn.tx, question.id)
        await _keep(turn, question, lines(answer.words) or turn.said)
        return [Part("case/said", {}), *_beneath(turn, question)]


async def on_press(turn: Turn, press: CasePress) -> Reply:
    """A press answers the question of its complaint, whatever was asked since; not twice."""
    question = await case_questions.of_complaint(
        turn.tx, turn.citizen.id, press.complaint_id, [Kind.CALL_BACK], turn.now
    )
    if question is None or turn.doubted:
        return pressed.too_late(turn)
    return await on_answer(turn, question, pressed_answer(press))


async def _called_back(turn: Turn, question: CaseQuestion, answer: CaseAnswer) -> Reply:
    words = lines(question.comment, answer.words)
    if answer.level is not None:
        await _rate_again(turn, question, answer)
    if answer.outcome is None:
        return await _unclear(turn, question, answer, words)
    done = await calls.call_back(
        turn.tx, question, turn.citizen.id, answer.outcome, words, turn.rules, turn.now
    )
    await case_questions.close(turn.tx, question.id)
    further = await onward(turn, question.item_name)
    asks = done.goes_up and words is None and not further and not turn.question
    if asks:
        await ask_of_case(turn, question.complaint_id, Kind.ASKED)
    hears = turn.citizen.opted_out_at is None and not turn.meaning.wants(Intent.OPT_OUT)
    stands = {"level": answer.level, "goes_up": done.goes_up, "told": hears, "asks": asks}
    facts = {**stands, **_earned(turn, done)}
    told = Part("case/solved" if answer.outcome is Outcome.SOLVED else "case/not_solved", facts)
    return [told, *further, *([] if asks or further else _beneath(turn, question))]


async def _rate_again(turn: Turn, question: CaseQuestion, answer: CaseAnswer) -> None:
    """Inside its window it is a rating as well; after that it stands in the case alone."""
    assert answer.level is not None
    visit = turn.visit(question.visit_id) if question.visit_id else None
    if visit is None or not visit.is_revisable(turn.now):
        await calls.rated_again(turn.tx, question, answer.level, turn.rules, turn.now)
    elif visit.level != answer.level:
        alone = replace(turn, dialogue=None)  # what was said to an open question is about another matter
        await alone.rate(visit, answer.level, answer.words)


async def _unclear(turn: Turn, question: CaseQuestion, answer: CaseAnswer, words: str | None) -> Reply:
    """Ask once more; after that a person does."""
    if question.unclear:
        await case_questions.give_way(turn.tx, [turn.citizen.id])
        await _keep(turn, question, lines(words, turn.said if answer.words is None else None))
        await calls.to_a_person(turn.tx, question, turn.rules, turn.now)
        return [Part("case/person", {}), *_beneath(turn, question)]
    await case_questions.was_unclear(turn.tx, question.id, words)
    heard = answer.words is not None or answer.level is not None
    return [whether_solved(question.item_name, unclear=not heard, heard=heard)]


async def _told(turn: Turn, question: CaseQuestion, words: str | None) -> Reply:
    """What they say to a question of whoever handles it; what they add soon after is kept, too."""
    if words is None:
        return [Part("chat/unreadable", {})]
    await _keep(turn, question, words)
    await case_questions.keep_until(turn.tx, question.id, turn.now + QUESTION_TIME)
    told = ADDED if question.unclear else Part("case/said", {})
    if asked := await onward(turn):
        return [told, *asked]
    further = _beneath(turn, question)
    if further:
        await case_questions.give_way(turn.tx, [turn.citizen.id])
    return [told, *further]


async def _keep(turn: Turn, question: CaseQuestion, words: str | None) -> None:
    if words:
        await calls.said(turn.tx, question, words, turn.rules, turn.now)


def _beneath(turn: Turn, question: CaseQuestion) -> Reply:
    """What was asked before is asked again, but for the reason of what was just answered."""
    about = turn.dialogue.visit_ids[0] if turn.dialogue else None
    if turn.question == "reasons" and about == question.visit_id:
        return []
    return beneath(turn)


def _earned(turn: Turn, done: CalledBack) -> dict[str, object]:
    balance = None if done.for_organisation else turn.shown(done.balance)
    return paid(turn.rules.points.call_back, [done.award], balance, organisation=done.for_organisation)
