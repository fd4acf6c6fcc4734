"""What a button carries to and fro: a number, for one platform takes nothing else.

The zeros in front say what a press is about, then come the id of that and two digits for the answer. So a press is
bound to what it is about, and says the same wherever it comes from.
"""

import re
from dataclasses import dataclass

from evaluation.levels import Level

_CODES = 100


@dataclass(frozen=True, slots=True)
class Spelling:
    """How presses about one kind of thing are written; at most so many `digits` follow the `zeros`."""

    zeros: int
    digits: int

    def write(self, about: int, code: int) -> str:
        """The data of an answer about the thing of this id."""
        return "0" * self.zeros + str(about * _CODES + code)

    def read(self, data: str) -> tuple[int, int] | None:
        """The id and the answer's code; None for what is not written so."""
        if not re.fullmatch(f"0{{{self.zeros}}}[1-9][0-9]{{2,{self.digits - 1}}}", data):
            return None
        return divmod(int(data), _CODES)


VISIT = Spelling(zeros=0, digits=20)
SELECTION = Spelling(zeros=1, digits=19)
COMPLAINT = Spelling(zeros=2, digits=18)
DRAWN = Spelling(zeros=3, digits=18)


def level_of(code: int) -> Level | None:
    """The level that a code of 1 to 5 gives."""
    return Level(code) if 1 <= code <= len(Level) else None
