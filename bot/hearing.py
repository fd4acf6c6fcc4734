"""What a person did, as a turn takes it: in words, under the question that they answer."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.calling_back import CaseAnswer, answer_of, heard_answer
from bot.case_presses import CasePress, read_case_press
from bot.handlers import (
    arriving,
    cases,
    early,
    heard,
    points,
    pressed,
    progress,
    rating,
    reasons,
    redeeming,
    sampled,
    subscription,
    suggestion,
    unasked,
    wrong_person,
)
from bot.handlers import help as helping
from bot.picking import answer_to
from bot.picks import Answer, Pick, read_pick
from bot.pressing import Press, answered, in_words, read_press, repeats
from bot.sample_presses import SamplePress, read_sample_press
from bot.sampled import SampleAnswer, sample_answer
from bot.standing import Standing
from bot.turn import Reply, Turn
from bot.understanding import Asked, Digits, Intent, Meaning, read
from bot.understanding.solving import asks_for_progress
from evaluation.exchange import Event
from store.case_questions import OF_HEARD, CaseQuestion, Kind
from store.sample_questions import SampleQuestion

Handler = Callable[[Turn], Awaitable[Reply]]

AT_ANY_TIME: dict[Intent, Handler] = {
    Intent.OPT_OUT: subscription.on_stop,
    Intent.OPT_IN: subscription.on_back,
    Intent.ASK_POINTS: points.on_points,
    Intent.REDEEM: redeeming.on_redeem,
    Intent.HELP: helping.on_help,
    Intent.WRONG_PERSON: wrong_person.on_wrong_person,
}
BESIDE: dict[Intent, Handler] = {
    Intent.OPT_OUT: subscription.on_stop,
    Intent.OPT_IN: subscription.on_back,
    Intent.HELP: helping.on_help,
    Intent.REDEEM: redeeming.beside,
    Intent.ASK_POINTS: points.on_points,
}
"""What is answered after the main thing that it came with (非常满意，退订)."""
BY_QUESTION: dict[str | None, Handler] = {
    "level": rating.on_level,
    "reasons": reasons.on_reasons,
    "confirm": early.on_confirm,
    "which": early.on_which,
    None: unasked.without_question,
}
BY_EVENT: dict[Event, Handler] = {
    Event.ARRIVE: arriving.on_arrival,
    Event.UNREADABLE: arriving.on_unreadable,
    Event.LEAVE: arriving.on_leaving,
}
ASKED: dict[str | None, Asked] = {
    "level": Asked.LEVEL,
    "reasons": Asked.REASONS,
    "confirm": Asked.CONFIRM,
    "which": Asked.CHOICE,
    None: Asked.NOTHING,
}
NOTHING_SAID = read("", Asked.NOTHING)
PICKED = "picked"
"""The intent of an answer to what is being picked."""
PROGRESS, CALL_BACK, SAMPLE = "progress", "call_back", "sample"
"""The intents of what is said of cases, and of ratings that were drawn."""


@dataclass(frozen=True)
class Heard:
    """What was said, what it means, and who answers it."""

    standing: Standing
    text: str
    meaning: Meaning
    intent: str
    answer: Handler


def hear(event: Event, text: str, standing: Standing, digits: Digits) -> Heard:
    """Take in what a person did; a press is read like the words it stands for."""
    if event is Event.TEXT:
        return _text(text, standing, digits)
    if event is Event.PRESS:
        return _pressed(text, standing, digits)
    return heard_as(standing, text, event.value, BY_EVENT[event])


def _text(text: str, standing: Standing, digits: Digits) -> Heard:
    """What was asked last is answered first."""
    if asks_for_progress(text):
        return heard_as(standing, text, PROGRESS, progress.on_progress)
    return (
        _picked(text, standing, digits) or _inquired(text, standing, digits) or _words(text, standing, digits)
    )


def _pressed(data: str, standing: Standing, digits: Digits) -> Heard:
    pick, of_case, of_sample = read_pick(data), read_case_press(data), read_sample_press(data)
    if of_sample is not None:
        return _pressed_of_sample(of_sample, standing)
    if of_case is not None:
        return _pressed_of_case(of_case, standing)
    return _pressed_pick(pick, standing) if pick else _press(data, standing, digits)


def heard_as(standing: Standing, text: str, intent: str, answer: Handler) -> Heard:
    """Something that is not read as words: what it means is known already."""
    return Heard(standing, text, NOTHING_SAID, intent, answer)


def _picked(text: str, standing: Standing, digits: Digits) -> Heard | None:
    """Words that answer what is being picked, which was asked last."""
    if standing.selection is None or not standing.picks_here:
        return None
    answer = answer_to(standing.selection, text, digits, may_rate=standing.may_rate)
    return heard_as(standing, text, PICKED, _on_answer(answer)) if answer else None


def _on_answer(answer: Answer) -> Handler:
    async def handler(turn: Turn) -> Reply:
        return await redeeming.on_answer(turn, answer)

    return handler


def _inquired(text: str, standing: Standing, digits: Digits) -> Heard | None:
    """Words that answer a question about a case or a drawn rating; what they want beside it is answered, too."""
    if standing.inquiry is None or not standing.answers_inquiry:
        return None
    if isinstance(standing.inquiry, SampleQuestion):
        return _of_sample(standing.inquiry, text, standing, digits)
    if standing.inquiry.kind in OF_HEARD:
        return _of_heard(text, standing, standing.inquiry, digits)
    return _of_case(standing.inquiry, text, standing, digits)


def _of_case(question: CaseQuestion, text: str, standing: Standing, digits: Digits) -> Heard | None:
    takes_a_level = standing.question in (None, "level")
    answer = answer_of(question, text, digits, is_free=takes_a_level)
    if answer is None:
        return None
    on_answer = _on_case(question, answer)
    handler = _with_wishes(on_answer, suggests=question.kind == Kind.CALL_BACK)
    return Heard(standing, text, read(text, Asked.NOTHING, digits), CALL_BACK, handler)


def _of_heard(text: str, standing: Standing, question: CaseQuestion, digits: Digits) -> Heard | None:
    asked_on = standing.question == "level" and standing.asked[0].level is None
    meaning = heard_answer(question, text, digits, asked_on=asked_on)
    return Heard(standing, text, meaning, meaning.intent, _on_heard(question)) if meaning else None


def _on_heard(question: CaseQuestion) -> Handler:
    async def handler(turn: Turn) -> Reply:
        thanks = await suggestion.on_suggestion(turn) if turn.meaning.wants(Intent.SUGGESTION) else []
        turn = turn if thanks else suggestion.with_none(turn)
        reply = suggestion.thanked(await heard.on_answer(turn, question), thanks)
        return await _with_what_is_beside(turn, reply, [i for i in BESIDE if i in turn.meaning.also])

    return handler


def _on_case(question: CaseQuestion, answer: CaseAnswer) -> Handler:
    async def handler(turn: Turn) -> Reply:
        return await cases.on_answer(turn, question, answer)

    return handler


def _of_sample(question: SampleQuestion, text: str, standing: Standing, digits: Digits) -> Heard | None:
    is_free = standing.question is None and not standing.may_rate
    answer = sample_answer(question, text, digits, is_free=is_free)
    if answer is None:
        return None
    handler = _with_wishes(_on_sample(question, answer), suggests=True)
    return Heard(standing, text, read(text, Asked.NOTHING, digits), SAMPLE, handler)


def _on_sample(question: SampleQuestion, answer: SampleAnswer) -> Handler:
    async def handler(turn: Turn) -> Reply:
        return await sampled.on_answer(turn, question, answer)

    return handler


def _with_wishes(answer: Handler, *, suggests: bool) -> Handler:
    """The answer, with what they suggest and want beside it."""

    async def handler(turn: Turn) -> Reply:
        wishes = suggests and turn.meaning.wants(Intent.SUGGESTION)
        thanks = await suggestion.on_suggestion(turn) if wishes else []
        reply = suggestion.thanked(await answer(turn), thanks)
        return await _with_what_is_beside(turn, reply, [i for i in BESIDE if turn.meaning.wants(i)])

    return handler


def _pressed_of_case(press: CasePress, standing: Standing) -> Heard:
    on_press = cases.on_press if press.level is None else heard.on_press

    async def handler(turn: Turn) -> Reply:
        return await on_press(turn, press)

    return heard_as(standing, press.words, Event.PRESS.value, handler)


def _pressed_of_sample(press: SamplePress, standing: Standing) -> Heard:
    async def handler(turn: Turn) -> Reply:
        return await sampled.on_press(turn, press)

    return heard_as(standing, press.words, Event.PRESS.value, handler)


def _pressed_pick(pick: Pick, standing: Standing) -> Heard:
    async def handler(turn: Turn) -> Reply:
        return await redeeming.on_pick(turn, pick)

    return heard_as(standing, pick.words, Event.PRESS.value, handler)


def _words(text: str, standing: Standing, digits: Digits) -> Heard:
    meaning = read(text, ASKED[standing.question], digits)
    return Heard(standing, text, meaning, meaning.intent, _answer)


def _press(data: str, standing: Standing, digits: Digits) -> Heard:
    press = read_press(data)
    pressed_now = in_words(press, standing) if press else None
    if press is None or pressed_now is None:
        return Heard(standing, data, NOTHING_SAID, Event.PRESS.value, _too_late)
    if repeats(press, standing):
        return Heard(standing, pressed_now.words, NOTHING_SAID, Event.PRESS.value, _once_more(press))
    return _words(pressed_now.words, answered(standing, pressed_now), digits)


async def _too_late(turn: Turn) -> Reply:
    return pressed.too_late(turn)


def _once_more(press: Press) -> Handler:
    async def handler(turn: Turn) -> Reply:
        return pressed.once_more(turn, press)

    return handler


async def _answer(turn: Turn) -> Reply:
    """The answer to what was mainly meant, then to what was asked beside it.

    What is said of a visit ends what was being picked: digits are about the visit again.
    """
    thanks = await suggestion.on_suggestion(turn) if turn.meaning.wants(Intent.SUGGESTION) else []
    turn = turn if thanks else suggestion.with_none(turn)
    handler = AT_ANY_TIME.get(turn.meaning.intent)
    if handler is None:
        await turn.leave_selection()
        await turn.leave_inquiry()
        turn = replace(turn, inquiry=None)
        handler = BY_QUESTION[turn.question]
    reply = suggestion.thanked(await handler(turn), thanks)
    return await _with_what_is_beside(turn, reply, [i for i in BESIDE if i in turn.meaning.also])


async def _with_what_is_beside(turn: Turn, reply: Reply, wanted: Sequence[Intent]) -> Reply:
    for intent in wanted:
        reply = [*reply, *await BESIDE[intent](turn)]
    return reply
