"""Where a line of Chinese may end: between any two characters, but no word, number or pair of brackets is torn."""

import re
import unicodedata
from collections.abc import Callable, Iterator

_OPENING, _CLOSING = "（《〈“‘〔【「『(［", "，。、；：？！）》〉”’〕】」』…—·,.;:?!)%］"
_WORD = r"[A-Za-z0-9](?:[A-Za-z0-9_@/+.:*-]*[A-Za-z0-9*])?"
_PIECE = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:{_WORD}|[^\s{re.escape(_OPENING)}])[{re.escape(_CLOSING)}]*|\s|."
)
LONGEST_WORD = 40
"""Characters; a longer one is torn, or an address without end would leave the page."""


def broken(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The lines of a text of a width, in the unit of `measure`; at least one, and nothing of it is lost."""
    return [line for part in text.splitlines() or [""] for line in _lines(part, width, measure)]


def _lines(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    line, used = "", 0.0
    for piece in _pieces(text):
        taken = measure(piece)
        if line and used + taken > width:
            yield line.rstrip()
            line, used = "", 0.0
        if line or not piece.isspace():
            line, used = line + piece, used + taken
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    for found in _PIECE.finditer(text):
        piece = found.group()
        yield from [piece] if len(piece) <= LONGEST_WORD else piece


def without_marks(text: str) -> str:
    """A text without what prints nothing; lines stay lines, a tab is a space."""
    kept = (" " if c == "\t" else c for c in text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in kept if c == "\n" or not _prints_nothing(c))


def _prints_nothing(character: str) -> bool:
    """Control and formatting characters, and those that choose between forms of the one before."""
    return unicodedata.category(character) in ("Cc", "Cf") or unicodedata.name(character, "").startswith(
        "VARIATION SELECTOR"
    )
