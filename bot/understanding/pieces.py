"""The pieces that begin with a sign of their own: marks, numbers, stars, faces, words in Latin letters."""

import re
import unicodedata
from collections.abc import Callable
from string import ascii_lowercase

from bot.understanding.lexicon import LEXICON, Piece, Roles
from bot.understanding.numbers import SIGNS, less_than_full_at, number_at, ordinal_at

_NOTHING: Roles = {}
_STOP: Roles = {"stop": True}
_BLANK: Roles = {"blank": True}
_QUOTE: Roles = {"quote": True}
_BRACKET: Roles = {"bracket": True}
_MOOD: Roles = {"mood": True}
_MENU_WORDS: Roles = {"plain": True, "range": True}
QUOTES = "\"“”'‘’「」『』"
MARKS: dict[str, Roles] = {
    **dict.fromkeys("，。！？；：、,.!?;:\n\t~～…—|/", _STOP),
    **dict.fromkeys(QUOTES, _QUOTE),
    **dict.fromkeys("()（）[]【】{}《》<>", _BRACKET),
    " ": _BLANK,
}
_LOST = "\ufffd"
_MENU = re.compile(
    r"[1-5] ?(?:非常|基本)?不?满意(?:[,，、 ]{0,2}[1-5] ?(?:非常|基本)?不?满意){3,4}"
    r"|[1-5][、.](?:非常|基本)?不?满意(?:[;；,，、 ]{0,2}[1-5][、.](?:非常|基本)?不?满意){1,4}"
)
_MENU_AT_LEAST = 9
"""Our own list of levels, quoted back to us, and how long it is."""
_LATIN = re.compile(r"[a-z][a-z']*")
_SPELT = re.compile(r"[a-z']{1,20}(?: [a-z']{1,20}){1,5}")
"""Words in Latin letters with blanks between: fei chang man yi."""
_STARS = re.compile(r"(★(?: ?★){0,8})(?: ?☆)*|☆(?: ?☆){0,8}")
_DRAWN_FACE = re.compile(r"\((?=[^()]{0,11}[\^_▽ω°><*=;])[^()0-9一-鿿]{2,12}(?:\)|\Z)")
_ORDINALS = frozenset("第前后头最")


def unknown_sign(character: str) -> Roles:
    """A face, or one character of which nothing is known."""
    is_face = character > _LETTERS and character != _LOST and unicodedata.category(character) == "So"
    return _MOOD if is_face else _NOTHING


_LETTERS = "\u9fff"
"""The last of the characters that Chinese is written with; faces come behind them, or in the block before."""


def _mark_at(text: str, place: int, word: Piece | None) -> Piece:
    """A mark, unless a word begins with it ([强])."""
    return word or (place + 1, MARKS[text[place]])


def _bracket_at(text: str, place: int, word: Piece | None) -> Piece:
    """(*^▽^*): a face drawn with signs, else a bracket."""
    face = None if word else _DRAWN_FACE.match(text, place)
    return (face.end(), _MOOD) if face else _mark_at(text, place, word)


def _counted_at(text: str, place: int, word: Piece | None) -> Piece:
    """A number, an ordinal or our own menu, unless a longer word begins with the same sign (五体投地)."""
    if len(text) >= _MENU_AT_LEAST and (menu := _MENU.match(text, place)):
        return menu.end(), _MENU_WORDS
    known = word[0] if word else place
    number = ordinal_at(text, place) if text[place] in _ORDINALS else number_at(text, place)
    if number and (number[0] > known or known == place + 1):
        return number
    return word or (place + 1, _NOTHING)


def _full_at(text: str, place: int, word: Piece | None) -> Piece:
    """满分, and what is taken off it."""
    return less_than_full_at(text, place) or word or (place + 1, _NOTHING)


def _stars_at(text: str, place: int, _: Piece | None) -> Piece:
    match = _STARS.match(text, place)
    if not match:
        return place + 1, _NOTHING
    stars = len((match[1] or match[0]).replace(" ", ""))
    return match.end(), {"star": stars, "read_as": "star"} if stars <= 5 else {"offscale": True}


def _latin_at(text: str, place: int, word: Piece | None) -> Piece:
    """The longest known run of words, with their blanks or spelt without; else one word."""
    known = LEXICON.words
    if spelt := _SPELT.match(text, place):
        parts = spelt[0].split(" ")
        for count in range(len(parts), 1, -1):
            spaced = " ".join(parts[:count])
            roles = known.get(spaced) or known.get("".join(parts[:count]))
            if roles:
                return place + len(spaced), roles
    if word:
        return word
    match = _LATIN.match(text, place)
    return (match.end() if match else place + 1), _NOTHING


SPECIAL: dict[str, Callable[[str, int, Piece | None], Piece]] = {
    **dict.fromkeys(ascii_lowercase, _latin_at),
    **dict.fromkeys("★☆", _stars_at),
    "满": _full_at,
    **dict.fromkeys(SIGNS | _ORDINALS, _counted_at),
    **dict.fromkeys(MARKS, _mark_at),
    "(": _bracket_at,
}
"""How pieces are read that begin with a sign of their own."""
