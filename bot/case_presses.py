"""The buttons under "is it solved?", as data that a provider carries to and fro.

The data begins with 00, then the complaint's id, then two digits for the answer (see `bot.picks`, whose presses begin
with one 0). So a press is bound to its complaint, and says the same wherever it comes from.
"""

import re
from dataclasses import dataclass

SOLVED, NOT_SOLVED = 1, 2
_DATA = re.compile("00[1-9][0-9]{2,17}")
_CODES = 100


@dataclass(frozen=True, slots=True)
class CasePress:
    """An answer to "is it solved?" that was pressed."""

    complaint_id: int
    code: int

    @property
    def data(self) -> str:
        """What a button carries."""
        return f"00{self.complaint_id * _CODES + self.code}"

    @property
    def words(self) -> str:
        """What it says, as its citizen would have written it."""
        return str(self.code)


def read_case_press(data: str) -> CasePress | None:
    """What came back; None for what no button of a case carries."""
    if not _DATA.fullmatch(data):
        return None
    complaint_id, code = divmod(int(data), _CODES)
    return CasePress(complaint_id, code) if code in (SOLVED, NOT_SOLVED) else None
