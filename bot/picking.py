"""What answers the question of a selection: a press or words, as the line, the yes or the no that they mean.

The data of a press begins with 0, then the selection's id, then two digits for the answer; that of a press about
a visit (`bot.pressing`) never does. So a press is bound to its selection, and says the same wherever it comes from.
"""

import re
from dataclasses import dataclass

from bot.understanding import Asked, Digits, Intent, Meaning, read
from bot.understanding.choosing import agrees, agrees_once_more, place_of
from store.selections import Question, Selection

LISTED = 9
"""Lines that get a number: one digit is quickly written, and more would not fit a short message."""
YES, LEAVE = 80, 81
LINES_FROM = {
    Question.GIFT: 0,
    Question.VOUCHER: 0,
    Question.ACCOUNT: 30,
    Question.PLACE: 50,
}
"""The lines of each question's list are numbered from here on."""
_DATA = re.compile("0[1-9][0-9]{2,18}")
_CODES = 100
ELSEWHERE = frozenset(
    (Intent.OPT_OUT, Intent.OPT_IN, Intent.WRONG_PERSON, Intent.ASK_POINTS, Intent.HELP, Intent.REDEEM)
)
"""What is heard under every question: it answers none."""
_TELLING = frozenset((Intent.COMPLAIN_NO_LEVEL, Intent.SUGGESTION))


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of the list, from 0; or a yes, or a no; none of them: it was unclear."""

    line: int | None = None
    yes: bool | None = None


UNCLEAR = Answer()


@dataclass(frozen=True, slots=True)
class Pick:
    """An answer that was pressed."""

    selection_id: int
    code: int

    @property
    def data(self) -> str:
        """What a button carries."""
        return f"0{self.selection_id * _CODES + self.code}"

    @property
    def words(self) -> str:
        """What it says, as its citizen would have written it."""
        if self.code in (YES, LEAVE):
            return "是" if self.code == YES else "0"
        return str(self.code - max(start for start in LINES_FROM.values() if start < self.code))

    def answers(self, selection: Selection) -> Answer | None:
        """What it says to the open question of its selection; None if that is another one by now."""
        if selection.question is None:
            return None
        if self.code == LEAVE:
            return Answer(yes=False)
        first = LINES_FROM.get(selection.question)
        if first is None:
            return Answer(yes=True) if self.code == YES else None
        line = self.code - first - 1
        return Answer(line=line) if 0 <= line < min(LISTED, len(selection.options)) else None


def read_pick(data: str) -> Pick | None:
    """What came back; None for what no button of a selection carries."""
    if not _DATA.fullmatch(data):
        return None
    selection_id, code = divmod(int(data), _CODES)
    return Pick(selection_id, code) if code else None


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
