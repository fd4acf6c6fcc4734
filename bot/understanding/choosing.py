"""Answers while a gift is chosen or a voucher given back: a line of a list, a yes, a no; and what asks for vouchers."""

import re
from collections.abc import Sequence

from bot.understanding.folding import fold, shed
from bot.understanding.lexicon import table, words_of

_TABLE = table("answers")
_PICKING, _GIVING_BACK, _VOUCHERS = _TABLE["picking"], _TABLE["giving_back"], _TABLE["vouchers"]
_CONFIRM = _TABLE["confirm"]
_AGREES = frozenset(words_of(_CONFIRM["yes"])) | frozenset(words_of(_PICKING["agree"]))
_LEAVES = frozenset(words_of(_CONFIRM["no"])) | frozenset(words_of(_PICKING["leave"]))
_ONCE_MORE = frozenset(words_of(_PICKING["once_more"]))
_GIVES_BACK, _KEEPS = frozenset(words_of(_GIVING_BACK["yes"])), frozenset(words_of(_GIVING_BACK["no"]))
_MINE, _CANCELS = frozenset(words_of(_VOUCHERS["mine"])), frozenset(words_of(_VOUCHERS["cancel"]))
_AROUND = tuple(sorted(words_of(_PICKING["around"]), key=len, reverse=True))
_NUMERALS = {n: place for place, n in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_ORDINALS = {word: place for place, word in enumerate(words_of(_PICKING["ordinals"]), start=1)}
_LAST = frozenset(words_of(_TABLE["place"]["latter"])) | {"last"}
_PLACE = re.compile(
    r"(?:第|no\.?|#)?\s*(?P<place>[0-9]{1,2}|[一二两三四五六七八九十]|" + "|".join(_ORDINALS) + ")"
    r"(?:\s*(?:个|号|件|种|样|项|款|条|张|one))?(?P<rest>(?:$|[\s.、，,:：)）]|(?<=[个号件种样项款条张0-9])).*)"
)
_LEADING = re.compile(f"\\A(?:(?:{'|'.join(map(re.escape, _AROUND))})\\s*)+")
"""要第一个: 一个 stands behind other things as well."""
_LONGEST = 40
"""Characters of what may be a name."""


def agrees(text: str, *, to_give_back: bool = False) -> bool | None:
    """A yes or a no to having a gift, or to giving one back; None for anything else."""
    yes, no = (_GIVES_BACK, _KEEPS) if to_give_back else (_AGREES, _LEAVES)
    said = fold(text).text
    return None if said not in yes | no else said in yes


def agrees_once_more(text: str) -> bool:
    """Whether this may be the same yes, sent again; 好的 is said of anything."""
    return fold(text).text in _ONCE_MORE


def asks_for_vouchers(text: str) -> bool:
    """Whether somebody wants to see the vouchers they have."""
    return fold(text).text.rstrip("?") in _MINE


def cancels(text: str) -> bool:
    """Whether somebody wants to give a voucher back."""
    return fold(text).text in _CANCELS


def place_of(text: str, names: Sequence[Sequence[str]], listed: int) -> int | None:
    """The place, from 0, of the line that is meant; each line has `names`, and the first `listed` a number.

    By its number, its name, a part of its name, or both where they agree; None where that is none, or several.
    """
    said = fold(text).text
    if len(said) > _LONGEST:
        return None
    folded = [[fold(name).text for name in each] for each in names]
    named = _named(said, folded)
    if named is not None:
        return named
    bare = shed(said, _AROUND)
    if bare in _LAST or said in _LAST:
        return listed - 1 if listed else None
    match = _PLACE.fullmatch(bare) or _PLACE.fullmatch(_LEADING.sub("", said))
    if match is None:
        return _named(bare, folded)
    place = _number(match["place"]) - 1
    rest = shed(match["rest"], _AROUND)
    if not 0 <= place < listed or (rest and _named(rest, folded) != place):
        return None
    return place


def _number(said: str) -> int:
    return _NUMERALS.get(said) or _ORDINALS.get(said) or int(said)


def _named(said: str, names: Sequence[Sequence[str]]) -> int | None:
    """The one line whose name is this, holds it, or is held by it."""
    if not said or said.isdigit() or said in _NUMERALS or (len(said) < 2 and said.isascii()):
        return None
    for fits in (_is_name, _holds, _is_held):
        places = [place for place, each in enumerate(names) if any(fits(said, name) for name in each)]
        if places:
            return places[0] if len(places) == 1 else None
    return None


def _is_name(said: str, name: str) -> bool:
    return said == name


def _holds(said: str, name: str) -> bool:
    return said in name


def _is_held(said: str, name: str) -> bool:
    return len(name) > 1 and name in said
