"""What is on no list: asked back once, then kept as words; nobody is asked the same thing twice."""

from collections.abc import Sequence

from bot.handlers import closed
from bot.rendering import Part
from bot.turn import Reply, Turn, matter
from evaluation.levels import Level
from store.dialogues import Dialogue
from store.visits import CitizenVisit

KEPT = Part("chat/kept", {})


async def on_level_question(turn: Turn, asked: Sequence[CitizenVisit]) -> Reply:
    """Ask for a number, once; of what was rated meanwhile, say what is on record."""
    if turn.asked_back:
        return [KEPT]
    await turn.ask("level", asked, unclear=1)
    if asked[0].level is not None:
        return [Part("chat/noted", {**matter(asked[0]), "level": asked[0].level})]
    return [Part("rating/unclear", matter(asked[0]))]


async def on_reason_question(turn: Turn) -> Reply:
    """Ask for a number of the menu, once."""
    await turn.ask_back()
    return [Part("reasons/unclear", {})]


async def on_early_question(turn: Turn, question: Dialogue, level: Level) -> Reply:
    """Ask for a yes, or for a number of the list, once."""
    if turn.asked_back:
        await turn.close_question()
        return [KEPT]
    await turn.ask_back()
    if question.question == "confirm":
        return [Part("rating/confirm_unclear", {"level": level})]
    return [Part("rating/which_unclear", {"count": len(question.visit_ids)})]


async def without_question(turn: Turn) -> Reply:
    """Nothing is being asked: say what is on record, or ask about what is open."""
    latest = turn.latest_rated
    if latest:
        return await on_level_question(turn, [*latest, *turn.named_with(latest[0])])
    if turn.open:
        return await on_level_question(turn, turn.open)
    return [KEPT] if turn.waiting else closed.nothing_open(turn)
