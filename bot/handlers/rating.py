"""A level was given: in answer to a prompt, before it, or as a change of mind."""

from collections.abc import Sequence

from bot.handlers import unclear
from bot.rendering import Part
from bot.turn import Reply, Turn, matter
from evaluation.levels import Level
from evaluation.window import Window, civil
from store.visits import CitizenVisit
from usecases.rate import Rated

LISTED = 5
"""Matters that a question which one is meant may list; more would not fit a short message."""


async def on_level(turn: Turn) -> Reply:
    """Answer to "how was it?": rate the matter being asked, or all of them, and ask on."""
    asked = [visit for visit in turn.asked if visit.is_open(turn.now) or visit.is_revisable(turn.now)]
    if not asked:
        return await without_question(turn)
    level = turn.meaning.level
    if level is None:
        return await unclear.on_level_question(turn, asked)
    if turn.meaning.every_matter and len(asked) > 1:
        return await _rate_all(turn, asked, level)
    return await rate_and_go_on(turn, asked[0], level, turn.meaning.words, asked[1:])


async def on_confirm(turn: Turn) -> Reply:
    """Answer to "do you mean this matter?", asked of somebody who wrote before their prompt."""
    dialogue, asked = turn.dialogue, [visit for visit in turn.asked if visit.level is None]
    if dialogue is None or dialogue.level is None or not asked:
        return await without_question(turn)
    level, meant = Level(dialogue.level), turn.meaning.level
    if turn.meaning.yes or meant == level:
        return await rate_and_go_on(turn, asked[0], level, dialogue.comment, [])
    if meant is not None:
        return await confirm(turn, asked[0], meant, turn.meaning.words or dialogue.comment)
    if turn.meaning.yes is False:
        await turn.close_question()
        return [Part("rating/not_recorded", {})]
    return await unclear.on_confirm_question(turn, asked[0], level)


async def on_which(turn: Turn) -> Reply:
    """Answer to "which one do you mean?": its number in the list."""
    dialogue, asked = turn.dialogue, turn.asked
    if dialogue is None or dialogue.level is None or not asked:
        return await without_question(turn)
    level = Level(dialogue.level)
    if turn.meaning.is_bare_digit and 1 <= turn.meaning.digits[0] <= len(asked):
        chosen = asked[turn.meaning.digits[0] - 1]
        return await rate_and_go_on(turn, chosen, level, dialogue.comment, [])
    if turn.meaning.level is not None and not turn.meaning.digits:
        return await which(turn, asked, turn.meaning.level, turn.meaning.words or dialogue.comment)
    return await unclear.on_which_question(turn, asked, level)


async def without_question(turn: Turn) -> Reply:
    """A level, or anything else, while nothing is being asked (contracts, "Replies")."""
    level, words = turn.meaning.level, turn.meaning.words
    if level is None:
        return await unclear.without_question(turn)
    if turn.open:
        return await rate_and_go_on(turn, turn.open[0], level, words, turn.open[1:])
    if turn.latest_rated is not None:
        return await rate_and_go_on(turn, turn.latest_rated, level, words, [])
    if len(turn.waiting) == 1:
        return await confirm(turn, turn.waiting[0], level, words)
    if turn.waiting:
        return await which(turn, turn.waiting[-LISTED:], level, words)
    return closed(turn)


async def confirm(turn: Turn, visit: CitizenVisit, level: Level, words: str | None) -> Reply:
    """Name the one matter that waits, and ask for a yes."""
    await turn.ask("confirm", [visit], level=level, comment=words)
    return [Part("rating/confirm", {**matter(visit), "level": level})]


async def which(turn: Turn, about: Sequence[CitizenVisit], level: Level, words: str | None) -> Reply:
    """List the matters that wait, and ask which one is meant."""
    await turn.ask("which", about, level=level, comment=words)
    return [Part("rating/which", {"level": level, "matters": [matter(visit) for visit in about]})]


def closed(turn: Turn) -> Reply:
    """Nothing is open: say so and where to turn, or who we are to somebody we do not know."""
    past = [visit for visit in turn.visits if visit.state in ("lapsed", "rated", "prompted")]
    if not past:
        return [Part("chat/stranger", {})]
    latest = past[-1]
    if latest.window_closes_at is None:
        return [Part("rating/settled", matter(latest))]
    last_day = civil(Window(latest.window_closes_at, provisional=False).closes_at)
    ended = Window(last_day, provisional=False).last_day.isoformat()
    return [Part("rating/closed", {**matter(latest), "last_day": ended})]


async def rate_and_go_on(
    turn: Turn, visit: CitizenVisit, level: Level, words: str | None, others: Sequence[CitizenVisit]
) -> Reply:
    """Keep the level; ask the reason of a bad one that came without words, else ask the next matter."""
    rated = await turn.rate(visit, level, words)
    left = [other for other in others if other.is_open(turn.now)]
    if level.is_bad and not rated.has_words and not visit.reasons_asked:
        await turn.ask("reasons", [visit, *left])
        return [Part("rating/sorry", {"level": level})]
    return [_acknowledgement(turn, visit, rated, words), *await next_matter(turn, left)]


def _acknowledgement(turn: Turn, visit: CitizenVisit, rated: Rated, words: str | None) -> Part:
    if rated.before is not None and rated.before != rated.level:
        return Part("rating/revised", {**matter(visit), "before": rated.before, "level": rated.level})
    heard = rated.level.is_bad and words is not None
    return Part("rating/heard" if heard else "rating/thanks", {"level": rated.level, **earned(turn, [rated])})


def earned(turn: Turn, rated: Sequence[Rated]) -> dict[str, object]:
    """The facts of what ratings earned; the balance is the ledger's."""
    return {
        "points": sum(each.award.points for each in rated),
        "capped": any(each.award.capped for each in rated),
        "balance": rated[-1].balance,
        "paid_per_day": turn.rules.points.paid_per_day,
    }


async def next_matter(turn: Turn, left: Sequence[CitizenVisit]) -> Reply:
    """Ask about the next matter that the prompt named; with none left, nothing is asked."""
    if not left:
        await turn.close_question()
        return []
    await turn.ask("level", left)
    return [Part("rating/next", matter(left[0]))]


async def _rate_all(turn: Turn, asked: Sequence[CitizenVisit], level: Level) -> Reply:
    rated = [await turn.rate(visit, level, turn.meaning.words) for visit in asked]
    facts = {"count": len(asked), "level": level, **earned(turn, rated)}
    if level.is_bad and not rated[-1].has_words:
        await turn.ask("reasons", asked)
        return [Part("rating/sorry_all", facts)]
    await turn.close_question()
    return [Part("rating/all", facts)]
