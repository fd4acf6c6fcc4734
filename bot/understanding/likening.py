"""Second thoughts on a decision, by what the message is like: where the rules found nothing, or only general words."""

from bot.understanding.decision import Decision, ask
from bot.understanding.findings import Kind, Verdict
from bot.understanding.likeness import LIKELY, WEIGHTS, likelihood, telling
from bot.understanding.meaning import Intent
from bot.understanding.reading import Reading
from evaluation.levels import Level, Reason, in_menu_order

_SURE_TO_STOP = 0.9
"""Whom we stop writing to has said so: what only resembles it must do so much."""
_UNLIKE_A_RATING = 0.35
_UNLIKELY = 0.03
"""A reason below it was found in words that mean something else."""
_LONGEST = 80
"""Characters; a longer text that no rule reads is none of ours."""
_SAYS_NOTHING = (Intent.RATE, Intent.GREETING_OR_NOISE)
_WITH_REASONS = (Intent.RATE, Intent.COMPLAIN_NO_LEVEL, Intent.SUGGESTION)


def likened(reading: Reading) -> Decision | None:
    """What a message is like in which the rules found nothing; a level is never concluded from it."""
    if reading.is_foreign or reading.size > _LONGEST:
        return None
    intent, likely = _likeliest(reading)
    enough = _SURE_TO_STOP if intent is Intent.OPT_OUT else LIKELY
    return _like(reading, intent) if likely >= enough and intent not in _SAYS_NOTHING else None


def doubted(reading: Reading, decision: Decision) -> Decision:
    """A level from general words, in a message unlike any rating: asked about, or what it is like."""
    verdict = decision.verdict
    if decision.level is None or (verdict and (verdict.kind >= Kind.DIGIT or _is_all(reading, verdict))):
        return decision
    if likelihood(WEIGHTS[Intent.RATE], reading.runs) >= _UNLIKE_A_RATING:
        return decision
    intent, likely = _likeliest(reading)
    return _like(reading, intent) if likely >= LIKELY else ask(f"unlike a rating: {decision.why}")


def _is_all(reading: Reading, verdict: Verdict) -> bool:
    return verdict.start == 0 and verdict.end == len(reading.text)


def _like(reading: Reading, intent: Intent) -> Decision:
    return Decision(intent, f"like {intent}: {' '.join(telling(WEIGHTS[intent], reading.runs))}")


def _likeliest(reading: Reading) -> tuple[Intent, float]:
    by_intent = {intent: likelihood(WEIGHTS[intent], reading.runs) for intent in Intent}
    intent = max(by_intent, key=by_intent.__getitem__)
    return intent, by_intent[intent]


def likely_reasons(reading: Reading, decision: Decision, found: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """The reasons found less those that the message is unlike; those that it is like where none is left."""
    if found and decision.intent in _WITH_REASONS:
        found = tuple(reason for reason in found if likelihood(WEIGHTS[reason], reading.runs) >= _UNLIKELY)
    if found or not _may_blame(reading, decision):
        return found
    return in_menu_order(reason for reason in Reason if likelihood(WEIGHTS[reason], reading.runs) >= LIKELY)


def _may_blame(reading: Reading, decision: Decision) -> bool:
    """A complaint, a wish, or more words than those of a level that leaves something to wish for."""
    if decision.intent in (Intent.COMPLAIN_NO_LEVEL, Intent.SUGGESTION):
        return True
    if decision.level is None or (decision.level >= Level.SATISFIED and "contrast" not in reading.roles):
        return False
    return decision.verdict is not None and not _is_all(reading, decision.verdict)
