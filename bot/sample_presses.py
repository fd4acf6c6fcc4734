"""The buttons under the questions about a drawn rating, as data that a provider carries to and fro.

The data begins with 000, then the drawn rating's id, then two digits for the answer (see `bot.case_presses`, whose
presses begin with 00). So a press is bound to its rating, rates nothing, and says the same wherever it comes from.
"""

import re
from dataclasses import dataclass

from evaluation.levels import Level

PUT_RIGHT, NOT_PUT_RIGHT = 11, 12
"""Codes 1 to 5 are the levels."""
_DATA = re.compile("000[1-9][0-9]{2,17}")
_CODES = 100
_LEVELS = {level.value: level for level in Level}


@dataclass(frozen=True, slots=True)
class SamplePress:
    """An answer about a drawn rating that was pressed."""

    drawn_id: int
    code: int

    @property
    def data(self) -> str:
        """What a button carries."""
        return f"000{self.drawn_id * _CODES + self.code}"

    @property
    def level(self) -> Level | None:
        """How satisfied they are, if it says that."""
        return _LEVELS.get(self.code)

    @property
    def put_right(self) -> bool | None:
        """Whether it was put right, if it says that."""
        return {PUT_RIGHT: True, NOT_PUT_RIGHT: False}.get(self.code)

    @property
    def words(self) -> str:
        """What it says, as its citizen would have written it."""
        return self.level.label_zh if self.level else str(self.code - 10)


def read_sample_press(data: str) -> SamplePress | None:
    """What came back; None for what no button of a drawn rating carries."""
    if not _DATA.fullmatch(data):
        return None
    press = SamplePress(*divmod(int(data), _CODES))
    return press if press.level or press.put_right is not None else None
