"""Second thoughts on a decision, by what the message is like: where the rules found nothing, or nothing sure."""

import re
from operator import itemgetter

from bot.understanding.context import GRAMMAR
from bot.understanding.decision import Decision, ask, sign
from bot.understanding.findings import About, Kind, Mention, Verdict
from bot.understanding.likeness import LIKELY, telling
from bot.understanding.meaning import Intent
from bot.understanding.reading import Reading
from evaluation.levels import REASON_MENU, Level, Reason

_VERY_LIKELY, _OF_A_SERVICE, _RATHER = 0.9, 0.1, 0.3
_ENOUGH = {Intent.OPT_OUT: 0.97, Intent.WRONG_PERSON: 0.5, Intent.AMBIGUOUS: 0.5, Intent.RATE: 0.5}
"""Whom we stop asking must have said so: what only resembles it does so very much. Numbers of all kinds are like
an answer that cannot be told."""
_UNLIKE_A_RATING = 0.2
_BESIDE_A_LEVEL = frozenset(("thing", "whole", "aspect", "choosing"))
"""What may stand beside a level without saying more: of what it is, and that it was chosen."""
_SAY_NO_MORE = GRAMMAR["particles"] | GRAMMAR["courtesies"] | GRAMMAR["heightening"] | frozenset("的是")
_UNLIKE = {
    Intent.COMPLAIN_NO_LEVEL: 0.1, Intent.AMBIGUOUS: 0.05, Intent.SUGGESTION: 0.05, Intent.HELP: 0.1,
}  # fmt: skip
_MUCH_LIKE = 0.75
"""A complaint, a wish, a question or an answer that cannot be told gives way to what a message is much more like."""
_NEVER_INSTEAD = (Intent.RATE, Intent.OPT_OUT, Intent.WRONG_PERSON, Intent.AMBIGUOUS)
_UNLIKELY = 0.05
"""A reason below it was found in words that mean something else."""
_IS_LATIN = re.compile(r"[\x00-\x7f‘’“”]+")
"""Of messages in English too few were learnt from to tell what they are unlike."""
_LONGEST = 80
"""Characters; a longer text that no rule reads is none of ours."""
_INTENTS = tuple(Intent)
_RATE, _DIGIT = Intent.RATE, Kind.DIGIT
"""Python looks up the members of an enumeration slowly."""
_WITHOUT_LEVEL = (Intent.COMPLAIN_NO_LEVEL, Intent.SUGGESTION)
_WITH_REASONS = (Intent.RATE, Intent.COMPLAIN_NO_LEVEL, Intent.SUGGESTION)


def likened(reading: Reading) -> Decision | None:
    """What a message is like in which the rules found nothing; a level is never concluded from it."""
    if reading.size > _LONGEST:
        return None
    intent, likely = _likeliest(reading)
    if intent is Intent.GREETING_OR_NOISE or likely < _enough(reading, intent):
        return None
    return ask("like a rating, and no level in it") if intent is _RATE else _like(reading, intent)


def _enough(reading: Reading, intent: Intent) -> float:
    """How likely it must be; what speaks of a service is rarely meant for somebody else."""
    if reading.is_foreign or (intent is _RATE and not reading.is_understood):
        return _VERY_LIKELY
    if not reading.is_understood:
        return max(_ENOUGH.get(intent, 0), _MUCH_LIKE)
    return _ENOUGH.get(intent, _OF_A_SERVICE if reading.is_ours else _RATHER)


def doubted(reading: Reading, decision: Decision) -> Decision:
    """A level from general words in a message unlike any rating, and a complaint unlike any, are not believed."""
    if decision.intent is _RATE:
        return _doubted_level(reading, decision)
    unlike = _UNLIKE.get(decision.intent)
    if unlike is None or decision.levels or reading.likeness[decision.intent] >= unlike:
        return decision
    intent, likely = _likeliest(reading)
    return _like(reading, intent) if likely >= _MUCH_LIKE and intent not in _NEVER_INSTEAD else decision


def _doubted_level(reading: Reading, decision: Decision) -> Decision:
    verdict = decision.verdict
    if (verdict is not None and _is_sure(verdict)) or _is_all(reading, verdict or reading.mentions[0]):
        return decision
    if reading.likeness[_RATE] >= _UNLIKE_A_RATING or (verdict and _stands_by_itself(reading, verdict)):
        return decision
    intent, likely = _likeliest(reading)
    return _like(reading, intent) if likely >= LIKELY else ask(f"unlike a rating: {decision.why}")


def _is_sure(verdict: Verdict) -> bool:
    """A level, or 服务不好: blame of the whole, and nothing unknown about it."""
    of_whole = verdict.about is About.WHOLE and not verdict.unknown
    return verdict.kind >= _DIGIT or (of_whole and verdict.level is not None and verdict.level.is_bad)


def _stands_by_itself(reading: Reading, verdict: Verdict) -> bool:
    """挺好，希望能延长上班时间; 非常差，都没人理我; 一般，办事员不懂: a clause of its own, whatever else is told."""
    clause = reading.scanned.clause_of(verdict.start)
    if clause is None or (clause.start, clause.end) != (verdict.start, verdict.end):
        return False
    if not (reading.is_ours or reading.reasons):
        return False
    says_much = "degree" in clause.roles or verdict.end - verdict.start > 2
    return "wish" in reading.roles or bool(reading.reasons and sign(verdict) <= 0 and says_much)


def _is_all(reading: Reading, said: Verdict | Mention) -> bool:
    """Nothing else is said, but for particles and courtesies, and of what it is said: 生育登记一般."""
    start, end = said.start, said.end
    if end - start >= reading.size:
        return True
    tokens = [token for clause in reading.scanned.clauses for token in clause.tokens]
    return all(
        start <= token.start < end
        or token.text in _SAY_NO_MORE
        or not _BESIDE_A_LEVEL.isdisjoint(token.roles)
        for token in tokens
    )


def _like(reading: Reading, intent: Intent) -> Decision:
    return Decision(intent, f"like {intent}: {' '.join(telling(intent, reading.scanned.clauses))}")


def _likeliest(reading: Reading) -> tuple[Intent, float]:
    return max(reading.likeness.of(_INTENTS), key=itemgetter(1))


def likely_reasons(reading: Reading, decision: Decision, found: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """The reasons found less those that the message is unlike; those that it is like where none is left."""
    if found and decision.intent in _WITH_REASONS and not _IS_LATIN.fullmatch(reading.text):
        found = tuple([reason for reason in found if reading.likeness[reason] >= _UNLIKELY])
    if found or not _may_blame(reading, decision):
        return found
    return tuple([reason for reason, likely in reading.likeness.of(REASON_MENU) if likely >= LIKELY])


def _may_blame(reading: Reading, decision: Decision) -> bool:
    """A complaint, a wish, or more words than those of a level that leaves something to wish for."""
    if decision.intent in _WITHOUT_LEVEL:
        return True
    if decision.level is None or (decision.level >= Level.SATISFIED and "contrast" not in reading.roles):
        return False
    return decision.verdict is not None and not _is_all(reading, decision.verdict)
