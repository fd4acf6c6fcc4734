"""The answer to "what was it?" after a bad rating."""

from bot.handlers import rating
from bot.rendering import Part
from bot.turn import Reply, Turn, matter
from bot.understanding import Meaning
from evaluation.levels import REASON_MENU, Reason
from store.visits import CitizenVisit


async def on_reasons(turn: Turn) -> Reply:
    """Bare digits pick reasons, 0 asks the level again, a level word is a level, the rest is words."""
    rated = [visit for visit in turn.asked if visit.is_revisable(turn.now)]
    left = [visit for visit in turn.asked if visit.is_open(turn.now)]
    if not rated:
        return await rating.without_question(turn)
    if turn.meaning.digits == (0,):
        return await _ask_again(turn, rated[0], [*rated[1:], *left])
    reasons = _picked(turn.meaning)
    if turn.meaning.level is not None and not reasons:
        return await _revise(turn, rated, left)
    return await _keep(turn, rated, left, reasons)


def _picked(meaning: Meaning) -> tuple[Reason, ...]:
    if not all(1 <= digit <= len(REASON_MENU) for digit in meaning.digits):
        return ()
    return tuple(Reason.from_menu(digit) for digit in meaning.digits)


async def _ask_again(turn: Turn, visit: CitizenVisit, others: list[CitizenVisit]) -> Reply:
    await turn.ask("level", [visit, *others])
    return [Part("rating/again", matter(visit))]


async def _revise(turn: Turn, rated: list[CitizenVisit], left: list[CitizenVisit]) -> Reply:
    level = turn.meaning.level
    assert level is not None
    for visit in rated[1:]:
        await turn.rate(visit, level, turn.meaning.words)
    return await rating.rate_and_go_on(turn, rated[0], level, turn.meaning.words, left)


async def _keep(
    turn: Turn, rated: list[CitizenVisit], left: list[CitizenVisit], reasons: tuple[Reason, ...]
) -> Reply:
    text = None if reasons else turn.text.strip()
    for visit in rated:
        await turn.add_reasons(visit, reasons, text)
    thanks = Part("reasons/thanks", {"balance": await turn.balance()})
    return [thanks, *await rating.next_matter(turn, left)]
