"""The buttons under what is asked about a complaint of a case: what a press says."""

from dataclasses import dataclass

from bot.press_data import COMPLAINT, level_of
from evaluation.levels import Level

SOLVED, NOT_SOLVED = 1, 2
LEVELS_FROM = 20


@dataclass(frozen=True, slots=True)
class CasePress:
    """An answer that was pressed: 1 solved, 2 not solved, 21–25 a level of what a guide heard."""

    complaint_id: int
    code: int

    @property
    def data(self) -> str:
        """What a button carries."""
        return COMPLAINT.write(self.complaint_id, self.code)

    @property
    def level(self) -> Level | None:
        """The level it gives."""
        return level_of(self.code - LEVELS_FROM)

    @property
    def words(self) -> str:
        """What it says, as its citizen would have written it."""
        return self.level.label_zh if self.level else str(self.code)


def read_case_press(data: str) -> CasePress | None:
    """What came back; None for what no button of a case carries."""
    press = CasePress(*read) if (read := COMPLAINT.read(data)) else None
    return press if press and (press.level or press.code in (SOLVED, NOT_SOLVED)) else None
