"""The answer to "what was it?" after a bad rating."""

from bot.handlers import unclear
from bot.handlers.rating import Visits, ask_again, next_matter, rate_and_go_on
from bot.rendering import Part
from bot.turn import Reply, Turn
from bot.understanding import Meaning
from evaluation.levels import REASON_MENU, Reason


async def on_reasons(turn: Turn) -> Reply:
    """Digits pick reasons, 0 asks the level again, a level word is a level, the rest is the reason in words."""
    rated = [visit for visit in turn.asked if visit.is_revisable(turn.now)]
    left = [visit for visit in turn.asked if visit.is_open(turn.now)]
    if turn.meaning.digit == 0:
        return await ask_again(turn, rated, left)
    if turn.meaning.certain_level is not None:
        return await _revise(turn, rated, left)
    reasons, words = _picked(turn.meaning), turn.said
    if reasons:
        words = turn.meaning.words if turn.meaning.by_digit and not turn.meaning.reasons else None
    elif (words is None or turn.meaning.digits or words.isdigit()) and not turn.asked_back:
        return await unclear.on_reason_question(turn)
    return await _keep(turn, rated, left, reasons, words)


def _picked(meaning: Meaning) -> tuple[Reason, ...]:
    if meaning.reasons:
        return meaning.reasons
    if meaning.by_digit and meaning.level is not None:
        return (Reason.from_menu(meaning.level),)
    if all(1 <= digit <= len(REASON_MENU) for digit in meaning.digits):
        return tuple(Reason.from_menu(digit) for digit in meaning.digits)
    return ()


async def _revise(turn: Turn, rated: Visits, left: Visits) -> Reply:
    level, words = turn.meaning.certain_level, turn.meaning.words
    assert level is not None
    if turn.meaning.every_matter:
        return await rate_and_go_on(turn, [*rated, *left], level, words, [])
    return await rate_and_go_on(turn, rated, level, words, left)


async def _keep(
    turn: Turn, rated: Visits, left: Visits, reasons: tuple[Reason, ...], words: str | None
) -> Reply:
    for visit in rated:
        await turn.add_reasons(visit, reasons, words)
    left = turn.left_open(rated, left)
    facts = {"level": rated[0].level, "balance": await turn.balance(), "more": bool(left)}
    return [Part("reasons/thanks", facts), *await next_matter(turn, left)]
