"""The words of `tables/`: what each may be, found by the place it stands at."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from bot.understanding.latin import ends_a_word
from bot.understanding.shapes import GAP, Group, Groups, Sign, needs_of, side_by_side
from evaluation.levels import Level, Reason

TABLES = Path(__file__).parent / "tables"

Roles = Mapping[str, Any]
"""What a piece of text may be: {"degree": "very"}, {"blame": Reason.ATTITUDE, "plain": True}."""

Piece = tuple[int, Roles]
"""Where a piece of a text ends, and what it may be."""

READ_AS = (
    "star",
    "digit",
    "named",
    "phrase",
    "satisfied",
    "face",
    "judged",
    "blame",
    "praise",
    "good",
    "high",
)
"""The roles that say something about us; a word with several is read as the first of these."""
INTENT_PARTS = ("shapes", "doubts", "calls", "clause")
_WITHOUT_REASON = ("wish", "innocent")
"""Entries of the table of reasons that name none."""
_MARKS = ("mood", "upset")
"""Entries of the table of verdicts that name no level."""


class Head(NamedTuple):
    """What may begin at a place: how long words are that do, longest first, and groups of shapes."""

    lengths: tuple[int, ...]
    groups: Sequence[Group]
    needs: frozenset[str]
    """What comes next in any shape of these: a text without any of it holds none; empty where it may hold one."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by their text, and what may begin at a place by the two characters that stand there, else by the one."""

    words: Mapping[str, Roles]
    heads: Mapping[str, Head]
    """By two characters."""
    lone_heads: Mapping[str, Head]
    """By the one, where the two begin nothing; few, and looked for often."""

    def at(self, text: str, place: int) -> Piece | None:
        """The longest known word that begins at a place."""
        head = self.heads.get(text[place : place + 2])
        return self.longest(text, place, head.lengths if head else _ONE)

    def longest(self, text: str, place: int, lengths: tuple[int, ...]) -> Piece | None:
        """The longest known word at a place, of words that are so long."""
        for length in lengths:
            word = text[place : place + length]
            roles = self.words.get(word)
            if roles and (word[-1] > "z" or ends_a_word(text, place + length)):
                return place + len(word), roles
        return None


_ONE = (1,)
NO_HEAD = Head(_ONE, (), frozenset())
"""Where nothing begins but maybe a word of one character."""


def table(name: str) -> dict[str, dict[str, Any]]:
    """One file of `tables/`."""
    return tomllib.loads((TABLES / f"{name}.toml").read_text(encoding="utf-8"))


def words_of(entry: str) -> list[str]:
    """The words of an entry; a blank within a word is written "_"."""
    return [word.replace("_", " ") for word in entry.split()]


def any_of(entry: str) -> str:
    """A pattern for any word of an entry, the longest first."""
    return "|".join(sorted(map(re.escape, words_of(entry)), key=len, reverse=True))


def _load() -> Lexicon:
    """All words of all tables; where a word has one role twice, the later entry wins."""
    words: dict[str, dict[str, Any]] = {}
    shapes: dict[str, Sign] = {}
    clauses: dict[str, Sign] = {}
    for role, value, entry in _entries():
        sign = Sign(role, value)
        for word in words_of(entry):
            if GAP in word or role == "intent":
                into = clauses if role == "intent" and value[1] == "clause" else shapes
                into.setdefault(word.strip(GAP), sign)
            else:
                words.setdefault(word, {})[role] = value
    heads = _heads(_lengths(words), side_by_side(shapes, clauses))
    alone = {first: head for first, head in heads.items() if len(first) == 1}
    return Lexicon(_shared(words), heads, alone)


def _heads(lengths: Mapping[str, tuple[int, ...]], shapes: Groups) -> Mapping[str, Head]:
    """By two characters, and by one where those begin nothing; a shape that begins with one begins with both."""
    of_shapes = {first: Head(_ONE, groups, needs_of(groups)) for first, groups in shapes.items()}

    def head(first: str) -> Head:
        of_shape = of_shapes.get(first) or of_shapes.get(first[0], NO_HEAD)
        return of_shape._replace(lengths=lengths.get(first, _ONE))

    return {first: head(first) for first in lengths.keys() | shapes.keys()}


def _shared(words: Mapping[str, Roles]) -> Mapping[str, Roles]:
    """Words that may be the same share one description: a few hundred stay near the processor, 14,000 do not."""
    shared: dict[tuple[tuple[str, Any], ...], Roles] = {}
    return {
        word: shared.setdefault(tuple(sorted(roles.items())), {**roles, **read_as(roles)})
        for word, roles in words.items()
    }


def _lengths(words: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for word in words:
        if len(word) > 1:
            lengths.setdefault(word[:2], {1}).add(len(word))
    shared: dict[tuple[int, ...], tuple[int, ...]] = {}
    in_order = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
    return {first: shared.setdefault(found, found) for first, found in in_order.items()}


def read_as(roles: Roles) -> Roles:
    """The one role that is read of several, if any says something about us."""
    role = next((role for role in READ_AS if role in roles), None)
    return {"read_as": role} if role else {}


def _entries() -> Iterator[tuple[str, Any, str]]:
    """(role, value, words) of every entry of every table."""
    yield from ((role, True, section["words"]) for role, section in table("plain").items())
    yield from (("degree", name, entry) for name, entry in table("degrees")["words"].items())
    choosing = table("numbers")["choosing"]
    yield from (("choosing", True, choosing["words"]), ("correcting", True, choosing["correcting"]))
    yield from _reasons()
    for role, section in table("verdicts").items():
        if role in _MARKS:
            yield role, True, section["words"]
        else:
            yield from ((role, Level(int(name)), entry) for name, entry in section.items())
    for intent, section in table("intents").items():
        yield from (("intent", (intent, part), section[part]) for part in section if part in INTENT_PARTS)


def _gapped(entry: str) -> str:
    """Shapes are looked for everywhere, inside other words too: a gap before them says so."""
    return " ".join(word if GAP in word else GAP + word for word in entry.split())


def _reasons() -> Iterator[tuple[str, Any, str]]:
    for role, section in table("reasons").items():
        shaped = role.endswith("_shapes")
        for name, entry in section.items():
            if role in _WITHOUT_REASON:
                yield role, True, entry
            else:
                yield role.removesuffix("_shapes"), Reason(name), _gapped(entry) if shaped else entry


LEXICON = _load()
"""All words, loaded once."""
