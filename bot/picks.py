"""The buttons of a selection, and what a press of one means."""

from dataclasses import dataclass

from bot.press_data import SELECTION
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
        return SELECTION.write(self.selection_id, self.code)

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
    pick = Pick(*read) if (read := SELECTION.read(data)) else None
    return pick if pick and pick.code else None
