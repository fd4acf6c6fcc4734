"""What a message asks for beside a rating, and whether it is meant: to stop, to be called, points, gifts."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from bot.understanding.context import GRAMMAR
from bot.understanding.lexicon import table, words_of
from bot.understanding.shapes import Found
from bot.understanding.stopping import NAMES_WHAT_WE_SEND
from bot.understanding.tokens import Clause, Scanned, Token

_TABLE = table("intents")


def _whole_messages(section: Mapping[str, str]) -> Iterator[str]:
    """Those that stand in the table, and those put together from two words: 好的，谢谢."""
    for entry in ("message", "person"):
        yield from words_of(section.get(entry, ""))
    for first, then in product(words_of(section.get("acknowledged", "")), words_of(section.get("then", ""))):
        yield from (f"{first} {then}", f"{first},{then}")


MESSAGES: dict[str, str] = {
    word: intent for intent, section in reversed(_TABLE.items()) for word in _whole_messages(section)
}
"""What a whole message may be."""
FOR_A_PERSON = frozenset(words_of(_TABLE["help"]["person"]))
"""Whole messages that ask to speak to a person."""
_BY_ITSELF = frozenset(("opt_out", "opt_in", "ask_points", "redeem", "wrong_person"))
"""These are also meant where one of their messages is a clause of a longer one."""
_TAUGHT = frozenset("t退停")
"""The letter that every prompt teaches, and what it stands for; N, R and 踢 are not said beside other things."""
_IN_AN_ADDRESS = re.compile(r"(?<=[./:@])t|t[./:@][a-z0-9]")
"""That letter where it means nothing: t.cn."""
_ORDERS = ("ordered", "begged")
"""Parts of the intent to stop that `stopping` puts together."""
_SAME_WISH = ("opt_out", "ambiguous")
"""回T退订 says the same twice, 懒得评，别再发了 nearly so."""
_FILLING = frozenset(("plain", "choosing", "upset", "contrast"))
"""What may stand beside an order without making it something else."""
_DRAWL = "".join(word for word in GRAMMAR["particles"] if len(word) == 1)
_LOOK_ALIKE = "elsewhere"
"""The entry of the table of intents for what only looks like one."""


@dataclass(slots=True)
class Wanted:
    """Something beside a rating that the message asks for, and how it was said."""

    intent: str
    part: str
    start: int
    end: int


def wanted(text: str, scanned: Scanned, roles: Container[str], size: int, *, is_signed: bool) -> list[Wanted]:
    """What a folded text asks for beside a rating.

    `size` is how many characters its words have. What somebody else has signed teaches how to stop them.
    """
    if not scanned.shapes and len(scanned.clauses) < 2:
        return []
    found = [_want(found) for found in scanned.shapes if found.sign.role == "intent"]
    if not found and len(scanned.clauses) < 2:
        return []
    if any(want.intent == _LOOK_ALIKE for want in found):
        found = _without_look_alikes(found, len(text))
    ordered = _covered(want for want in found if want.intent in _SAME_WISH) if len(found) > 1 else ()
    meant = [want for want in found if _is_meant(want, scanned.clause_of(want.start), text, ordered)]
    if "now" in roles:
        meant = [want for want in meant if not _was_stopped(want, scanned)]
    if len(scanned.clauses) > 1 and not is_signed:
        understood = [c for c in scanned.clauses if scanned.unknown - c.unknown <= size * 0.35]
        meant += [want for clause in understood if (want := _by_itself(text, clause))]
    return meant


def _want(found: Found) -> Wanted:
    intent, part = found.sign.value
    return Wanted(intent, part, found.start, found.end)


def _without_look_alikes(found: Sequence[Wanted], length: int) -> list[Wanted]:
    """退订回T in somebody else's advertisement: neither 退订 nor T is meant, unless it is all that was said."""
    alike = [want for want in found if want.intent == _LOOK_ALIKE]
    covered = _covered(want for want in alike if want.end - want.start < length)
    return [want for want in found if want not in alike and want.start not in covered]


def _covered(wants: Iterable[Wanted]) -> frozenset[int]:
    """The places that they stand at."""
    return frozenset(place for want in wants for place in range(want.start, want.end))


def _is_meant(want: Wanted, clause: Clause | None, text: str, ordered: Container[int]) -> bool:
    if want.part not in ("clause", *_ORDERS):
        return True
    if clause is None or (want.part in _ORDERS and _is_reported(clause, want)):
        return False
    if want.part in _ORDERS and (_names_what_we_send(clause, text) or _is_last_word(clause, want, text)):
        return True
    return _fills(clause, want, ordered)


def _is_reported(clause: Clause, want: Wanted) -> bool:
    """她跟我说不要再打电话, 保安叫别站这儿: whom they quote told them, not us; 我说了别发 is an order."""
    before = [token for token in clause.tokens if token.end <= want.start]
    quoted = next((place for place, token in enumerate(before) if _may_be_quoted(token)), None)
    return quoted is not None and any(token.text[0] in _SAYS for token in before[quoted + 1 :])


def _may_be_quoted(token: Token) -> bool:
    return token.text in GRAMMAR["third_persons"] or "aspect" in token.roles


_SAYS = frozenset("说讲叫让喊劝告要跟对")
"""How words begin that tell what somebody said."""


def _names_what_we_send(clause: Clause, text: str) -> bool:
    """这种短信别再发了: whatever else the clause says."""
    return not clause.asks and NAMES_WHAT_WE_SEND.search(text, clause.start, clause.end) is not None


def _is_last_word(clause: Clause, want: Wanted, text: str) -> bool:
    """换号了别发了: what is sent is ours, if nothing else is named."""
    ends = want.end >= clause.end and not clause.asks and clause.unknown <= _FEW
    sends = _SENDING in text[want.start : want.end] and text[want.start] != _FEWER
    return ends and sends and all(_NAMES_ANOTHER.isdisjoint(t.roles) or t.text in _US for t in clause.tokens)


_FEW = 4
"""Characters of which nothing need be known."""
_SENDING, _FEWER = "发", "少"
"""少发了 only tells what happened."""
_NAMES_ANOTHER = frozenset(("thing", "aspect", "whole"))
"""照片别发了 is about something else."""
_US = GRAMMAR["addressed"]
"""你们别发了 names nobody but us."""


def _fills(clause: Clause, want: Wanted, ordered: Container[int]) -> bool:
    """It is all of its clause but for words that judge nothing, or say the same again: 回T退订."""
    if want.end > clause.end or (clause.asks and want.part != "begged"):
        return False
    outside = [t for t in clause.tokens if t.start < want.start or t.end > want.end]
    if any(t.start < want.end and t.end > want.start for t in outside):
        return False  # a word reaches over its edge
    return all(not _FILLING.isdisjoint(t.roles) or t.start in ordered or t.text in _US for t in outside)


def _was_stopped(want: Wanted, scanned: Scanned) -> bool:
    """之前让你们别发，现在想要了: it is the other way now."""
    clause = scanned.clause_of(want.start)
    return want.intent == "opt_out" and clause is not None and "past" in clause.roles


def _by_itself(text: str, clause: Clause) -> Wanted | None:
    said = text[clause.start : clause.end]
    intent = MESSAGES.get(said) or MESSAGES.get(said.rstrip(_DRAWL))
    is_word = len(said) > 1 or (said in _TAUGHT and not _IN_AN_ADDRESS.match(text, clause.start))
    alone = intent in _BY_ITSELF and is_word and not clause.asks
    return Wanted(str(intent), "message", clause.start, clause.end) if alone else None
