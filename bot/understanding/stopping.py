"""Orders to stop: 别 + 再给我 + 发, put together from what forbids, what may stand between, and what is forbidden."""

import re
from collections.abc import Iterator
from typing import Any

from bot.understanding.lexicon import any_of, table
from bot.understanding.shapes import Found, Sign

_TABLE = table("stopping")


def _way(entry: dict[str, Any]) -> str:
    return rf"(?:{any_of(entry['forbid'])}){_BETWEEN} ?(?:{any_of(entry['act'])})(?![a-z])"


_BETWEEN = rf"(?: ?(?>{any_of(_TABLE['between']['words'])}))*"
_WHAT = any_of(_TABLE["what"]["words"])
NAMES_WHAT_WE_SEND = re.compile(_WHAT)
"""What we send, by one of its names."""
_ORDER = re.compile(
    rf"(?P<please>(?:{any_of(_TABLE['please']['words'])}) ?(?:你们?|您)?)?(?<![a-z])"
    rf"(?:{'|'.join(_way(_TABLE[name]) for name in ('send', 'receive', 'switch'))})"
    rf"(?:{_BETWEEN} ?(?:{_WHAT}))?"
)


ORDERED, BEGGED = Sign("intent", ("opt_out", "ordered")), Sign("intent", ("opt_out", "begged"))
"""别发了, and 能不能别发了: where one begs, a question mark asks for nothing else."""


def orders(text: str) -> Iterator[Found]:
    """Every order to stop in a folded text; linear in its length."""
    for match in _ORDER.finditer(text):
        yield Found(BEGGED if match["please"] else ORDERED, *match.span())
