"""Short answers whose meaning is what was asked: a digit, a word of a menu, yes or no."""

import re
from collections.abc import Container, Iterable

from bot.understanding.lexicon import any_of, table, words_of
from bot.understanding.meaning import LAST, Asked, Intent, Meaning
from evaluation.levels import REASON_MENU, Reason, in_menu_order

_TABLE = table("answers")
_YES, _NO = frozenset(words_of(_TABLE["confirm"]["yes"])), frozenset(words_of(_TABLE["confirm"]["no"]))
_AGAIN, _DRAWL = re.compile(r"[\s，,。、；;！!~…]+"), "".join(words_of(table("grammar")["trailing"]["words"]))
_NUMERALS = {"零": 0, "两": 2} | {numeral: place for place, numeral in enumerate("一二三四五六七八九十", 1)}
_ZERO = ("0", "零")
_MENU = {word: Reason(name) for name, entry in _TABLE["menu"].items() for word in words_of(entry)}
_DIGITS = re.compile(r"[0-9]{1,3}|[0-9](?:[\s,;、.和及]+[0-9])+")
_PLACE = re.compile(
    rf"(?:{any_of(_TABLE['place']['before'])})*第?(?P<place>[1-9][0-9]?|[一二两三四五六七八九十])[个件项条号样种]?"
    rf"(?:{any_of(_TABLE['place']['after'])})*"
)
_FORMER, _LATTER = (frozenset(words_of(_TABLE["place"][name])) for name in ("former", "latter"))
_PAUSE = r"[\s。，、！!,;；:：~～…—()（）\"'“”‘’【】和]"
_NAME = rf"(?:[1-6][\s.、]?)?(?:服务)?(?:{'|'.join(_MENU)})"
_NAMES = re.compile(rf"(?:{_NAME}{_PAUSE}*)+")
_ONE_NAME = re.compile(rf"([1-6])?[\s.、]?(?:服务)?({'|'.join(_MENU)})")


def answer(folded: str, asked: Asked) -> Meaning | None:
    """What a folded message says as an answer to just what was asked, if it is nothing else."""
    if folded in _ZERO and asked in (Asked.LEVEL, Asked.REASONS, Asked.NOTHING):
        return Meaning(Intent.AMBIGUOUS, choice=0, why="0: ask again")
    reader = _READERS.get(asked)
    return reader(folded) if reader else None


def digits_of(folded: str) -> tuple[int, ...]:
    """The digits of "3", "1 3", "135" or "六"; more in one piece are a code or a number."""
    if folded in _NUMERALS:
        return (_NUMERALS[folded],)
    return tuple(int(c) for c in folded if c in "0123456789") if _DIGITS.fullmatch(folded) else ()


def _reasons(folded: str) -> Meaning | None:
    if digits := digits_of(folded):
        if all(1 <= digit <= len(REASON_MENU) for digit in digits):
            return _of(map(Reason.from_menu, digits), "digits of the menu")
        return Meaning(Intent.AMBIGUOUS, why="not on the menu")
    if folded.isdigit():
        return Meaning(Intent.AMBIGUOUS, why="not on the menu")
    named = menu_words(folded)
    return _of(named, "words of the menu") if named else None


def menu_words(folded: str) -> tuple[Reason, ...]:
    """The reasons of "态度", "1态度 3效率"; a digit that belongs to another word is no answer."""
    if not _NAMES.fullmatch(folded):
        return ()
    named = [(digit, _MENU[word]) for digit, word in _ONE_NAME.findall(folded)]
    if any(digit and digit != str(reason.menu_number) for digit, reason in named):
        return ()
    return in_menu_order(reason for _, reason in named)


def _of(reasons: Iterable[Reason], why: str) -> Meaning:
    return Meaning(Intent.COMPLAIN_NO_LEVEL, reasons=in_menu_order(reasons), why=why)


def _choice(folded: str) -> Meaning | None:
    """A place in the list, or none of it: 都不要, 算了, 0."""
    if folded in _FORMER or folded in _LATTER:
        return _at_place(1 if folded in _FORMER else LAST)
    if match := _PLACE.fullmatch(folded):
        return _at_place(_NUMERALS.get(match["place"]) or int(match["place"]))
    return (
        Meaning(Intent.AMBIGUOUS, choice=0, yes=False, why="none of them") if _is_all(folded, _NO) else None
    )


def _at_place(place: int) -> Meaning:
    return Meaning(Intent.AMBIGUOUS, choice=place, why="a place in the list")


def _yes_or_no(folded: str) -> Meaning | None:
    for yes, words in ((True, _YES), (False, _NO)):
        if _is_all(folded, words):
            return Meaning(Intent.AMBIGUOUS, yes=yes, why="yes or no")
    return None


def _is_all(folded: str, words: Container[str]) -> bool:
    """Each of its clauses is one of these words, drawled or not: 算了，不换了吧."""
    said = [folded] if folded in words else _AGAIN.split(folded)
    return len(said) <= _MOST and all(part in words or part.rstrip(_DRAWL) in words for part in said)


_MOST = 4
"""Clauses of a yes or a no; who says more says something else."""


_READERS = {Asked.REASONS: _reasons, Asked.CHOICE: _choice, Asked.CONFIRM: _yes_or_no}
