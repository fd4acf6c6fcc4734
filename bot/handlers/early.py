"""Somebody wrote before their prompt came: which matter they mean is made sure of before anything is kept."""

from collections.abc import Sequence

from bot.handlers import unclear
from bot.handlers.rating import rate_and_go_on
from bot.rendering import Part
from bot.turn import Reply, Turn, matter
from bot.understanding import LAST, named
from evaluation.levels import Level
from evaluation.ratings import lines
from store.dialogues import Dialogue
from store.visits import CitizenVisit

LISTED = 5
"""Matters that may be listed to choose from; more would not fit a short message."""


async def on_early_level(turn: Turn, level: Level, words: str | None) -> Reply:
    """A level while visits wait for their prompt: name the one, or ask which."""
    about = turn.waiting[-LISTED:]
    return await (
        _confirm(turn, about[0], level, words) if len(about) == 1 else _which(turn, about, level, words)
    )


async def _confirm(turn: Turn, visit: CitizenVisit, level: Level, words: str | None) -> Reply:
    await turn.ask("confirm", [visit], level=level, comment=words)
    return [Part("rating/confirm", {**matter(visit), "level": level})]


async def _which(turn: Turn, about: Sequence[CitizenVisit], level: Level, words: str | None) -> Reply:
    await turn.ask("which", about, level=level, comment=words)
    matters = [matter(visit) for visit in about]
    count = max(len(turn.waiting), len(about))
    return [Part("rating/which", {"level": level, "count": count, "matters": matters})]


async def on_confirm(turn: Turn) -> Reply:
    """Answer to "do you mean this matter?": a yes, or the same level again, which is one."""
    dialogue, level, (visit, *others) = _pending(turn)
    said = turn.meaning.level
    if level is None:
        return await _on_named(turn, dialogue, [visit, *others])
    if turn.meaning.yes or said == level:
        return await rate_and_go_on(turn, [visit], level, turn.meaning.words or dialogue.comment, [])
    if said is not None:
        return await _confirm(turn, visit, said, turn.meaning.words or dialogue.comment)
    return await _not_that(turn, dialogue, [visit])


async def _on_named(turn: Turn, dialogue: Dialogue, about: list[CitizenVisit]) -> Reply:
    """Answer to "how was it?" about one named before its prompt: needs no yes; one of several is made sure of."""
    level, words = turn.meaning.level, turn.meaning.words
    if level is None:
        return await _not_that(turn, dialogue, about)
    if len(about) > 1 or (turn.meaning.every_matter and len(turn.waiting) > 1):
        return await on_early_level(turn, level, lines(turn.said_before, words))
    return await rate_and_go_on(turn, about, level, words, [])


async def on_which(turn: Turn) -> Reply:
    """Answer to "which one do you mean?": its place in the list, its name, or all of them."""
    dialogue, level, about = _pending(turn)
    assert level is not None
    said = turn.meaning.level
    meant = _meant(turn, dialogue.visit_ids)
    if meant is not None:
        return await _chosen(turn, turn.visit(meant), level, dialogue.comment)
    if said is not None and turn.meaning.every_matter:
        return await rate_and_go_on(turn, about, said, turn.meaning.words or dialogue.comment, [])
    if said is not None:
        return await _which(turn, about, said, turn.meaning.words or dialogue.comment)
    return await _not_that(turn, dialogue, about)


def _meant(turn: Turn, listed: Sequence[int]) -> int | None:
    """The one of a list that the answer means."""
    place = turn.meaning.choice
    if place == LAST:
        return listed[-1]
    if place is not None:
        return listed[place - 1] if 1 <= place <= len(listed) else None
    visits = [visit for visit in map(turn.visit, listed) if visit is not None]
    found = named(turn.text, [visit.item_name for visit in visits])
    return None if found is None else visits[found].id


def _pending(turn: Turn) -> tuple[Dialogue, Level | None, list[CitizenVisit]]:
    """The question, the level that waits to be placed if one was named, and what it may still be placed on."""
    dialogue = turn.dialogue
    assert dialogue is not None
    level = None if dialogue.level is None else Level(dialogue.level)
    found = map(turn.visit, dialogue.visit_ids)
    return dialogue, level, [visit for visit in found if visit and turn.can_be_rated(visit)]


async def _chosen(turn: Turn, visit: CitizenVisit | None, level: Level, words: str | None) -> Reply:
    if visit is not None and turn.can_be_rated(visit):
        return await rate_and_go_on(turn, [visit], level, words, [])
    await turn.close_question()
    return [Part("rating/settled", matter(visit)) if visit else Part("rating/not_recorded", {})]


async def _not_that(turn: Turn, question: Dialogue, about: Sequence[CitizenVisit]) -> Reply:
    if turn.meaning.yes is False:
        await turn.close_question()
        return [Part("rating/not_recorded", {})]
    return await unclear.on_early_question(turn, question, about)
