"""Something was said while nothing is being asked (contracts, "Replies")."""

from bot.handlers import closed, unclear
from bot.handlers.early import on_early_level
from bot.handlers.rating import ask_again, rate_and_go_on
from bot.turn import Reply, Turn


async def without_question(turn: Turn) -> Reply:
    """A change of mind, a late answer, an early one; with nothing open, where to turn."""
    level, words = turn.meaning.level, turn.meaning.words
    latest = turn.latest_rated
    if turn.meaning.choice == 0 and latest:
        return await ask_again(turn, latest, turn.named_with(latest[0]))
    if level is None:
        return await unclear.without_question(turn)
    if turn.meaning.every_matter and turn.open:
        return await rate_and_go_on(turn, turn.open, level, words, [])
    if latest:
        return await rate_and_go_on(turn, latest, level, words, turn.named_with(latest[0]))
    if turn.open:
        return await rate_and_go_on(turn, turn.open[:1], level, words, turn.open[1:])
    return await on_early_level(turn, level, words) if turn.waiting else closed.nothing_open(turn)
