"""All that was found in a message, before it is decided what it means."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.understanding.context import GRAMMAR
from bot.understanding.degrees import NEGATIONS
from bot.understanding.findings import About, Kind, Mention, Verdict
from bot.understanding.judging import judge
from bot.understanding.lexicon import table, words_of
from bot.understanding.scanning import Clause, scan
from bot.understanding.shapes import Found
from bot.understanding.stopping import NAMES_WHAT_WE_SEND
from evaluation.levels import Reason, in_menu_order

MESSAGES: dict[str, str] = {
    word: intent
    for intent, section in reversed(table("intents").items())
    for word in words_of(section["message"])
}
"""What a whole message may be."""
_BY_ITSELF = frozenset(("opt_out", "opt_in", "ask_points", "redeem", "wrong_person"))
"""These are also meant where one of their messages is a clause of a longer one."""
_OURS = frozenset(("whole", "aspect", "thing", "summing"))
_ORDERS = ("ordered", "begged")
_SAME_WISH = ("opt_out", "ambiguous")
"""回T退订 says the same twice, 懒得评，别再发了 nearly so."""
_TAUGHT = "t"
"""The letter that every prompt teaches; N, R and 踢 by themselves are not said beside other things."""
_IN_AN_ADDRESS = re.compile(r"(?<=[./:@])t|t[./:@][a-z0-9]")
_SIGNATURE = re.compile(r"\A[^【】0-9]{3,20}(?<!满意)】|【[^【】0-9]{3,20}(?<!满意)\Z")
_FILLING = frozenset(("plain", "choosing", "upset", "contrast"))
"""What may stand beside an order without making it something else."""
_LOOK_ALIKE = "elsewhere"
"""The entry of the table of intents for what only looks like one."""
_PLAIN_ANSWER = 12
"""Characters; in a longer text a word of other business outweighs general praise."""
_LONG = 40
"""Characters; longer texts that are mostly unknown are advertisements."""


class Wanted(NamedTuple):
    """Something beside a rating that the message asks for, and how it was said."""

    intent: str
    part: str
    start: int
    end: int


class Reading:
    """What stands in a folded text, before it is decided what it means.

    Everything is found once, at the start: a message is read in a fraction of a millisecond.
    """

    __slots__ = (
        "asks", "general", "is_foreign", "is_ours", "is_understood", "judged", "live", "mentions", "of_sides",
        "praised", "reasons", "roles", "scanned", "size", "sure", "text", "unknown", "wanted",
    )  # fmt: skip

    def __init__(self, text: str, *, rank: bool = False) -> None:
        self.text = text
        self.scanned = scan(text)
        self.unknown = self.scanned.unknown
        self.judged = judge(self.scanned.clauses, rank=rank)
        self.roles = self._roles()
        self.asks = "?" in text
        self.size = sum(
            token.end - token.start
            for clause in self.scanned.clauses
            for token in clause.tokens
            if token.text not in GRAMMAR["courtesies"]
        )
        """Characters of words; courtesies and punctuation change nothing."""
        self.is_understood = self.unknown <= max(1, self.size * 0.25)
        """At most a quarter of it is unknown."""
        self.is_ours = not self.roles.isdisjoint(_OURS)
        """It speaks of a service, its counters, or a matter."""
        ours = self.is_ours and self.is_understood
        self.is_foreign = ("foreign" in self.roles and not ours) or _is_signed(text)
        """It speaks of other business, or somebody else has signed it."""
        self.wanted = self._wanted()
        self.mentions = self._mentions()
        blamed = {m.reason for m in self.mentions if not m.good}
        self.reasons = in_menu_order(blamed) if blamed else ()
        praised = {m.reason for m in self.mentions if m.good} - blamed if self.mentions else ()
        self.praised = in_menu_order(praised) if praised else ()
        self.live = self._live()
        self._sort()

    def _roles(self) -> frozenset[str]:
        clauses = self.scanned.clauses
        roles = clauses[0].roles if len(clauses) == 1 else frozenset().union(*[c.roles for c in clauses])
        if self.scanned.shapes and any(found.sign.role == "wish" for found in self.scanned.shapes):
            return roles | {"wish"}
        return roles

    def _sort(self) -> None:
        """Of the verdicts that are meant: sure levels, levels of one side, and general praise and blame."""
        self.sure: list[Verdict] = []
        self.of_sides: list[Verdict] = []
        self.general: list[Verdict] = []
        for verdict in self.live:
            sure = verdict.kind >= Kind.DIGIT
            if isinstance(verdict.about, Reason):
                if sure:
                    self.of_sides.append(verdict)
            elif sure and self._trusts(verdict):
                self.sure.append(verdict)
            elif not sure and verdict.level is not None and self._trusts_words(verdict):
                self.general.append(verdict)

    def _wanted(self) -> list[Wanted]:
        """What is asked for beside a rating."""
        wanted: list[Wanted] = []
        if self.scanned.shapes:
            found = [_want(found) for found in self.scanned.shapes if found.sign.role == "intent"]
            ordered = _covered(want for want in found if want.intent in _SAME_WISH) if len(found) > 1 else ()
            wanted = [want for want in found if self._is_meant(want, ordered)]
        if len(self.scanned.clauses) > 1:
            wanted += [want for clause in self.scanned.clauses if (want := self._by_itself(clause))]
        return wanted

    def _by_itself(self, clause: Clause) -> Wanted | None:
        said = self.text[clause.start : clause.end]
        intent = MESSAGES.get(said)
        is_word = len(said) > 1 or (said == _TAUGHT and not _IN_AN_ADDRESS.match(self.text, clause.start))
        beside = self.unknown - clause.unknown
        alone = intent in _BY_ITSELF and is_word and not clause.asks and beside <= self.size * 0.35
        return Wanted(str(intent), "message", clause.start, clause.end) if alone else None

    def _is_meant(self, want: Wanted, ordered: Container[int]) -> bool:
        if want.intent == _LOOK_ALIKE or (want.intent == "opt_out" and self._was_stopped(want)):
            return False
        if want.part in _ORDERS and self._names_what_we_send(want):
            return True
        return want.part not in ("clause", *_ORDERS) or self._fills_a_clause(want, ordered)

    def _names_what_we_send(self, want: Wanted) -> bool:
        """这种短信别再发了: whatever else the clause says."""
        clause = self.scanned.clause_of(want.start)
        if clause is None or clause.asks:
            return False
        return NAMES_WHAT_WE_SEND.search(self.text, clause.start, clause.end) is not None

    def _was_stopped(self, want: Wanted) -> bool:
        """之前让你们别发，现在想要了: it is the other way now."""
        clause = self.scanned.clause_of(want.start)
        return clause is not None and "past" in clause.roles and "now" in self.roles

    def _fills_a_clause(self, want: Wanted, ordered: Container[int]) -> bool:
        """It is all of its clause but for words that judge nothing, or say the same again: 回T退订."""
        clause = self.scanned.clause_of(want.start)
        if clause is None or want.end > clause.end or (clause.asks and want.part != "begged"):
            return False
        outside = [t for t in clause.tokens if t.start < want.start or t.end > want.end]
        if any(t.start < want.end and t.end > want.start for t in outside):
            return False  # a word reaches over its edge
        return all(not _FILLING.isdisjoint(t.roles) or t.start in ordered for t in outside)

    def wants(self, intent: str) -> Wanted | None:
        """The first place where an intent was found."""
        return next((want for want in self.wanted if want.intent == intent), None)

    def _mentions(self) -> Sequence[Mention]:
        """Sides praised and blamed; where one stands within another, the longer one counts."""
        if not self.scanned.shapes and len(self.judged.mentions) < 2:
            return self.judged.mentions
        shapes = [
            Mention(found.sign.value, self._is_good(found), True, found.start, found.end)
            for found in self.scanned.shapes
            if found.sign.role in ("blame", "praise") and not self._was_before(found)
        ]
        levels = [(v.start, v.end) for v in self.judged.verdicts if v.kind >= Kind.DIGIT]
        stops = [(want.start, want.end) for want in self.wanted if want.intent == "opt_out"]
        return _outermost([*self.judged.mentions, *(m for m in shapes if not _inside(m, levels + stops))])

    def _is_good(self, found: Found) -> bool:
        """没有 + 踢…皮球 is praise; what is praised in a shape is praised whatever stands before it."""
        if found.sign.role == "praise":
            return True
        clause = self.scanned.clause_of(found.start)
        before = (t.roles.get("degree") for t in clause.tokens if t.end == found.start) if clause else ()
        return not NEGATIONS.isdisjoint(before)

    def _was_before(self, found: Found) -> bool:
        """以前要跑五趟: not what is blamed now."""
        clause = self.scanned.clause_of(found.start)
        return clause is not None and "past" in clause.roles

    def _live(self) -> list[Verdict]:
        """The verdicts that are meant: those after a correction, and not those set right by another."""
        live = [v for v in self.judged.verdicts if v.live]
        if len(live) < 2:
            return live
        corrected = max((c for c in self._corrections() if live[-1].start >= c), default=0)
        live = [v for v in live if v.start >= corrected]
        return [v for v in live if not v.denied] or live

    def _corrections(self) -> Iterator[int]:
        for clause in self.scanned.clauses:
            if len(clause.tokens) == 1 and clause.tokens[0].text in GRAMMAR["turning"]:
                yield clause.tokens[0].start
            elif "correcting" in clause.roles:
                yield from (t.start for t in clause.tokens if "correcting" in t.roles)

    def _trusts(self, verdict: Verdict) -> bool:
        """Whether so much of the message was understood that its number or level word is for us."""
        size, unknown = self.size, self.unknown
        if self.is_foreign:
            return False
        if verdict.kind is Kind.DIGIT:
            return self._trusts_digit(verdict)
        if size > _LONG and unknown > size * 0.3:
            return False
        if verdict.kind is Kind.STAR:
            return verdict.unknown <= 3 and unknown <= max(4, size * 0.5)
        if verdict.about is About.ELSE and not self.is_understood and verdict.unknown > 2:
            return False
        return verdict.unknown <= 4 and unknown <= max(4, size * 0.6)

    def _trusts_digit(self, verdict: Verdict) -> bool:
        size, unknown = self.size, self.unknown
        if "foreign" in self.roles and verdict.start:
            return False
        if size <= 20 and verdict.unknown == 0 and unknown <= size * 0.5:
            return True
        about_us = verdict.start == 0 or self.is_ours or bool(self.reasons)
        return verdict.unknown <= 1 and unknown <= (max(3, size * 0.45) if about_us else max(2, size * 0.2))

    def _trusts_words(self, verdict: Verdict) -> bool:
        """General words could be about anything: nearly all else must be understood, or be about a service."""
        if self.is_foreign or verdict.about is About.ELSE:
            return False
        if verdict.kind is Kind.FACE:
            return self.is_understood or self.is_ours
        return verdict.unknown <= 1 and self.is_about_us

    @property
    def is_about_us(self) -> bool:
        """Whether general praise or blame can be taken for a judgement of the service."""
        if "foreign" in self.roles and self.size > _PLAIN_ANSWER:
            return False
        if self.is_ours or self.reasons:
            return self.unknown <= max(1, self.size * 0.4)
        if self.asks or self._speaks_of_people():
            return False
        near = self.wanted or "wish" in self.roles
        return self.unknown <= max(1, self.size * (0.3 if near else 0.12))

    def _speaks_of_people(self) -> bool:
        """我困了, 你快点: somebody does something; 我觉得 only gives an opinion."""
        for clause in self.scanned.clauses:
            for place, token in enumerate(clause.tokens[:-1]):
                if (
                    token.text in GRAMMAR["pronouns"]
                    and clause.tokens[place + 1].text not in GRAMMAR["opinion"]
                ):
                    return True
        return False


def _is_signed(text: str) -> bool:
    """【中国移动】…, …【招商银行】: folding has left half of the bracket."""
    return ("】" in text or "【" in text) and _SIGNATURE.search(text) is not None


def _inside(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    """找不到不满意的地方 blames nothing, nor does 别再推给我."""
    return any(start <= mention.start < end for start, end in spans)


def _want(found: Found) -> Wanted:
    intent, part = found.sign.value
    return Wanted(intent, part, found.start, found.end)


def _covered(wants: Iterable[Wanted]) -> frozenset[int]:
    """The places that they stand at."""
    return frozenset(place for want in wants for place in range(want.start, want.end))


def _outermost(mentions: Sequence[Mention]) -> Sequence[Mention]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or mention.end > kept[-1].end:
            kept.append(mention)
    return kept
