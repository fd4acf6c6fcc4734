"""What is asked about a rating that was drawn: how satisfied they are now, and whether it was put right (抽样回访)."""

from bot.handlers import pressed
from bot.handlers.onward import ask_of_drawn, onward
from bot.handlers.rating import paid
from bot.handlers.resuming import beneath, of_sample, whether_solved
from bot.rendering import Part
from bot.sample_presses import SamplePress
from bot.sampled import SampleAnswer, pressed_answer
from bot.turn import Reply, Turn
from bot.understanding import Intent
from evaluation.levels import Level
from evaluation.ratings import lines
from store import case_questions, sample_questions
from store.sample_answers import Answer
from store.sample_questions import Kind, SampleQuestion
from usecases.samples import answer as answers
from usecases.samples.answer import Answered
from usecases.samples.ask import ask_next, facts_of

DONE = Part("sample/done", {})


async def on_answer(turn: Turn, question: SampleQuestion, said: SampleAnswer) -> Reply:
    """The answer to what was asked of a drawn rating; it ends what was being picked, and leads to the next one."""
    await turn.leave_selection()
    words = lines(question.comment, said.words)
    if question.kind == Kind.PUT_RIGHT and said.put_right is not None:
        await answers.put_right(turn.tx, question, said.put_right, words)
        return [DONE, *await further(turn)]
    if question.kind == Kind.LEVEL_NOW and said.level is not None:
        return await _satisfied(turn, question, said.level, words)
    return await _unclear(turn, question, said, words)


async def on_press(turn: Turn, press: SamplePress) -> Reply:
    """A press answers the question of its rating, whatever was asked since; not twice."""
    question = await sample_questions.of_drawn(turn.tx, turn.citizen.id, press.drawn_id, turn.now)
    said = pressed_answer(press)
    fits = question is not None and (question.kind == Kind.PUT_RIGHT) is (said.put_right is not None)
    if question is None or not fits or turn.doubted:
        return pressed.too_late(turn)
    return await on_answer(turn, question, said)


async def _satisfied(turn: Turn, question: SampleQuestion, level: Level, words: str | None) -> Reply:
    given = Answer(way="bot", at=turn.now, level=level, words=words, inbound_id=turn.inbound_id)
    kept = await answers.answer(turn.tx, question, turn.citizen.id, given, turn.rules, turn.now)
    if kept is None:  # somebody called meanwhile
        return [DONE, *await further(turn)]
    told = Part("sample/kept", {"level": level, **_earned(turn, kept)})
    if not kept.asks_right:
        return [told, *await further(turn)]
    await ask_of_drawn(turn, question.drawn_id, Kind.PUT_RIGHT)
    return [told, whether_solved(question.item_name)]


async def _unclear(turn: Turn, question: SampleQuestion, said: SampleAnswer, words: str | None) -> Reply:
    """Ask once more; after that a person does, if how satisfied they are is not known."""
    if question.unclear:
        await case_questions.give_way(turn.tx, [turn.citizen.id])
        await answers.to_a_person(turn.tx, question)
        told = Part("case/person", {}) if question.kind == Kind.LEVEL_NOW else DONE
        return [told, *beneath(turn)]
    await case_questions.was_unclear(turn.tx, question.id, words)
    return [of_sample(question, unclear=said.words is None, heard=said.words is not None)]


async def further(turn: Turn) -> Reply:
    """Ask about what else was drawn of theirs, else what else is open; who said stop is asked nothing more."""
    stops = turn.citizen.opted_out_at is not None or turn.meaning.wants(Intent.OPT_OUT)
    if stops or turn.doubted:
        return []
    ask = await ask_next(turn.tx, turn.citizen.id, turn.rules, turn.now, turn.thread)
    if ask is None:
        return await onward(turn) or beneath(turn)
    return [Part("sample/next", facts_of(ask.item_name, ask.finished_at))]


def _earned(turn: Turn, kept: Answered) -> dict[str, object]:
    balance = None if kept.for_organisation else turn.shown(kept.balance)
    return paid(turn.rules.points.call_back, [kept.award], balance, organisation=kept.for_organisation)
