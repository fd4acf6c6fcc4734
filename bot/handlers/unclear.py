"""What is on no list: asked back once, then kept as words; nobody is asked the same thing twice."""

from collections.abc import Sequence

from bot.handlers import closed
from bot.rendering import Part
from bot.turn import Reply, Turn, matter
from bot.understanding import Intent
from evaluation.levels import Level
from evaluation.ratings import lines
from store.dialogues import Dialogue
from store.visits import CitizenVisit

TELLING = (Intent.COMPLAIN_NO_LEVEL, Intent.SUGGESTION)
"""What was said has something to it, only no level."""


async def on_level_question(turn: Turn, asked: Sequence[CitizenVisit]) -> Reply:
    """Ask for a number, once; of what was rated meanwhile, say what is on record.

    What they said goes with the level they name later; without one it stays what it is, words.
    """
    if _says_more_of_a_bad_one(turn, asked[0]):
        await _add(turn, asked)
        return _noted(turn, asked[0])
    told = lines(turn.said_before, turn.said if turn.meaning.intent in TELLING or turn.asked_back else None)
    if turn.asked_back:
        await turn.keep_telling(told)
        return _kept(turn, rated=asked[0].level is not None)
    await turn.ask("level", asked, comment=told, unclear=1)
    if asked[0].level is not None:
        return _noted(turn, asked[0])
    return [_asking(turn, asked[0])]


def _says_more_of_a_bad_one(turn: Turn, visit: CitizenVisit) -> bool:
    is_bad = visit.level is not None and Level(visit.level).is_bad and visit.is_revisable(turn.now)
    return is_bad and turn.meaning.intent in TELLING


async def _add(turn: Turn, asked: Sequence[CitizenVisit]) -> None:
    """What they go on to say of a bad rating belongs to it, whether or not they were asked."""
    for visit in asked:
        if _says_more_of_a_bad_one(turn, visit):
            await turn.add_reasons(visit, turn.meaning.reasons, turn.said)


def _is_thanked(turn: Turn) -> bool:
    """A suggestion is thanked for: then there is nothing to say of what we could not read."""
    return turn.meaning.intent is Intent.SUGGESTION


def _noted(turn: Turn, visit: CitizenVisit) -> Reply:
    """What is on record, and how to change it."""
    return [] if _is_thanked(turn) else [Part("chat/noted", {**matter(visit), "level": visit.level})]


def _asking(turn: Turn, visit: CitizenVisit) -> Part:
    """The words that make the next answer easy."""
    if _is_thanked(turn):
        return Part("rating/overall", matter(visit))
    if turn.meaning.intent in TELLING:
        return Part("rating/heard", matter(visit))
    return Part("rating/several" if turn.meaning.levels else "rating/unclear", matter(visit))


async def on_reason_question(turn: Turn) -> Reply:
    """Ask for a number of the menu, once."""
    await turn.ask_back()
    return [Part("reasons/unclear", {})]


async def on_early_question(turn: Turn, question: Dialogue, about: Sequence[CitizenVisit]) -> Reply:
    """Ask for a yes, or for a number of the list, once; then a level that nobody confirmed is forgotten."""
    if question.level is not None and _is_thanked(turn):
        await turn.keep_beside(lines(question.comment, turn.said))
        return []
    if turn.asked_back:
        told = lines(question.comment, turn.said)
        await turn.ask("confirm", about, comment=told, unclear=question.unclear + 1)
        return _kept(turn, rated=False)
    if question.question == "confirm" and question.level is None:
        return await _before_the_prompt(turn, about[0])
    await turn.ask_back()
    if question.question == "confirm":
        return [Part("rating/confirm_unclear", {"level": question.level})]
    return [Part("rating/which_unclear", {"count": len(question.visit_ids)})]


def _kept(turn: Turn, *, rated: bool) -> Reply:
    """Say once what their words are and are not; more of them are only thanked for."""
    if _is_thanked(turn):
        return []
    return [Part("chat/kept_too", {}) if turn.times_unclear > 1 else Part("chat/kept", {"rated": rated})]


async def without_question(turn: Turn) -> Reply:
    """Nothing is being asked: say what is on record, or ask about what is open."""
    latest = turn.latest_rated
    if latest and _is_thanked(turn):
        await _add(turn, latest)
        return []
    if latest:
        return await on_level_question(turn, [*latest, *turn.named_with(latest[0])])
    if turn.open:
        return await on_level_question(turn, turn.open)
    if turn.waiting:
        return await _before_the_prompt(turn, turn.waiting[-1])
    return [] if _is_thanked(turn) else closed.nothing_open(turn)


async def _before_the_prompt(turn: Turn, visit: CitizenVisit) -> Reply:
    """Name a matter that waits for its prompt, the latest unless a page named one, and ask for its level."""
    told = turn.said if turn.meaning.intent in TELLING else None
    await turn.ask("confirm", [visit], comment=told, unclear=1)
    return [_asking(turn, visit)]
