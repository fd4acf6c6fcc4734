"""A level was given: it is kept, acknowledged in words, and the next thing is asked."""

from collections.abc import Sequence

from bot.handlers import each, unclear
from bot.rendering import Part
from bot.turn import Reply, Turn, matter
from evaluation.levels import Level
from evaluation.points import Award, EarningRule
from store.visits import CitizenVisit
from usecases.cases.hear import Heard
from usecases.rate import Rated

Visits = Sequence[CitizenVisit]


async def on_level(turn: Turn) -> Reply:
    """Answer to "how was it?": rate the matter being asked, or all of them, and ask on."""
    asked, level = turn.asked, turn.meaning.level
    rated = [visit for visit in asked if visit.level is not None]
    if turn.meaning.choice == 0 and (rated or turn.latest_rated):
        return await ask_again(turn, rated or turn.latest_rated, _but(asked, rated))
    named = each.placed(turn.meaning, asked)
    if named:
        return await each.rate_each(turn, named, _but(asked, named))
    if level is None:
        return await unclear.on_level_question(turn, asked)
    if turn.meaning.every_matter:
        return await rate_and_go_on(turn, asked, level, turn.meaning.words, [])
    if turn.dialogue is not None and turn.dialogue.visit_ids[0] != asked[0].id:
        return await next_matter(turn, asked)  # the matter they answer about is gone from under them
    these = rated or asked[:1]
    return await rate_and_go_on(turn, these, level, turn.meaning.words, _but(asked, these))


def _but(visits: Visits, without: Visits) -> list[CitizenVisit]:
    return [visit for visit in visits if visit not in without]


async def ask_again(turn: Turn, rated: Visits, left: Visits) -> Reply:
    """Ask anew for the level of what was rated by mistake; all at once if it was rated so."""
    await turn.ask("level", [*rated, *left])
    return [Part("rating/again", {**matter(rated[0]), "count": len(rated)})]


async def rate_and_go_on(turn: Turn, these: Visits, level: Level, words: str | None, left: Visits) -> Reply:
    """Keep the level; ask the reason of a bad one that came without words, else ask the next matter."""
    rated = [await turn.rate(visit, level, words) for visit in these]
    left = turn.left_open(these, left)
    facts = _acknowledged(turn, these, rated, words) | {"more": bool(left)}
    if level.is_bad and _owe_why(these, rated):
        await turn.ask_why(these, left)
        return [Part("rating/sorry", facts)]
    revised = all(each.before is not None for each in rated) and any(each.before != level for each in rated)
    told = Part("rating/revised" if revised else "rating/thanks", facts)
    return [told, *what_becomes_of(rated), *await next_matter(turn, left)]


def _owe_why(these: Visits, rated: Sequence[Rated]) -> bool:
    pairs = zip(these, rated, strict=True)
    return any(not visit.reasons_asked and not each.says_why for visit, each in pairs)


def _acknowledged(turn: Turn, these: Visits, rated: Sequence[Rated], words: str | None) -> dict[str, object]:
    one = these[0].item_name if len(these) == 1 else None
    heard = (words or turn.said_before) is not None
    return acknowledgement(turn, one if turn.must_name else None, rated, heard=heard)


def acknowledgement(
    turn: Turn, item: str | None, rated: Sequence[Rated], *, heard: bool
) -> dict[str, object]:
    """What every acknowledgement may tell; the numbers are the ledger's."""
    return {
        "item": item,
        "count": len(rated),
        "level": rated[0].level,
        "before": rated[0].before if len(rated) == 1 else None,
        "heard": rated[0].level.is_bad and heard,
        "bad": rated[0].level.is_bad,
        "more": False,
        "case": _case_of(rated),
        **earned(turn, rated),
    }


BECOMES = {
    Heard.GOES_OUT.value: Part("case/goes_out", {}),
    Heard.GOES_ON.value: Part("case/goes_on", {}),
    Heard.KNOWN.value: Part("case/known", {}),
}


def what_becomes_of(rated: Sequence[Rated]) -> Reply:
    """Who gets the bad ones among these; no date before they were sorted."""
    case = _case_of(rated)
    if not case:
        return []
    return [BECOMES[case]]


def _case_of(rated: Sequence[Rated]) -> str:
    """What is new comes before what goes on."""
    became = {each.case for each in rated}
    return next((case for case in BECOMES if case in became), "")


def earned(turn: Turn, rated: Sequence[Rated]) -> dict[str, object]:
    """What every acknowledgement tells of points; an organisation's balance is not told to whoever replies for it."""
    organisation = rated[-1].for_organisation
    balance = None if organisation else turn.shown(rated[-1].balance)
    awards = [each.award for each in rated]
    return paid(turn.rules.points.rating, awards, balance, organisation=organisation)


def paid(
    rule: EarningRule, awards: Sequence[Award], balance: int | None, *, organisation: bool
) -> dict[str, object]:
    """What was earned, and which limit was used up."""
    cap = next((award.cap for award in awards if award.cap), None)
    return {
        "points": sum(award.points for award in awards),
        "held": sum(award.held for award in awards),
        "organisation": organisation,
        "cap": cap or "",
        "paid": rule.up_to(cap),
        "balance": balance,
    }


async def next_matter(turn: Turn, left: Visits) -> Reply:
    """Ask about the next matter that the prompt named; with none left, nothing is asked."""
    if not left:
        await turn.close_question()
        return []
    await turn.ask("level", left)
    return [Part("rating/next", matter(left[0]))]
