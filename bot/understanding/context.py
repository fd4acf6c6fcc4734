"""A word in its clause: what it is said of, and whether it is meant here and now."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import cast

from bot.understanding.findings import About
from bot.understanding.lexicon import table, words_of
from bot.understanding.tokens import Clause, Token
from evaluation.levels import Reason

GRAMMAR = {name: frozenset(words_of(section["words"])) for name, section in table("grammar").items()}
"""Small words by what they do."""

_COURTESIES = GRAMMAR["courtesies"]
_EXCEPTING, _PRONOUNS, _OPINION = GRAMMAR["excepting"], GRAMMAR["pronouns"], GRAMMAR["opinion"]
_FINDING = GRAMMAR["finding"]
_NOTHING, _ELSE, _WHOLE = About.NOTHING, About.ELSE, About.WHOLE
"""Python looks up the members of an enumeration slowly; these are the commonest answers."""
_ENDS_SUBJECT = frozenset(("judged", "satisfied", "named", "phrase", "star", "blame", "praise"))
_NOT_NOW = frozenset(("past", "others", "wish", "asked", "question"))
"""Before a judgement, these say that it is not made here and now by the one who writes."""
_TAKES_BACK = frozenset(("rejecting", "scorning", "asked"))
_ASKS_BACK = frozenset(("吗", "还是", "是不是", "是否"))
_UNDOES = GRAMMAR["asking"] | GRAMMAR["withheld"]
"""A last word behind a judgement that asks, or says that it is not given."""
_UNREAL = frozenset(("conditional", "supposing"))


@dataclass(slots=True)
class At:
    """A word in its clause, and what the clauses before it leave to it."""

    token: Token
    clause: Clause
    place: int
    unreal: bool = False
    """They make it a condition."""
    summed: bool = False
    """The last of them only says that the whole is meant: 总之，…"""
    praised: bool = False
    """What was said last is praise."""
    first: bool = True
    """The clauses before are courtesies at most."""

    @property
    def sums_up(self) -> bool:
        """耐心，好: the first word of a clause, after praise."""
        return self.praised and not self.place

    @property
    def before(self) -> Token | None:
        """What stands right before it."""
        return self.clause.tokens[self.place - 1] if self.place else None

    @property
    def after(self) -> Token | None:
        """What stands right behind it."""
        following = self.place + 1
        return self.clause.tokens[following] if following < len(self.clause.tokens) else None


def about(at: At, begins: int) -> About | Reason:
    """What a judgement is said of: the nearest noun before it, else one right behind it.

    `begins` is the place of the first of its degrees.
    """
    tokens = at.clause.tokens
    for place in range(begins - 1, -1, -1):
        if tokens[place].text in _FINDING:
            break
        subject = _subject(tokens[place], tokens[place + 1])
        if subject is not None:
            return _WHOLE if place and tokens[place - 1].text in _EXCEPTING else subject
        if not _ENDS_SUBJECT.isdisjoint(tokens[place].roles):
            break
    if at.summed:
        return About.ALL
    if at.place + 1 == len(tokens):
        return _WHOLE if at.sums_up else _NOTHING
    behind = [token for token in tokens[at.place + 1 : at.place + 3] if token.text != "的"]
    if behind and "aspect" in behind[0].roles and "whole" not in behind[0].roles:
        return cast("Reason", behind[0].roles["aspect"])
    return _NOTHING


def _subject(token: Token, following: Token) -> About | Reason | None:
    roles = token.roles
    if not roles:
        return _ELSE
    if "summing" in roles:
        return About.ALL
    if "whole" in roles:
        return _WHOLE
    if "aspect" in roles:
        return cast("Reason", roles["aspect"])
    if "thing" in roles:
        return About.THING
    of_a_person = token.text in _PRONOUNS and following.text not in _OPINION
    return _ELSE if of_a_person else None


def is_live(at: At, begins: int) -> bool:
    """Whether a judgement is made here and now, by the one who writes."""
    clause = at.clause
    if at.unreal or clause.asks or clause.chooses or _is_a_condition(clause, first=at.first):
        return False
    corrects = any("correcting" in token.roles for token in clause.tokens[begins : at.place])
    if (
        not corrects
        and not _NOT_NOW.isdisjoint(clause.roles)
        and _said_of_another_time(clause.tokens[:begins])
    ):
        return False
    if at.place + 1 == len(clause.tokens):
        return True
    after = [token for token in clause.tokens[at.place + 1 :] if token.text not in _COURTESIES]
    if not after:
        return True
    if after[0].text in GRAMMAR["rhetorical"]:
        return False
    taken_back = any(_takes_back(token, following) for token, following in zip_longest(after, after[1:]))
    return not taken_back and after[-1].text not in _UNDOES


def _takes_back(token: Token, following: Token | None) -> bool:
    """满意不算; but 不算 only denies what follows in 不算差也不算好."""
    if token.text in _ASKS_BACK:
        return True
    denies = "degree" in token.roles and following is not None and "read_as" in following.roles
    return not denies and not _TAKES_BACK.isdisjoint(token.roles)


def _is_a_condition(clause: Clause, *, first: bool) -> bool:
    """办好了就给5; but 就给5, or with 吧 at the end, gives it."""
    if _UNREAL.isdisjoint(clause.roles):
        return False
    unreal = [token for token in clause.tokens if not _UNREAL.isdisjoint(token.roles)]
    offers = all(token.text in GRAMMAR["offering"] for token in unreal)
    leads = first and unreal[0] is clause.tokens[0]
    return not (offers and (leads or clause.tokens[-1].text in ("吧", "了")))


def _relays(before: Token, token: Token) -> bool:
    """比以前好, 奶奶让我打5: said here and now all the same."""
    if "others" in token.roles:
        return before.text in GRAMMAR["for_whom"] and token.text[0] in _TELLS
    return before.text in _THAN


_TELLS, _THAN = frozenset("让叫要"), frozenset(("比", "较"))


def _said_of_another_time(before: Sequence[Token]) -> bool:
    """以前不满意; but not 比以前好, nor 以前…现在满意."""
    another = False
    for place, token in enumerate(before):
        if "now" in token.roles or "correcting" in token.roles:
            another = False
        elif token.text in GRAMMAR["ought"]:
            continue
        elif not _NOT_NOW.isdisjoint(token.roles) and not (place and _relays(before[place - 1], token)):
            another = True
    return another
