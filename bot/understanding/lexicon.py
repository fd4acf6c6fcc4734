"""The words of `tables/`: what each may be, and where they stand in a text."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick

from bot.understanding.latin import ends_a_word, is_latin
from bot.understanding.shapes import GAP, Opening, Sign, openings
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
_MARKS = ("mood", "upset", "sour")
"""Entries of the table of verdicts that name no level."""


class Known(NamedTuple):
    """What a run of characters stands for that is found in a text: a word, the beginning of shapes, or both."""

    roles: Roles | None
    is_latin: bool
    """It ends in a letter, and counts only where the letters end."""
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words by their text, and all that is known found in a text at once (Aho and Corasick's automaton, in C)."""

    words: Mapping[str, Roles]
    finder: AhoCorasick
    known: Sequence[Known]
    """What each pattern of the finder stands for."""

    def at(self, text: str, place: int) -> Piece | None:
        """The longest known word that begins at a place."""
        for end in range(min(len(text), place + _LONGEST_WORD), place, -1):
            roles = self.words.get(text[place:end])
            if roles and ends_a_word(text, end):
                return end, roles
        return None


_LONGEST_WORD = 24


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
    for word in _compared():
        words.setdefault(word, {"plain": True})
    shared, begun = _shared(words), openings(shapes, clauses)
    patterns = sorted(shared.keys() | begun.keys())
    known = [Known(shared.get(each), is_latin(each[-1]), begun.get(each, ())) for each in patterns]
    return Lexicon(shared, AhoCorasick(patterns), _alike(known))


def _alike(known: Sequence[Known]) -> Sequence[Known]:
    """Each with the same content is the same: a few hundred stay near the processor, 26,000 do not."""
    shared: dict[tuple[int, bool, tuple[int, ...]], Known] = {}
    keys = ((id(each.roles), each.is_latin, tuple(map(id, each.openings))) for each in known)
    return [shared.setdefault(key, each) for key, each in zip(keys, known, strict=True)]


def _shared(words: Mapping[str, Roles]) -> Mapping[str, Roles]:
    """Words that may be the same share one description: a few hundred stay near the processor, 14,000 do not."""
    shared: dict[tuple[tuple[str, Any], ...], Roles] = {}
    return {
        word: shared.setdefault(tuple(sorted(roles.items())), {**roles, **read_as(roles)})
        for word, roles in words.items()
    }


def read_as(roles: Roles) -> Roles:
    """The one role that is read of several, if any says something about us."""
    role = next((role for role in READ_AS if role in roles), None)
    return {"read_as": role} if role else {}


def _entries() -> Iterator[tuple[str, Any, str]]:
    """(role, value, words) of every entry of every table."""
    yield from ((role, True, section["words"]) for role, section in table("plain").items())
    yield "plain", True, " ".join((*_people(), *_counts()))
    yield from (("degree", name, entry) for name, entry in table("degrees")["words"].items())
    choosing = table("numbers")["choosing"]
    yield from (("choosing", True, choosing["words"]), ("correcting", True, choosing["correcting"]))
    yield from _reasons()
    yield "praise", Reason.ATTITUDE, " ".join(_helped())
    yield "satisfied", Level.SATISFIED, " ".join(_sounds_satisfied())
    yield "named", Level.VERY_SATISFIED, " ".join(_owed())
    for role, section in table("verdicts").items():
        if role in _MARKS:
            yield role, True, section["words"]
        else:
            yield from ((role, Level(int(name)), entry) for name, entry in section.items())
    for intent, section in table("intents").items():
        yield from (("intent", (intent, part), section[part]) for part in section if part in INTENT_PARTS)


COMPARED = (
    "craving", "denying", "for_whom", "heightening", "may_i_ask", "only", "put_on", "so_called", "then", "too_much",
    "withheld",
)  # fmt: skip
"""Sections of the grammar whose words rules compare with one piece of a text: each must be one."""


def _compared() -> Iterator[str]:
    grammar = table("grammar")
    for section in COMPARED:
        yield from (word for word in words_of(grammar[section]["words"]) if len(word) > 1)


def _people() -> Iterator[str]:
    """王姐, 小李: names of people, put together from their parts."""
    grammar = table("grammar")
    for surname in words_of(grammar["surnames"]["words"]):
        yield from (f"小{surname}", f"老{surname}")
        yield from (surname + title for title in words_of(grammar["titles"]["words"]))


def _counts() -> Iterator[str]:
    """two hours: numbers that count, and are no level."""
    grammar = table("grammar")
    for number in words_of(grammar["counting"]["words"]):
        yield from (f"{number}_{counted}" for counted in words_of(grammar["counted"]["words"]))


def _helped() -> Iterator[str]:
    """帮老人…填表: whom they helped, and to what."""
    grammar = table("grammar")
    for who in words_of(grammar["helped"]["words"]):
        yield from (f"{who}{GAP}{done}" for done in words_of(grammar["done_for"]["words"]))


def _sounds_satisfied() -> Iterator[str]:
    """漫意, 满咦: how 满意 is misspelt."""
    grammar = table("grammar")
    first, second = (words_of(grammar[f"sounds_like_{part}"]["words"]) for part in ("man", "yi"))
    yield from map("".join, product(first, second))


def _owed() -> Iterator[str]:
    """不给好评说不过去: what would be wrong not to give."""
    grammar = table("grammar")
    for level in words_of(grammar["owed"]["words"]):
        for wrong in words_of(grammar["wrong_otherwise"]["words"]):
            yield from (f"不给{level}{wrong}", f"不打{level}{wrong}")


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
