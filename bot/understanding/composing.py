"""What was found and decided, put together as the meaning of a message: its words, its wishes, its parts."""

from collections.abc import Iterator, Sequence

from bot.understanding.context import GRAMMAR
from bot.understanding.deciding import suggests
from bot.understanding.decision import Decision
from bot.understanding.findings import Kind, Verdict
from bot.understanding.folding import EDGE, Folded, fold
from bot.understanding.likeness import telling
from bot.understanding.likening import likely_reasons
from bot.understanding.meaning import Intent, Meaning, Part, Placed
from bot.understanding.reading import Reading
from bot.understanding.tokens import Scanned
from bot.understanding.wanting import MESSAGES
from evaluation.levels import Level, Reason, in_menu_order

_BESIDE = (Intent.OPT_OUT, Intent.OPT_IN, Intent.ASK_POINTS, Intent.REDEEM, Intent.HELP)
"""What may be wanted beside a rating."""
_BESIDE_A_WISH = (Intent.RATE, Intent.AMBIGUOUS)
"""What a wish may stand beside; beside a complaint it is the suggestion itself."""
_TRAILING = GRAMMAR["trailing"]
_DIGIT, _HELP = Kind.DIGIT, Intent.HELP
"""Python looks up the members of an enumeration slowly."""
SHORT = 32
"""Characters; a longer message is no set phrase among courtesies."""


def composed(folded: Folded, reading: Reading, decision: Decision) -> Meaning:
    """What a decision means, with all that stands beside it."""
    verdict = decision.verdict
    start, end = (begins(reading.scanned, verdict.start), verdict.end) if verdict else (0, 0)
    words, also = own_words(folded, start, end), _beside(reading, decision)
    if words and (also or decision.intent in _BESIDE) and len(words) <= SHORT:
        words = _not_an_order(words)
    reasons = reading.reasons
    if decision.intent in _WISHES and "wish" in reading.roles:
        reasons = in_menu_order((*reasons, *_sides(reading, decision)))
    reasons = () if decision.intent in _BLAMES_NOTHING else likely_reasons(reading, decision, reasons)
    return Meaning(
        decision.intent,
        level=decision.level,
        by_digit=verdict is not None and verdict.kind is _DIGIT,
        levels=tuple([Placed(level, ordinal) for ordinal, level in decision.levels])
        if decision.levels
        else (),
        every_matter=verdict is not None and verdict.every,
        reasons=reasons,
        praised=reading.praised,
        also=also,
        words=words,
        parts=_parts(folded, reading, decision, reasons),
        why=decision.why,
    )


def picked(folded: Folded, reading: Reading, reasons: Sequence[Reason], start: int, end: int) -> Meaning:
    """Reasons of the menu by their digits, which stand there, with all that stands beside them."""
    decision = Decision(Intent.COMPLAIN_NO_LEVEL, "a digit of the menu, and words")
    words, also = own_words(folded, start, end), _beside(reading, decision)
    return Meaning(
        decision.intent,
        reasons=in_menu_order((*reasons, *reading.reasons)),
        also=(Intent.SUGGESTION, *also) if suggests(reading) else also,
        words=_not_an_order(words) if words and also and len(words) <= SHORT else words,
        why=decision.why,
    )


def _beside(reading: Reading, decision: Decision) -> tuple[Intent, ...]:
    wished = "wish" in reading.roles and decision.intent in _BESIDE_A_WISH and suggests(reading)
    if not reading.wanted and not wished:
        return ()
    wanted = {want.intent for want in reading.wanted}
    beside = tuple(intent for intent in _BESIDE if intent in wanted and intent is not decision.intent)
    return (Intent.SUGGESTION, *beside) if wished else beside


def _sides(reading: Reading, decision: Decision) -> Iterator[Reason]:
    """What a wish speaks of is what should be better; beside a level, what its own clause speaks of."""
    for clause in reading.scanned.clauses:
        if "wish" in clause.roles or decision.intent is Intent.SUGGESTION:
            yield from (token.roles["aspect"] for token in clause.tokens if "aspect" in token.roles)


_WISHES = frozenset((Intent.SUGGESTION, Intent.RATE))
_BLAMES_NOTHING = frozenset(
    (Intent.GREETING_OR_NOISE, Intent.WRONG_PERSON, Intent.ASK_POINTS, Intent.REDEEM, Intent.OPT_IN)
)
"""What is none of our service, or only about points, says nothing of one of its sides."""


def with_help(reading: Reading, meaning: Meaning) -> Meaning:
    """Whether help means a person, or a proof that we are real."""
    if not meaning.wants(_HELP):
        return meaning
    wanted = {want.part for want in reading.wanted if want.intent == Intent.HELP}
    return meaning._replace(doubts_us="doubts" in wanted, wants_call=meaning.wants_call or "calls" in wanted)


def own_words(folded: Folded, start: int, end: int) -> str | None:
    """What the citizen says beside a level that stands at one end of the message; all of it if in the middle."""
    while end and end < len(folded.text) and folded.text[end] in _TRAILING:
        end += 1
    if start == 0:
        return folded.words_from(end)
    return (
        folded.said(0, start).strip(EDGE) if end >= len(folded.text) else folded.original.strip(EDGE)
    ) or None


def begins(scanned: Scanned, start: int) -> int:
    """服务不好, 就是很差: what judges nothing before a level in its clause is part of how it was put."""
    clause = scanned.clause_of(start) if start else None
    if clause is None:
        return start
    before = [token for token in clause.tokens if token.start < start]
    says_nothing = all(token.roles and token.roles.keys() <= _SAYS_NOTHING for token in before)
    return clause.start if says_nothing else start


_SAYS_NOTHING = frozenset(("plain", "whole", "summing", "degree", "choosing", "contrast", "now"))


def _not_an_order(words: str) -> str | None:
    """退订 beside a level is done, not kept as what they have to say."""
    return None if MESSAGES.get(fold(words).text) in _BESIDE else words


def _parts(
    folded: Folded, reading: Reading, decision: Decision, reasons: Sequence[Reason]
) -> tuple[Part, ...]:
    said, verdict = folded.said, decision.verdict
    parts = []
    if verdict and decision.level:
        parts.append(level_part(folded, verdict))
    if reading.mentions:
        sides = [mention for mention in reading.mentions if mention.good or mention.reason in reasons]
        parts += [Part(_AS_SIDE[side.reason, side.good], said(side.start, side.end)) for side in sides]
    if reasons and not reading.reasons:
        parts += [Part(reason, " ".join(telling(reason, reading.scanned.clauses))) for reason in reasons]
    if reading.wanted:
        parts += [Part(want.intent, said(want.start, want.end)) for want in reading.wanted]
    return tuple(parts)


def level_part(folded: Folded, verdict: Verdict) -> Part:
    """Where a level was read."""
    assert verdict.level is not None
    return Part(_AS_LEVEL[verdict.level], folded.said(verdict.start, verdict.end))


_AS_LEVEL = {level: f"level {level:d}" for level in Level}
_AS_SIDE = {(reason, good): f"{'praised ' * good}{reason}" for reason in Reason for good in (False, True)}
"""How a part is named that was read as a level, or as blame or praise of a side."""
