"""The buttons under the questions about a drawn rating: what a press says. It rates nothing."""

from dataclasses import dataclass

from bot.press_data import DRAWN, level_of
from evaluation.levels import Level

PUT_RIGHT, NOT_PUT_RIGHT = 11, 12
"""Codes 1 to 5 are the levels."""


@dataclass(frozen=True, slots=True)
class SamplePress:
    """An answer about a drawn rating that was pressed."""

    drawn_id: int
    code: int

    @property
    def data(self) -> str:
        """What a button carries."""
        return DRAWN.write(self.drawn_id, self.code)

    @property
    def level(self) -> Level | None:
        """How satisfied they are, if it says that."""
        return level_of(self.code)

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
    press = SamplePress(*read) if (read := DRAWN.read(data)) else None
    return press if press and (press.level or press.put_right is not None) else None
