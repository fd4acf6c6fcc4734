"""Degrees and negations: what stands before a word, and how it changes a level."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.lexicon import table, words_of
from bot.understanding.tokens import NEGATIONS, Token
from evaluation.levels import Level

_TABLE = table("degrees")
_CHANGES = {
    name: {level: Level(to) if to else None for level, to in zip(Level, levels, strict=True)}
    for name, levels in _TABLE["change"].items()
}
THROUGH = frozenset(words_of(_TABLE["through"]["words"]))
"""Words that may stand between a degree and what it is of."""
GIVING = THROUGH | frozenset(words_of(_TABLE["through"]["giving"]))
"""Words that may stand between a negation and the level that is not given: 不想给你5星."""
_DENIALS = frozenset(("isnot", "notvery"))


@dataclass(slots=True)
class Modifiers:
    """Degrees and negations before a word, nearest first, and the place of the first of them."""

    names: Sequence[str]
    begins: int
    every: bool
    """都: every matter is meant."""

    @property
    def negated(self) -> bool:
        """An odd number of negations."""
        return sum(name in NEGATIONS for name in self.names) % 2 == 1

    @property
    def denied(self) -> bool:
        """不是满意, which what follows may set right: 是非常满意."""
        return not _DENIALS.isdisjoint(self.names)

    def change(self, level: Level) -> Level | None:
        """不 + 满意, 非常 + (不 + 满意): they work from the word outwards. None: it cannot be told."""
        changed: Level | None = level
        for name in self.names:
            if changed is not None:
                changed = _CHANGES[name][changed]
        return changed


_THEN = frozenset(words_of(table("grammar")["then"]["words"]))
"""不能就1分: what is not possible is something else."""
_NONE = Modifiers((), 0, False)
"""Of the first word of a clause."""


def modifiers(tokens: Sequence[Token], index: int) -> Modifiers:
    """Degrees and negations before the word at an index."""
    if not index:
        return _NONE
    names, begins, every = [], index, False
    for place in range(index - 1, -1, -1):
        token = tokens[place]
        degree = token.roles.get("degree")
        if degree is None:
            if token.text in THROUGH:
                continue
            break
        if degree == "every":
            every = True
        else:
            names.append(degree)
        begins = place
    return Modifiers(names, begins, every)


def weakened(level: Level) -> Level | None:
    """What is left of a level that 谈不上 denies."""
    return _CHANGES["notvery"][level]


def choosing(tokens: Sequence[Token], index: int) -> Modifiers:
    """Negations, 都 and words of choosing (我给, 改成) before a number or a level's name."""
    if not index:
        return _NONE
    names, begins, every = [], index, False
    for place in range(index - 1, -1, -1):
        token = tokens[place]
        degree = token.roles.get("degree")
        if degree == "every":
            every = True
        elif degree in NEGATIONS and tokens[place + 1].text not in _THEN:
            names.append(degree)
        elif not ("choosing" in token.roles or "correcting" in token.roles or _may_give(token)):
            break
        begins = place
        if "correcting" in token.roles:  # 5不算，改1: what stands before it is of the other level
            break
    return Modifiers(names, begins, every)


def _may_give(token: Token) -> bool:
    """给, 想: but 有啥好评的 gives none."""
    return token.text in GIVING and "question" not in token.roles
