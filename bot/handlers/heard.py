"""The answer of a citizen whom a guide heard: a level of the visit that they meant, or of the hall, and why."""

from dataclasses import replace

from bot.case_presses import CasePress
from bot.handlers import pressed, rating
from bot.handlers.onward import onward
from bot.handlers.resuming import beneath, heard_again
from bot.rendering import Part
from bot.standing import QUESTION_TIME
from bot.turn import Reply, Turn, matter
from bot.understanding import Asked, Intent, read
from evaluation.levels import Level
from evaluation.ratings import lines
from store import case_questions, visits
from store.case_questions import OF_HEARD, CaseQuestion, Kind, NewQuestion
from store.visits import CitizenVisit
from usecases.cases import call_back as calls
from usecases.cases import rate_heard
from usecases.cases.hear import Heard

KNOWN = rating.BECOMES[Heard.KNOWN]
_TELLING = (Intent.COMPLAIN_NO_LEVEL, Intent.SUGGESTION)
_VISITS = 50


async def on_answer(turn: Turn, question: CaseQuestion) -> Reply:
    """A level, why it was given, or something that is neither; 0 asks for the level again."""
    await turn.leave_selection()
    if turn.meaning.choice == 0 and question.level is not None:
        await _ask(turn, question, Kind.HEARD)
        return [heard_again(question)]
    if turn.meaning.level is not None:
        return await _rate(turn, question, turn.meaning.level)
    if question.kind == Kind.HEARD_WHY:
        return await _why(turn, question)
    return await _unclear(turn, question)


async def on_press(turn: Turn, press: CasePress) -> Reply:
    """A press gives the level of its complaint, whatever was asked since."""
    assert press.level is not None, "what is solved is pressed elsewhere"
    question = await case_questions.of_complaint(
        turn.tx, turn.citizen.id, press.complaint_id, OF_HEARD, turn.now
    )
    if question is None or (turn.doubted and question.asked_where != turn.address_id):
        return pressed.too_late(turn)
    meaning = read(f"{int(press.level)}星", Asked.LEVEL)  # stars mean the same whichever way digits count
    return await on_answer(replace(turn, meaning=meaning, inquiry=question), question)


async def _rate(turn: Turn, question: CaseQuestion, level: Level) -> Reply:
    visit_id = await rate_heard.visit_meant(turn.tx, question, turn.citizen.id)
    if visit_id is None:
        return await _rate_apart(turn, question, level)
    theirs = await visits.of_citizen(turn.tx, turn.citizen.id, _VISITS)
    visit = next((each for each in theirs if each.id == visit_id), None)
    if visit is not None and (turn.can_be_rated(visit) or visit.is_revisable(turn.now)):
        return await _rate_visit(turn, question, visit, level)
    if visit is not None and visit.level is not None:
        await case_questions.close(turn.tx, question.id)
        return [Part("rating/settled", matter(visit)), *beneath(turn)]
    return await _rate_apart(turn, question, level)


async def _rate_visit(turn: Turn, question: CaseQuestion, visit: CitizenVisit, level: Level) -> Reply:
    """It is that visit's rating, as if it had been asked about; its own prompt is not needed any more."""
    tied = await rate_heard.tie(turn.tx, question, visit.id)
    await case_questions.close(turn.tx, question.id)
    alone = replace(turn, dialogue=None)  # what was said to an open question is about another matter
    words = lines(question.comment, turn.meaning.words)
    reply = await rating.rate_and_go_on(alone, [visit], level, words, [])
    if not tied or level.is_bad:
        return reply
    await rate_heard.note_good(turn.tx, question, level, turn.rules, turn.now)
    return [reply[0], KNOWN, *reply[1:]]


async def _rate_apart(turn: Turn, question: CaseQuestion, level: Level) -> Reply:
    given = turn.as_rating(level, lines(question.comment, turn.meaning.words))
    rated = await rate_heard.rate_heard(turn.tx, question, turn.citizen.id, given, turn.rules, turn.now)
    facts = rating.acknowledgement(turn, question.item_name, [rated], heard=given.comment is not None)
    if level.is_bad and not rated.says_why:
        await _ask(turn, question, Kind.HEARD_WHY)
        return [Part("rating/sorry", facts)]
    further = await _go_on(turn, question)
    revised = "rating/revised" if rated.before not in (None, level) else "rating/thanks"
    return [Part(revised, {**facts, "more": bool(further)}), KNOWN, *further]


async def _why(turn: Turn, question: CaseQuestion) -> Reply:
    says = turn.said is not None and not turn.said.replace(" ", "").isdigit()
    if not turn.meaning.reasons and not says and not question.unclear:
        await case_questions.was_unclear(turn.tx, question.id, None)
        return [Part("reasons/unclear", {})]
    words = turn.meaning.words if turn.meaning.reasons else turn.said
    why = turn.as_rating(Level(question.level or Level.VERY_DISSATISFIED), words)
    level = await rate_heard.add_why(turn.tx, question, why)
    further = await _go_on(turn, question)
    facts = {"level": level, "balance": await turn.balance(), "more": bool(further)}
    return [Part("reasons/thanks", facts), *further]


async def _go_on(turn: Turn, question: CaseQuestion) -> Reply:
    """For a day a digit is a change of mind, or 0 where what was asked before is asked again."""
    await _ask(turn, question, Kind.HEARD)
    if asked := await onward(turn):
        return asked
    further = beneath(turn)
    if further:
        await case_questions.give_way(turn.tx, [turn.citizen.id])
    return further


async def _ask(turn: Turn, question: CaseQuestion, kind: Kind) -> None:
    """Ask instead of what was asked of it so far."""
    await case_questions.close(turn.tx, question.id)
    asked = NewQuestion(
        citizen_id=turn.citizen.id,
        complaint_id=question.complaint_id,
        kind=kind,
        ends_at=turn.now + QUESTION_TIME,
        thread=turn.thread,
    )
    await case_questions.ask(turn.tx, asked, turn.now)


async def _unclear(turn: Turn, question: CaseQuestion) -> Reply:
    """Ask for a number, once; after that what they say is in the case, and no rating."""
    telling = turn.meaning.intent in _TELLING
    told = lines(question.comment, turn.said if telling or question.unclear else None)
    if question.unclear:
        await case_questions.give_way(turn.tx, [turn.citizen.id])
        if told:
            await calls.said(turn.tx, question, told, turn.rules, turn.now)
        return [Part("case/said", {}), *beneath(turn)]
    await case_questions.was_unclear(turn.tx, question.id, told)
    several = "rating/several" if turn.meaning.levels else "rating/unclear"
    return [Part("rating/heard" if telling else several, {"item": question.item_name})]
