"""What is on no list: asked back once, then kept as words; nobody is asked the same thing twice."""

from collections.abc import Sequence

from bot.rendering import Part
from bot.turn import Reply, Turn, matter
from evaluation.levels import Level
from store.visits import CitizenVisit

KEPT: Reply = [Part("chat/kept", {})]


async def on_level_question(turn: Turn, asked: Sequence[CitizenVisit]) -> Reply:
    """Ask for a number, once."""
    if _asked_back(turn):
        return KEPT
    await turn.ask("level", asked, unclear=1)
    return [Part("rating/unclear", matter(asked[0]))]


async def on_confirm_question(turn: Turn, visit: CitizenVisit, level: Level) -> Reply:
    """Ask for a yes or a number, once."""
    if _asked_back(turn):
        await turn.close_question()
        return KEPT
    await turn.ask("confirm", [visit], level=level, comment=_comment(turn), unclear=1)
    return [Part("rating/confirm_unclear", {"level": level})]


async def on_which_question(turn: Turn, asked: Sequence[CitizenVisit], level: Level) -> Reply:
    """Ask for a number of the list, once."""
    if _asked_back(turn):
        await turn.close_question()
        return KEPT
    await turn.ask("which", asked, level=level, comment=_comment(turn), unclear=1)
    return [Part("rating/which_unclear", {"count": len(asked)})]


async def without_question(turn: Turn) -> Reply:
    """Nothing is being asked: ask about what is open, or say what is on record."""
    if turn.open:
        await turn.ask("level", turn.open, unclear=1)
        return [Part("rating/unclear", matter(turn.open[0]))]
    if turn.latest_rated is not None:
        return [Part("chat/noted", {**matter(turn.latest_rated), "level": turn.latest_rated.level})]
    return KEPT if turn.visits else [Part("chat/stranger", {})]


def _asked_back(turn: Turn) -> bool:
    return turn.dialogue is not None and turn.dialogue.unclear > 0


def _comment(turn: Turn) -> str | None:
    return turn.dialogue.comment if turn.dialogue else None
