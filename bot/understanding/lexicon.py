"""The words of `tables/`: what each may be, found by the place it stands at."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from evaluation.levels import Level, Reason

TABLES = Path(__file__).parent / "tables"
GAP = "…"
_FEW = r"[^，。！？；、,.!?;\n]{0,8}?"
"""What a gap stands for: a few characters of the same clause."""

Roles = Mapping[str, Any]
"""What a piece of text may be: {"degree": "very"}, {"blame": Reason.ATTITUDE, "plain": True}."""

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


class Sign(NamedTuple):
    """What a way of saying something stands for: ("intent", ("help", "calls")), ("blame", Reason.QUALITY)."""

    role: str
    value: Any


class Shapes(NamedTuple):
    """The ways of saying something that begin with one character; group n of the pattern is sign n."""

    pattern: re.Pattern[str]
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by their text; how long words are, longest first, by their first two characters; shapes by theirs.

    A shape that begins with one character before its gap is found by that character.
    """

    words: Mapping[str, Roles]
    lengths: Mapping[str, tuple[int, ...]]
    shapes: Mapping[str, tuple[Shapes, ...]]
    """Those that are meant only where they are nearly a whole clause stand apart: neither hides the other."""

    def at(self, text: str, place: int) -> tuple[str, Roles] | None:
        """The longest known word that begins at a place."""
        for length in self.lengths.get(text[place : place + 2], _ONE):
            word = text[place : place + length]
            roles = self.words.get(word)
            if roles is not None and ends_a_word(text, place + length):
                return word, roles
        return None


_ONE = (1,)


def ends_a_word(text: str, end: int) -> bool:
    """Latin words end where the letters end."""
    return end >= len(text) or not (is_latin(text[end]) and is_latin(text[end - 1]))


def is_latin(character: str) -> bool:
    """A letter without accents; texts are folded, so there are no capitals."""
    return "a" <= character <= "z"


def table(name: str) -> dict[str, dict[str, Any]]:
    """One file of `tables/`."""
    return tomllib.loads((TABLES / f"{name}.toml").read_text(encoding="utf-8"))


def words_of(entry: str) -> list[str]:
    """The words of an entry; a blank within a word is written "_"."""
    return [word.replace("_", " ") for word in entry.split()]


def _load() -> Lexicon:
    """All words of all tables; where a word has one role twice, the later entry wins."""
    words: dict[str, dict[str, Any]] = {}
    shapes: dict[str, dict[str, Sign]] = {}
    alone: dict[str, dict[str, Sign]] = {}
    for role, value, entry in _entries():
        for word in words_of(entry):
            if GAP in word or role == "intent":
                into = alone if role == "intent" and value[1] == "clause" else shapes
                shape = word.strip(GAP)
                into.setdefault(shape.split(GAP)[0][:2], {}).setdefault(shape, Sign(role, value))
            else:
                words.setdefault(word, {})[role] = value
    for roles in words.values():
        roles.update(read_as(roles))
    by_first = {
        first: tuple(_shapes(each[first]) for each in (shapes, alone) if first in each)
        for first in shapes.keys() | alone.keys()
    }
    return Lexicon(words, _lengths(words), by_first)


def _lengths(words: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for word in words:
        if len(word) > 1:
            lengths.setdefault(word[:2], {1}).add(len(word))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


def read_as(roles: Roles) -> Roles:
    """The one role that is read of several, if any says something about us."""
    role = next((role for role in READ_AS if role in roles), None)
    return {"read_as": role} if role else {}


def _shapes(found: Mapping[str, Sign]) -> Shapes:
    """One pattern for all; shapes with the same beginning share it, so that a gap is searched once."""
    beginnings: dict[str, list[str]] = {}
    for shape in sorted(found, key=len, reverse=True):
        beginnings.setdefault(shape.split(GAP)[0], []).append(shape)
    signs: list[Sign] = []
    in_order = sorted(beginnings.items(), key=lambda entry: -len(entry[0]))
    branches = [_branch(first, shapes, found, signs) for first, shapes in in_order]
    return Shapes(re.compile("|".join(branches)), tuple(signs))


def _branch(first: str, shapes: Sequence[str], found: Mapping[str, Sign], signs: list[Sign]) -> str:
    gapped = [shape for shape in shapes if GAP in shape]
    signs += [found[shape] for shape in gapped]
    rests = "|".join(f"({_pattern(shape.split(GAP)[1:])})" for shape in gapped)
    begins = "".join(sorted({re.escape(shape.split(GAP)[1][0]) for shape in gapped}))
    branch = f"{re.escape(first)}{_FEW}(?=[{begins}])(?:{rests})" if rests else ""
    if first in found:
        signs.append(found[first])
        branch += f"{'|' if branch else ''}({re.escape(first)})"
    return branch


def _pattern(pieces: Sequence[str]) -> str:
    return _FEW.join(map(re.escape, pieces))


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
