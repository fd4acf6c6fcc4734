"""Answers to "is it solved?" in digits and words, and what asks how far a case is. Never more than was said."""

import re
from typing import NamedTuple

from bot.understanding.folding import EDGE, Folded, fold
from bot.understanding.lexicon import table, words_of

_TABLE = table("calling_back")
_SOLVED, _NOT = _TABLE["solved"], _TABLE["not_solved"]
_WHOLE = dict.fromkeys(words_of(_SOLVED["whole"]), True) | dict.fromkeys(words_of(_NOT["whole"]), False)
_ASKS = frozenset(words_of(_TABLE["progress"]["asks"]))
_UNITS = tuple(words_of(_TABLE["digit"]["units"]))
_SAYS_SO = tuple(words_of(_SOLVED["within"]))
_BUT_FOR = tuple(words_of(_SOLVED["unless"]))
_SAYS_NOT = tuple(words_of(_NOT["within"]))
_BUT_FOR_NOT = tuple(words_of(_NOT["unless"]))
_DIGIT = re.compile(
    r"(?:回复?|选择?|我?选)?\s*([12])(?P<apart>[\s.、，,:;。！!)）-]*)(?P<rest>.*)", re.DOTALL
)
_THANKS = re.compile(r"[，,。.!！\s]*(?:谢谢|感谢|多谢|谢了|辛苦)(?:您|你|你们|大家|了|啦)*[。.!！~～\s]*$")
_SHORT = 2
"""Characters: 是的, 没有, no."""
_LONGEST = 40
"""Characters of a text in which words that stand somewhere in it are taken for what the whole says."""


class Solved(NamedTuple):
    """Whether it is, and what they said beside a bare answer."""

    yes: bool
    words: str | None
    plain: bool
    """It can be nothing else, even where something else was asked last."""


def solved(text: str) -> Solved | None:
    """What a text says to the question; None where a careful human would ask back."""
    folded = fold(text)
    said = _THANKS.sub("", folded.text).strip(EDGE) or folded.text
    if said in _WHOLE:
        return Solved(_WHOLE[said], None if _is_short(said) else folded.words_from(0), _names_it(said))
    match = _DIGIT.fullmatch(said)
    if match is None or _counts(match):
        return _by_words(folded, said)
    return _by_digit(folded, match[1] == "1", match)


def _counts(match: re.Match[str]) -> bool:
    """2个小时, 2. 5: not the second answer."""
    rest = match["rest"]
    return rest[:1].isdigit() or (not match["apart"] and rest.startswith(_UNITS))


def _names_it(said: str) -> bool:
    return "解决" in said or "solved" in said


def _is_short(said: str) -> bool:
    """Whether it says no more than a digit would."""
    return len(said) <= _SHORT or _names_it(said)


def _by_digit(folded: Folded, yes: bool, match: re.Match[str]) -> Solved | None:
    """1, 2未解决, 2 还要排队; not with words that say the opposite."""
    rest = match["rest"]
    beside = _WHOLE.get(rest, _within(rest))
    contradicts = beside is not None and beside is not yes
    if contradicts or (rest and beside is None and yes and not match["apart"]):
        return None
    bare = not rest or (rest in _WHOLE and _is_short(rest))
    return Solved(yes, None if bare else folded.words_from(match.start("rest")), plain=False)


def _by_words(folded: Folded, said: str) -> Solved | None:
    yes = _within(said)
    return None if yes is None else Solved(yes, folded.words_from(0), plain=False)


def _within(said: str) -> bool | None:
    """What a short text says somewhere in it."""
    if any(word in said for word in _SAYS_NOT):
        return None if any(word in said for word in _BUT_FOR_NOT) else False
    if len(said) > _LONGEST or not any(word in said for word in _SAYS_SO):
        return None
    rest = said.replace("没问题了", "")
    return None if any(word in rest for word in _BUT_FOR) else True


def asks_for_progress(text: str) -> bool:
    """Whether somebody wants to know how far their case is."""
    return fold(text).text.rstrip("?").strip(EDGE) in _ASKS
