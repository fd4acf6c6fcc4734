"""Read a message by the closed lists; what is on none of them is never guessed at."""

import re
import unicodedata
from dataclasses import dataclass, replace

from bot.understanding.meaning import Intent, Meaning
from bot.understanding.words import (
    BACK_WORDS,
    DOUBTS,
    HELP_WORDS,
    LEVEL_WORDS,
    NO_WORDS,
    NOT_A_LEVEL_BEFORE,
    NUMERALS,
    POINTS_WORDS,
    STAR_UNITS,
    STOP_WORDS,
    YES_WORDS,
)
from evaluation.levels import Level

_EDGE = " \t\r\n。，、！!,.;；:：~～…—-\"'“”‘’()（）【】[]"
_PAUSE = r"[\s。，、！!,;；:：~～…—]"
_ALL = r"(?P<all>都是|都给|都|全部|全都)?"
_NUMBER = re.compile(
    rf"{_ALL}(?P<number>[1-5一二两三四五])(?P<unit>{'|'.join(STAR_UNITS)})?(?P<rest>$|{_PAUSE}.*)", re.DOTALL
)
_WORD = re.compile(
    rf"{_ALL}(?P<number>[1-5])?{_PAUSE}*(?P<word>{'|'.join(sorted(LEVEL_WORDS, key=len, reverse=True))})(?P<rest>$|{_PAUSE}.*)",
    re.DOTALL,
)
_UNSEEN = ("Cc", "Cf", "Co", "Cn", "Cs")
_DIGITS = re.compile(r"[0-9](?:[\s,，、.和及]*[0-9])*")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text with width, case, edges and unseen characters folded away, and where each character came from."""

    text: str
    original: str
    places: tuple[int, ...]

    def words_from(self, start: int) -> str | None:
        """The citizen's own words from a place in the folded text on; None when nothing is said there."""
        rest = self.original[self.places[start] :] if start < len(self.places) else ""
        return rest.strip(_EDGE) or None


def fold(text: str) -> Folded:
    """Fold a text for comparing; linear in its length."""
    pairs = [
        (folded, place)
        for place, character in enumerate(text)
        for folded in unicodedata.normalize("NFKC", character).casefold()
        if folded in "\n\t" or unicodedata.category(folded) not in _UNSEEN
    ]
    first = next((i for i, (c, _) in enumerate(pairs) if c not in _EDGE), len(pairs))
    last = next((i for i in range(len(pairs), first, -1) if pairs[i - 1][0] not in _EDGE), first)
    kept = pairs[first:last]
    return Folded("".join(c for c, _ in kept), text, tuple(place for _, place in kept))


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
    whole = folded.rstrip("?") or folded
    lists = (
        (STOP_WORDS, Meaning(Intent.OPT_OUT, why="stop word")),
        (BACK_WORDS, Meaning(Intent.OPT_IN, why="opt-in word")),
        (POINTS_WORDS, Meaning(Intent.ASK_POINTS, why="points word")),
        (DOUBTS, Meaning(Intent.HELP, doubts_us=True, why="asks whether we are real")),
        (HELP_WORDS, Meaning(Intent.HELP, why="help word")),
    )
    return next((meaning for words, meaning in lists if whole in words), None)


def _level(folded: Folded) -> Meaning | None:
    if "?" in folded.text:
        return None
    word = _WORD.match(folded.text)
    if word and word["number"] in (None, str(LEVEL_WORDS[word["word"]].value)):
        return _rating(folded, word, LEVEL_WORDS[word["word"]], f"level word {word['word']}")
    number = _NUMBER.match(folded.text)
    if number and (number["unit"] or _may_be_level(number["rest"])):
        return _numbered(folded, number)
    return None


def _numbered(folded: Folded, number: re.Match[str]) -> Meaning:
    unit = number["unit"] or ""
    meaning = _rating(folded, number, Level(NUMERALS[number["number"]]), f"number {number['number']}{unit}")
    if unit or number["all"] or meaning.words or not number["number"].isascii():
        return meaning
    return replace(meaning, digits=(int(number["number"]),))


def _may_be_level(rest: str) -> bool:
    """A number that counts something ("5 个人") or begins a list ("1、3") is no level."""
    following = rest.strip(_EDGE)
    return not following or not (following[0].isdigit() or following.startswith(NOT_A_LEVEL_BEFORE))


def _rating(folded: Folded, match: re.Match[str], level: Level, why: str) -> Meaning:
    words = folded.words_from(match.start("rest"))
    return Meaning(Intent.RATE, level=level, every_matter=bool(match["all"]), words=words, why=why)


def _answer(folded: str) -> Meaning | None:
    if _DIGITS.fullmatch(folded):
        digits = tuple(int(c) for c in folded if c.isdigit())
        return Meaning(Intent.AMBIGUOUS, digits=digits, why="digits")
    if folded in YES_WORDS:
        return Meaning(Intent.AMBIGUOUS, yes=True, why="yes")
    if folded in NO_WORDS:
        return Meaning(Intent.AMBIGUOUS, yes=False, why="no")
    return None
