"""All that was found in a message, before it is decided what it means."""

from collections.abc import Sequence

from bot.understanding.context import GRAMMAR
from bot.understanding.correcting import meant
from bot.understanding.findings import About, Kind, Mention, Verdict
from bot.understanding.judging import judge
from bot.understanding.likeness import Likeness
from bot.understanding.scanning import scan
from bot.understanding.shapes import Found
from bot.understanding.tokens import NEGATIONS, Clause, Scanned, Token
from bot.understanding.wanting import Wanted, wanted
from evaluation.levels import Reason, in_menu_order

_OURS = frozenset(("whole", "aspect", "thing", "summing"))
_COURTESIES = GRAMMAR["courtesies"]
_SAYS_WHY = frozenset(("blame", "praise"))
_FACE, _DIGIT, _STAR, _ELSE, _WHOLE = Kind.FACE, Kind.DIGIT, Kind.STAR, About.ELSE, About.WHOLE
"""Python looks up the members of an enumeration slowly."""
_PLAIN_ANSWER = 12
"""Characters; in a longer text a word of other business outweighs general praise."""
_SHORT = 20
"""Characters of an answer and a word on it."""
_FEW = 3
"""Characters of a name that nobody knows: 老妹儿服务贼好."""
_LONG = 40
"""Characters; longer texts that are mostly unknown are advertisements."""

_LONGEST, _MUCH_LIKE, _SURELY = 80, 0.9, 0.97
"""Characters, and how likely: what is like a rating is trusted where many of its words are unknown."""


class Reading:
    """What stands in a folded text, before it is decided what it means.

    Everything is found once, at the start: a message is read in a fraction of a millisecond.
    """

    __slots__ = (
        "about_us", "asks", "general", "is_foreign", "is_ours", "is_understood", "judged", "like", "live", "mentions",
        "of_sides", "praised", "reasons", "roles", "scanned", "size", "sure", "text", "unknown", "wanted",
    )  # fmt: skip

    def __init__(
        self, text: str, scanned: Scanned | None = None, *, rank: bool = False, is_signed: bool = False
    ) -> None:
        self.text = text
        self.scanned = scanned or scan(text)
        self.unknown = self.scanned.unknown
        self.judged = judge(self.scanned.clauses, rank=rank)
        self.roles = self._roles()
        self.asks = "?" in text
        clauses = self.scanned.clauses
        self.size = clauses[0].size if len(clauses) == 1 else sum([clause.size for clause in clauses])
        """Characters of words; courtesies and punctuation change nothing."""
        self.is_understood = self.unknown <= 1 or self.unknown <= self.size * 0.25
        """At most a quarter of it is unknown."""
        self.is_ours = not self.roles.isdisjoint(_OURS)
        """It speaks of a service, its counters, or a matter."""
        ours = self.is_ours and self.is_understood
        self.like: Likeness | None = None
        self.about_us: bool | None = None
        self.is_foreign = (
            is_signed
            or "shop" in self.roles
            or ("foreign" in self.roles and not ours and not self._is_surely_a_rating())
        )
        """It speaks of other business, or somebody else has signed it."""
        self.wanted = wanted(text, self.scanned, self.roles, self.size, is_signed=is_signed)
        self.mentions = self._mentions()
        self.reasons, self.praised = _sides(self.mentions) if self.mentions else ((), ())
        self.live = meant(self.judged.verdicts, self.scanned)
        self._sort()

    def _roles(self) -> frozenset[str]:
        clauses = self.scanned.clauses
        roles = clauses[0].roles if len(clauses) == 1 else frozenset().union(*[c.roles for c in clauses])
        if "foreign" in roles and all(map(_only_compares, clauses)):
            roles -= {"foreign"}
        if "upset" in roles and not any(map(_upsets, clauses)):
            roles -= {"upset"}
        if self.scanned.shapes and "wish" in [found.sign.role for found in self.scanned.shapes]:
            return roles | {"wish"}
        return roles

    def _sort(self) -> None:
        """Of the verdicts that are meant: sure levels, levels of one side, and general praise and blame."""
        self.sure: list[Verdict] = []
        self.of_sides: list[Verdict] = []
        self.general: list[Verdict] = []
        for verdict in self.live:
            sure = verdict.kind >= _DIGIT
            if isinstance(verdict.about, Reason):
                if sure:
                    self.of_sides.append(verdict)
            elif sure and self._trusts(verdict):
                self.sure.append(verdict)
            elif not sure and verdict.level is not None and self._trusts_words(verdict):
                self.general.append(verdict)

    @property
    def last(self) -> Clause:
        """The clause that has the last word; thanks behind it change nothing."""
        clauses = self.scanned.clauses
        said = (c for c in reversed(clauses) if any(t.text not in _COURTESIES for t in c.tokens))
        return next(said, clauses[-1])

    @property
    def likeness(self) -> Likeness:
        """How much it is like each intent and each reason; most messages are read without."""
        if self.like is None:
            self.like = Likeness(self.scanned)
        return self.like

    @property
    def is_like_a_rating(self) -> bool:
        """What is not understood of it is such as ratings hold: its number, or its praise and blame, is for us."""
        return self.size <= _LONGEST and self.likeness["rate"] >= _MUCH_LIKE

    def _is_surely_a_rating(self) -> bool:
        """公租房满意: a word of other business within one of ours."""
        return self.size <= _LONGEST and self.likeness["rate"] >= _SURELY

    def wants(self, intent: str) -> Wanted | None:
        """The first place where an intent was found."""
        for want in self.wanted:
            if want.intent == intent:
                return want
        return None

    def _mentions(self) -> Sequence[Mention]:
        """Sides praised and blamed; where one stands within another, the longer one counts."""
        shapes: list[Mention] = []
        if self.scanned.shapes:
            why = [found for found in self.scanned.shapes if found.sign.role in _SAYS_WHY]
            shapes = [mention for mention in map(self._by_shape, why) if mention]
        if not shapes and len(self.judged.mentions) < 2:
            return self.judged.mentions
        levels = [(v.start, v.end) for v in self.judged.verdicts if v.kind >= _DIGIT]
        stops = [(want.start, want.end) for want in self.wanted if want.intent == "opt_out"]
        return _outermost([*self.judged.mentions, *(m for m in shapes if not _inside(m, levels + stops))])

    def _by_shape(self, found: Found) -> Mention | None:
        """跑了五趟 blames, 以前要跑五趟 nothing now; praise in a shape is praise whatever stands before it."""
        role, reason = found.sign
        clause = self.scanned.clause_of(found.start)
        if clause and ("past" in clause.roles or (role == "blame" and _is_helped(clause, found.end))):
            return None
        good = role == "praise" or (clause is not None and _is_denied(clause, found.start))
        wished = clause is not None and "wish" in clause.roles
        return Mention(reason, good, True, found.start, found.end, wished)

    def _trusts(self, verdict: Verdict) -> bool:
        """Whether so much of the message was understood that its number or level word is for us."""
        if self.is_foreign:
            return False
        if self._is_near(verdict):
            return True
        return (verdict.kind is not _DIGIT or verdict.unknown == 0) and self.is_like_a_rating

    def _is_near(self, verdict: Verdict) -> bool:
        """Little is unknown of the message, and next to nothing of the clause."""
        size, unknown = self.size, self.unknown
        if verdict.kind is _DIGIT:
            return self._is_near_digit(verdict)
        if size > _LONG and unknown > size * 0.3:
            return False
        if verdict.kind is _STAR:
            return verdict.unknown <= 3 and unknown <= max(4, size * 0.5)
        if verdict.about is _ELSE and not self.is_understood and verdict.unknown > 2:
            return False
        return verdict.unknown <= 4 and unknown <= max(4, size * 0.6)

    def _is_near_digit(self, verdict: Verdict) -> bool:
        size, unknown = self.size, self.unknown
        leads = verdict.start in (0, self._begins)
        if "foreign" in self.roles and not leads:
            return False
        if size <= 20 and verdict.unknown == 0 and unknown <= size * 0.5:
            return True
        about_us = leads or self.is_ours or bool(self.reasons)
        return verdict.unknown <= 1 and unknown <= (max(3, size * 0.45) if about_us else max(2, size * 0.2))

    @property
    def _begins(self) -> int:
        """Where more is said than courtesies."""
        return next((clause.start for clause in self.scanned.clauses if clause.size), 0)

    def _trusts_words(self, verdict: Verdict) -> bool:
        """General words could be about anything: nearly all else must be understood, or be about a service."""
        if self.is_foreign or verdict.about is _ELSE:
            return False
        if verdict.kind is _FACE:
            return self.is_understood or self.is_ours
        if verdict.about is _WHOLE and self.praised and self.unknown <= self.size * 0.4:
            return True  # 讲得清楚，耐心，好
        if verdict.about is _WHOLE and self.size <= _LONG and self.is_like_a_rating:
            return verdict.unknown <= _FEW
        if self.is_about_us:
            return verdict.unknown <= 1
        return self._leads(verdict) and self.is_like_a_rating

    def _leads(self, verdict: Verdict) -> bool:
        """挺好，保洁也勤快: it is all of the first clause."""
        first = self.scanned.clauses[0]
        is_all = (first.start, first.end) == (verdict.start, verdict.end)
        return is_all and len(first.tokens) > 1 and self.size <= _SHORT

    @property
    def is_about_us(self) -> bool:
        """Whether general praise or blame can be taken for a judgement of the service."""
        if self.about_us is None:
            self.about_us = self._find_about_us()
        return self.about_us

    def _find_about_us(self) -> bool:
        if "foreign" in self.roles and self.size > _PLAIN_ANSWER:
            return False
        if self.is_ours or self.reasons:
            return self.unknown <= max(1, self.size * 0.4)
        if self.asks:
            return False
        if self._speaks_of_people():
            return self.is_understood and "foreign" not in self.roles and self._is_surely_a_rating()
        near = self.wanted or "wish" in self.roles
        if self.unknown <= max(1, self.size * (0.3 if near else 0.12)):
            return True
        return self.is_understood and "foreign" not in self.roles and self.is_like_a_rating

    def _speaks_of_people(self) -> bool:
        """我困了, 你快点: somebody does something; 我觉得 and 我没点 only give an opinion."""
        for clause in self.scanned.clauses:
            if any(token.text in GRAMMAR["finding"] for token in clause.tokens):
                continue
            for place, token in enumerate(clause.tokens[:-1]):
                if token.text in GRAMMAR["pronouns"] and not _tells_of_an_answer(clause.tokens[place + 1 :]):
                    return True
        return False


def _tells_of_an_answer(after: Sequence[Token]) -> bool:
    """(我)觉得, (我)没点"""
    if after[0].text in GRAMMAR["opinion"]:
        return True
    refuses = after[0].roles.get("degree") in NEGATIONS
    return refuses and len(after) == 2 and "choosing" in after[1].roles


def _only_compares(clause: Clause) -> bool:
    """比点外卖还快 speaks of other business only to compare."""
    for token in clause.tokens:
        if token.text in GRAMMAR["comparing"]:
            return True
        if "foreign" in token.roles:
            return False
    return True


def _upsets(clause: Clause) -> bool:
    """堵心, and not 不堵心."""
    for before, token in zip((None, *clause.tokens), clause.tokens, strict=False):
        if "upset" in token.roles and (before is None or before.roles.get("degree") not in NEGATIONS):
            return True
    return False


def _is_helped(clause: Clause, end: int) -> bool:
    """帮我查了半个小时, 工作人员帮我在手机上弄 tell what they did for me."""
    return any(token.text in GRAMMAR["helping"] for token in clause.tokens if token.end <= end)


def _is_denied(clause: Clause, start: int) -> bool:
    """没有 + 踢…皮球: nothing is blamed, but praised."""
    before = [token.roles.get("degree") for token in clause.tokens if token.end == start]
    return not NEGATIONS.isdisjoint(before)


def _inside(mention: Mention, spans: Sequence[tuple[int, int]]) -> bool:
    """找不到不满意的地方 blames nothing, nor does 别再推给我."""
    return any(start <= mention.start < end for start, end in spans)


def _sides(mentions: Sequence[Mention]) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """What is blamed, and what is praised and not blamed as well."""
    blamed = {m.reason for m in mentions if not m.good}
    praised = {m.reason for m in mentions if m.good} - blamed
    return in_menu_order(blamed), in_menu_order(praised)


def _outermost(mentions: Sequence[Mention]) -> Sequence[Mention]:
    if len(mentions) < 2:
        return mentions
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or mention.end > kept[-1].end:
            kept.append(mention)
    return kept
