"""One message with a level for each of several matters (第一个5第二个3)."""

from collections.abc import Mapping, Sequence

from bot.handlers import rating
from bot.rendering import Part
from bot.turn import Reply, Turn
from bot.understanding import Meaning
from evaluation.levels import Level
from store.visits import CitizenVisit

Levels = Mapping[int, Level]
"""By the place in the list that was named, from 0."""


def placed(meaning: Meaning, asked: Sequence[CitizenVisit]) -> list[CitizenVisit]:
    """The matters that the message gives a level to, in their order; none unless all it names are there."""
    return [asked[place] for place in sorted(_by_place(meaning, len(asked)))]


def _by_place(meaning: Meaning, count: int) -> dict[int, Level]:
    levels = {(each.ordinal or count) - 1: each.level for each in meaning.levels if each.ordinal is not None}
    complete = len(levels) == len(meaning.levels) > 0
    return levels if complete and max(levels) < count > 1 else {}


async def rate_each(turn: Turn, named: Sequence[CitizenVisit], left: Sequence[CitizenVisit]) -> Reply:
    """Keep each level, tell them all, and ask why of the bad ones."""
    levels = _by_place(turn.meaning, len(named) + len(left))
    given = [level for _, level in sorted(levels.items())]
    rated = [await turn.rate(visit, level, None) for visit, level in zip(named, given, strict=True)]
    left = turn.left_open(named, left)
    facts = {
        "rated": [{"item": v.item_name, "level": r.level} for v, r in zip(named, rated, strict=True)],
        "bad": any(r.level.is_bad for r in rated),
        **rating.earned(turn, rated),
    }
    reply = [Part("rating/each", facts), *rating.what_becomes_of(rated)]
    bad = [visit for visit, r in zip(named, rated, strict=True) if r.level.is_bad and not visit.reasons_asked]
    if not bad:
        return [*reply, *await rating.next_matter(turn, left)]
    await turn.ask_why(bad, left)
    return [*reply, Part("reasons/ask", {})]
