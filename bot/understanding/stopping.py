"""Orders to stop: 别 + 再给我 + 发, put together from what forbids, what may stand between, and what is forbidden."""

import re
from typing import Any

from bot.understanding.lexicon import any_of, table, words_of
from bot.understanding.shapes import Found, Sign

_TABLE = table("stopping")


def _way(entry: dict[str, Any]) -> str:
    return rf"(?:{any_of(entry['forbid'])}){_BETWEEN} ?(?:{any_of(entry['act'])})(?!{_OTHERS})"


def _first_characters(part: str) -> frozenset[str]:
    return frozenset(word[0] for way in _WAYS for word in words_of(_TABLE[way][part]))


_WAYS = ("send", "receive", "switch", "urge")
_FORBIDDING, _FORBIDDEN = _first_characters("forbid"), _first_characters("act")
"""What a text must hold one each of, to hold an order."""
_STOPS = "，。！？、,.!?\\s"
_OTHERS = rf"[a-z]|{any_of(_TABLE['others']['words'])}"
"""别打扰他学习 is not said to us."""
_BETWEEN = rf"(?: ?(?>{any_of(_TABLE['between']['words'])}))*"
_WHAT = any_of(_TABLE["what"]["words"])
NAMES_WHAT_WE_SEND = re.compile(_WHAT)
"""What we send, by one of its names."""
_PLEASE = rf"(?:{any_of(_TABLE['please']['words'])}) ?(?:{any_of(_TABLE['from_now']['words'])})*"
_ORDER = re.compile(
    rf"(?P<please>{_PLEASE})?(?<![a-z])"
    rf"(?:{'|'.join(_way(_TABLE[name]) for name in _WAYS)})"
    rf"(?:{_BETWEEN} ?(?:{_WHAT})|(?:{any_of(_TABLE['such']['words'])})[^{_STOPS}]{{0,8}})?"
    rf"(?:[了啦吧哦,， ]?(?P<agreed>{any_of(_TABLE['agreed']['words'])})|[了啦吧哦])?"
)


ORDERED, BEGGED = Sign("intent", ("opt_out", "ordered")), Sign("intent", ("opt_out", "begged"))
"""别发了, and 能不能别发了: where one begs, a question mark asks for nothing else."""


def may_order(characters: frozenset[str]) -> bool:
    """Whether a text of these characters may hold an order."""
    return not (_FORBIDDING.isdisjoint(characters) or _FORBIDDEN.isdisjoint(characters))


def orders(text: str) -> list[Found]:
    """Every order to stop in a folded text; linear in its length."""
    return [
        Found(BEGGED if match["please"] or match["agreed"] else ORDERED, *match.span())
        for match in _ORDER.finditer(text)
    ]
