"""Short answers whose meaning is what was asked: a digit, a word of a menu, yes or no."""

import re
from collections.abc import Iterable

from bot.understanding.lexicon import table, words_of
from bot.understanding.meaning import LAST, Asked, Intent, Meaning
from evaluation.levels import REASON_MENU, Reason, in_menu_order

_TABLE = table("answers")
_YES, _NO = frozenset(words_of(_TABLE["confirm"]["yes"])), frozenset(words_of(_TABLE["confirm"]["no"]))
_NUMERALS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_ZERO = ("0", "零")
_MENU = {word: Reason(name) for name, entry in _TABLE["menu"].items() for word in words_of(entry)}
_DIGITS = re.compile(r"[0-9]{1,3}|[0-9](?:[\s,;、.和及]+[0-9])+")
_PLACE = re.compile(r"(?:选|是|就|我选)?第?(?P<place>[0-9一二两三四五六])(?:个|件|项|条)?(?:吧|的|那个)?")
_FORMER, _LATTER = (frozenset(words_of(_TABLE["place"][name])) for name in ("former", "latter"))
_PAUSE = r"[\s。，、！!,;；:：~～…—()（）\"'“”‘’【】和]"
_NAME = rf"(?:[1-6][\s.、]?)?(?:服务)?(?:{'|'.join(_MENU)})"
_NAMES = re.compile(rf"(?:{_NAME}{_PAUSE}*)+")
_ONE_NAME = re.compile(rf"([1-6])?[\s.、]?(?:服务)?({'|'.join(_MENU)})")


def answer(folded: str, asked: Asked) -> Meaning | None:
    """What a folded message says as an answer to just what was asked, if it is nothing else."""
    if folded in _ZERO and asked in (Asked.LEVEL, Asked.REASONS, Asked.NOTHING):
        return Meaning(Intent.AMBIGUOUS, choice=0, why="0: ask again")
    if asked is Asked.REASONS:
        return _reasons(folded)
    if asked is Asked.CHOICE:
        return _choice(folded)
    return _yes_or_no(folded) if asked is Asked.CONFIRM else None


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
    if folded in _FORMER or folded in _LATTER:
        return _at_place(1 if folded in _FORMER else LAST)
    match = _PLACE.fullmatch(folded)
    return _at_place(_NUMERALS.get(match["place"]) or int(match["place"])) if match else None


def _at_place(place: int) -> Meaning:
    return Meaning(Intent.AMBIGUOUS, choice=place, why="a place in the list")


def _yes_or_no(folded: str) -> Meaning | None:
    if folded in _YES or folded in _NO:
        return Meaning(Intent.AMBIGUOUS, yes=folded in _YES, why="yes or no")
    return None
