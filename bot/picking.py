"""What answers the question of a selection in words, as the line, the yes or the no that they mean."""

from bot.picks import LINES_FROM, LISTED, UNCLEAR, Answer
from bot.understanding import Asked, Digits, Intent, Meaning, read
from bot.understanding.choosing import agrees, agrees_once_more, place_of
from store.selections import Question, Selection

ELSEWHERE = frozenset(
    (Intent.OPT_OUT, Intent.OPT_IN, Intent.WRONG_PERSON, Intent.ASK_POINTS, Intent.HELP, Intent.REDEEM)
)
"""What is heard under every question: it answers none."""
_TELLING = frozenset((Intent.COMPLAIN_NO_LEVEL, Intent.SUGGESTION))


def answer_to(selection: Selection, text: str, digits: Digits, *, may_rate: bool) -> Answer | None:
    """What words say to the open question; None where they are about something else, a rating for one.

    `may_rate`: whether the citizen could rate something now. A digit alone is never a rating here.
    """
    if selection.question is None:
        return _once_more(text)
    answer = _line(selection, text) if selection.question in LINES_FROM else _yes_or_no(selection, text)
    if answer is not None:
        return answer
    choosing = selection.question in LINES_FROM
    meaning = read(text, Asked.CHOICE if choosing else Asked.CONFIRM, digits)
    if meaning.yes is not None and not selection.gives_back:
        return Answer(yes=meaning.yes)
    return None if _is_about_something_else(meaning, may_rate=may_rate) else UNCLEAR


def _once_more(text: str) -> Answer | None:
    """A second yes, right after the one that made the voucher, is the same yes."""
    return Answer(yes=True) if agrees_once_more(text) else None


def _line(selection: Selection, text: str) -> Answer | None:
    lines = selection.options
    agreed = agrees(text)
    if agreed is False:
        return Answer(yes=False)
    if agreed:
        return Answer(line=0) if len(lines) == 1 else None
    place = place_of(text, [(line.name, line.name_en) for line in lines], min(LISTED, len(lines)))
    return Answer(line=place) if place is not None else None


def _yes_or_no(selection: Selection, text: str) -> Answer | None:
    agreed = agrees(text, to_give_back=selection.question is Question.CANCEL)
    return None if agreed is None else Answer(yes=agreed)


def _is_about_something_else(meaning: Meaning, *, may_rate: bool) -> bool:
    rates = meaning.level is not None and not meaning.by_digit
    return meaning.intent in ELSEWHERE or (may_rate and (rates or meaning.intent in _TELLING))
