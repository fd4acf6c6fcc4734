"""The buttons under what is asked about a case, as data that a provider carries to and fro.

The data begins with 00, then the complaint's id, then two digits for the answer (see `bot.picks`, whose presses begin
with one 0). So a press is bound to its complaint, and says the same wherever it comes from.
"""

import re
from dataclasses import dataclass

from evaluation.levels import Level

SOLVED, NOT_SOLVED = 1, 2
LEVELS_FROM = 20
_DATA = re.compile("00[1-9][0-9]{2,17}")
_CODES = 100
_LEVELS = {level.value: level for level in Level}


@dataclass(frozen=True, slots=True)
class CasePress:
    """An answer that was pressed: 1 solved, 2 not solved, 21–25 a level of what a guide heard."""

    complaint_id: int
    code: int

    @property
    def data(self) -> str:
        """What a button carries."""
        return f"00{self.complaint_id * _CODES + self.code}"

    @property
    def level(self) -> Level | None:
        """The level it gives."""
        return _LEVELS.get(self.code - LEVELS_FROM)

    @property
    def words(self) -> str:
        """What it says, as its citizen would have written it."""
        return self.level.label_zh if self.level else str(self.code)


def read_case_press(data: str) -> CasePress | None:
    """What came back; None for what no button of a case carries."""
    if not _DATA.fullmatch(data):
        return None
    press = CasePress(*divmod(int(data), _CODES))
    return press if press.level or press.code in (SOLVED, NOT_SOLVED) else None
