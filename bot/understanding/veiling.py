"""A citizen's words without what names a level: who judges a suggestion is not to see how satisfied its author was."""

import re
from collections.abc import Iterator

from bot.understanding.context import GRAMMAR
from bot.understanding.folding import EDGE, fold
from bot.understanding.reading import Reading

_ROUNDS = 4
"""What is left once a level is gone may read as another; it ends where nothing is found any more."""
_NAMED = re.compile(
    r"(?:非常|特别|十分|很|太|挺|比较|基本|还算|不是很|不太|不怎么|不|没)*(?:满意|滿意)(?!度)(?:了|的)?"
    r"|[好中差]评(?!价)|[1-5一二三四五两１-５][ 颗个]?(?:星|分)(?!钟|鐘|局|开|别|之|店|中心|类|流|窗)级?|[★☆]+|满分"
    r"|(?:very |fairly |quite |not |dis)*satisf(?:ied|actory)|[1-5] ?(?:stars?|points?)\b",
    re.IGNORECASE,
)
"""Levels as they are named, wherever they stand: where too much of a text is not understood, reading finds none."""
_STRAY = re.compile(r"([，,。；;、：:])(?:\s*[，,。；;、：:])+")
_NAMES_OURS = frozenset(("whole", "aspect"))
"""Praise behind a wish says what that is good for (方便上班的人), unless it names the service or a side of it."""
_BEFORE_STOP = re.compile(r"[ \t]+(?=[，,。；;、.])")
_EMPTY_QUOTES = re.compile(r"[“\"'‘「（(][”\"'’」）)]")


def without_levels(text: str) -> str | None:
    """Return the words that are left once levels, marks, verdicts and clauses of praise are cut; None
    where nothing is."""
    for _ in range(_ROUNDS):
        cut = _NAMED.sub("", _cut(text)).strip(EDGE)
        if cut == text:
            break
        text = cut
    left = _EMPTY_QUOTES.sub("", text)
    left = _STRAY.sub(r"\1", _BEFORE_STOP.sub("", left)).strip(EDGE)
    return left if _says_something(left) else None


def _says_something(text: str) -> bool:
    """建议 alone does not, nor 希望改进."""
    clauses = Reading(fold(text).text).scanned.clauses
    return any(token.roles.keys() != {"wish"} for clause in clauses for token in clause.tokens)


def _cut(text: str) -> str:
    """The text less what tells a level now."""
    folded = fold(text)
    cut: set[int] = set()
    for start, end in _spans(Reading(folded.text)):
        ends = _with_particles(folded.text, end)
        cut.update(range(folded.places[start], folded.places[ends - 1] + 1))
    return "".join(character for place, character in enumerate(text) if place not in cut)


def _with_particles(folded: str, end: int) -> int:
    """满意的: where the particles that follow a level end."""
    while end < len(folded) and folded[end] in GRAMMAR["trailing"]:
        end += 1
    return end


def _spans(found: Reading) -> Iterator[tuple[int, int]]:
    """Where a level, a face or nothing but praise stands. What is blamed is what should be better, and stays."""
    for verdict in found.judged.verdicts:
        yield verdict.start, verdict.end
    for clause in found.scanned.clauses:
        for token in clause.tokens:
            if "mood" in token.roles and not token.text.isalnum():
                yield token.start, token.end
    yield from _praise(found)


def _praise(found: Reading) -> Iterator[tuple[int, int]]:
    """The clauses that praise and wish for nothing."""
    good = [mention.start for mention in found.mentions if mention.good]
    wished = False
    for clause in found.scanned.clauses:
        wished = wished or "wish" in clause.roles
        praises = any(clause.start <= start < clause.end for start in good)
        is_benefit = wished and _NAMES_OURS.isdisjoint(clause.roles)
        if praises and "wish" not in clause.roles and not is_benefit:
            yield clause.start, clause.end
