"""Read a message by the closed lists; what is on none of them is never guessed at."""

import re

from bot.understanding.folding import EDGE, Folded, fold
from bot.understanding.meaning import Intent, Meaning
from bot.understanding.words import (
    BACK_WORDS,
    COUNTED,
    COUNTED_EN,
    DOUBTS,
    HELP_WORDS,
    LEVEL_STEMS,
    LEVEL_WORDS,
    NO_WORDS,
    NOT_COUNTED,
    NUMERALS,
    POINTS_WORDS,
    REASON_WORDS,
    STAR_UNITS,
    STOP_WORDS,
    THANKS,
    TURNED,
    YES_WORDS,
)
from evaluation.levels import Level, Reason, in_menu_order


def _any_of(words: tuple[str, ...] | dict[str, Level] | dict[str, Reason]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_PAUSE = r"[\s。，、！!,;；:：~～…—()（）\"'“”‘’【】]"
_REST = rf"(?P<rest>$|谢.*|\.[\s.].*|{_PAUSE}.*)"
_ALL = r"(?P<all>都是|都给|都|全部|全都)?"
_NUMBER = re.compile(
    rf"{_ALL}(?P<number>[1-5一二三四五])(?:\s?(?P<unit>{_any_of(STAR_UNITS)}))?{_REST}", re.DOTALL
)
_WORD = re.compile(
    rf"{_ALL}(?:(?P<number>[1-5])(?:{_any_of(STAR_UNITS)})?)?{_PAUSE}?(?P<word>{_any_of(LEVEL_WORDS)}){_REST}",
    re.DOTALL,
)
_ANOTHER_LEVEL = re.compile(rf"{_any_of(LEVEL_STEMS)}|[0-9]\s?(?:{_any_of(STAR_UNITS)})")
_SECOND_OF_LIST = re.compile(r"2\s?[、.,:)]")
_DIGITS = re.compile(r"[0-9]{1,3}|[0-9](?:[\s,;、.和及]+[0-9])+")
_REASON = rf"(?:[1-6][\s.、]?)?(?:服务)?(?:{_any_of(REASON_WORDS)})"
_REASONS = re.compile(rf"(?:{_REASON}(?:{_PAUSE}|和)*)+")
_ONE_REASON = re.compile(rf"([1-6])?[\s.、]?(?:服务)?({_any_of(REASON_WORDS)})")


def read(text: str) -> Meaning:
    """Read one message: linear in its length, the same for the same text."""
    folded = fold(text)
    return (
        _command(folded.text)
        or _level(folded)
        or _answer(folded.text)
        or Meaning(Intent.AMBIGUOUS, why="on no list")
    )


def _command(folded: str) -> Meaning | None:
    if folded in STOP_WORDS:
        return Meaning(Intent.OPT_OUT, why=f"stop word {folded}")
    if folded in BACK_WORDS:
        return Meaning(Intent.OPT_IN, why=f"opt-in word {folded}")
    asked = folded.rstrip("?") or folded
    if asked in POINTS_WORDS:
        return Meaning(Intent.ASK_POINTS, why=f"points word {asked}")
    if asked in DOUBTS:
        return Meaning(Intent.HELP, doubts_us=True, why="asks whether we are real")
    if asked in HELP_WORDS or set(asked) == {"?"}:
        return Meaning(Intent.HELP, why="help word")
    return None


def _level(folded: Folded) -> Meaning | None:
    if "?" in folded.text:
        return None
    word = _WORD.match(folded.text)
    if word and word["number"] in (None, str(LEVEL_WORDS[word["word"]].value)):
        return _worded(folded, word)
    number = _NUMBER.match(folded.text)
    return _numbered(folded, number) if number else None


def _worded(folded: Folded, match: re.Match[str]) -> Meaning | None:
    rest = match["rest"].strip(EDGE)
    if rest.isdigit() or not _goes_with_level(rest):
        return None
    return _rating(folded, match, LEVEL_WORDS[match["word"]], why=f"level word {match['word']}")


def _numbered(folded: Folded, match: re.Match[str]) -> Meaning | None:
    number, rest = match["number"], match["rest"].strip(EDGE)
    level = Level(NUMERALS.get(number) or int(number))
    if not _goes_with_level(rest):
        return None
    if match["unit"]:
        return _rating(folded, match, level, why=f"stars {number}{match['unit']}")
    if _counts_something(rest) or (number in NUMERALS and rest and not rest.startswith(THANKS)):
        return None
    alone = not rest and not match["all"]
    return _rating(
        folded,
        match,
        level,
        why=f"number {number}",
        by_digit=not match["all"],
        digits=(level.value,) if alone else (),
    )


def _goes_with_level(rest: str) -> bool:
    """Words that take the level back, or name another one, leave no level to be read."""
    return not rest.startswith(TURNED) and not _ANOTHER_LEVEL.search(rest)


def _counts_something(rest: str) -> bool:
    """A number that counts something ("5 个人") or begins a list ("1、… 2、…") is no level."""
    first_word = re.match("[a-z]*", rest)
    assert first_word is not None
    return (
        rest[:1].isdigit()
        or (rest.startswith(COUNTED) and not rest.startswith(NOT_COUNTED))
        or first_word[0] in COUNTED_EN
        or bool(_SECOND_OF_LIST.search(rest))
    )


def _rating(
    folded: Folded,
    match: re.Match[str],
    level: Level,
    *,
    why: str,
    by_digit: bool = False,
    digits: tuple[int, ...] = (),
) -> Meaning:
    return Meaning(
        Intent.RATE,
        level=level,
        by_digit=by_digit,
        every_matter=bool(match["all"]),
        digits=digits,
        reasons=_reasons(match["rest"].strip(EDGE)),
        words=folded.words_from(match.start("rest")),
        why=why,
    )


def _answer(folded: str) -> Meaning | None:
    if digits := _digits(folded):
        return Meaning(Intent.AMBIGUOUS, digits=digits, why="digits")
    if reasons := _reasons(folded):
        return Meaning(Intent.AMBIGUOUS, reasons=reasons, why="words of the reason menu")
    if folded in YES_WORDS | NO_WORDS:
        return Meaning(Intent.AMBIGUOUS, yes=folded in YES_WORDS, why="yes or no")
    return None


def _digits(folded: str) -> tuple[int, ...]:
    """The digits of "3", "1 3", "135" or "六"; more in one piece are a code or a number."""
    if folded in NUMERALS:
        return (NUMERALS[folded],)
    return tuple(int(c) for c in folded if c in "0123456789") if _DIGITS.fullmatch(folded) else ()


def _reasons(folded: str) -> tuple[Reason, ...]:
    """The reasons of "态度", "1态度 3效率"; a digit that belongs to another word is no answer."""
    if not _REASONS.fullmatch(folded):
        return ()
    named = [(digit, REASON_WORDS[word]) for digit, word in _ONE_REASON.findall(folded)]
    if any(digit and digit != str(reason.menu_number) for digit, reason in named):
        return ()
    return in_menu_order(reason for _, reason in named)
