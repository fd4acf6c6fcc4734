"""The answer to "what was it?" after a bad rating."""

from bot.handlers import unclear
from bot.handlers.rating import Visits, ask_again, next_matter, rate_and_go_on
from bot.rendering import Part
from bot.turn import Reply, Turn


async def on_reasons(turn: Turn) -> Reply:
    """Digits pick reasons, 0 asks the level again, a level word is a level, the rest is the reason in words."""
    rated = [visit for visit in turn.asked if visit.is_revisable(turn.now)]
    left = [visit for visit in turn.asked if visit.is_open(turn.now)]
    if turn.meaning.choice == 0:
        return await ask_again(turn, rated, left)
    if turn.meaning.level is not None:
        return await _revise(turn, rated, left)
    if not turn.meaning.reasons and not _says_something(turn) and not turn.asked_back:
        return await unclear.on_reason_question(turn)
    return await _keep(turn, rated, left)


def _says_something(turn: Turn) -> bool:
    return turn.said is not None and not turn.said.replace(" ", "").isdigit()


async def _revise(turn: Turn, rated: Visits, left: Visits) -> Reply:
    level, words = turn.meaning.level, turn.meaning.words
    assert level is not None
    if turn.meaning.every_matter:
        return await rate_and_go_on(turn, [*rated, *left], level, words, [])
    return await rate_and_go_on(turn, rated, level, words, left)


async def _keep(turn: Turn, rated: Visits, left: Visits) -> Reply:
    words = turn.meaning.words if turn.meaning.reasons else turn.said
    for visit in rated:
        await turn.add_reasons(visit, turn.meaning.reasons, words)
    left = turn.left_open(rated, left)
    facts = {"level": rated[0].level, "balance": await turn.balance(), "more": bool(left)}
    return [Part("reasons/thanks", facts), *await next_matter(turn, left)]
