"""What a text is cut into: words with what they may be, clauses, and the whole."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.lexicon import Roles
from bot.understanding.shapes import Found

NEGATIONS = frozenset(("not", "isnot", "no", "lack", "notvery", "hardly"))
"""Degrees that deny."""


@dataclass(slots=True)
class Token:
    """A piece of a text; `roles` is empty where nothing is known about it.

    Not frozen: five are made of every reply, and a frozen one takes three times as long.
    """

    text: str
    start: int
    end: int
    roles: Roles

    @property
    def is_figure(self) -> bool:
        """5 or ５; 五 is a digit too, but stands in too many words (三缺一)."""
        return "digit" in self.roles and not self.roles["han"]


@dataclass(slots=True)
class Clause:
    """The words between two stops."""

    tokens: Sequence[Token]
    roles: frozenset[str]
    unknown: int
    """Characters of which nothing is known."""
    size: int
    """Characters of words; courtesies change nothing."""
    asks: bool
    """It ends in a question mark."""
    start: int
    end: int

    @property
    def chooses(self) -> bool:
        """Two numbers to choose from: 打5还是打4好."""
        if "choosing" not in self.roles or not any(token.text in ("还是", "or") for token in self.tokens):
            return False
        return sum("star" in token.roles or "digit" in token.roles for token in self.tokens) > 1


@dataclass(slots=True)
class Scanned:
    """A text's words by clause, and the shapes found in it."""

    clauses: Sequence[Clause]
    shapes: Sequence[Found]
    unknown: int

    def clause_of(self, start: int) -> Clause | None:
        """The clause that a place is in."""
        if len(self.clauses) == 1:
            return self.clauses[0] if self.clauses[0].start <= start else None
        after = bisect_right(self.clauses, start, key=lambda clause: clause.start)
        return self.clauses[after - 1] if after else None
