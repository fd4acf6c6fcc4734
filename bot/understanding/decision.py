"""What a message means, and by which rule; how verdicts are set against each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.findings import Kind, Verdict
from bot.understanding.meaning import Intent
from evaluation.levels import Level

NUMERIC = (Kind.DIGIT, Kind.STAR)
_KINDS = {
    Kind.JUDGED: "judgement",
    Kind.FACE: "face",
    Kind.DIGIT: "digit",
    Kind.SATISFIED: "satisfaction",
    Kind.NAMED: "level by name",
    Kind.STAR: "stars",
}


@dataclass(slots=True)
class Decision:
    """What a message means, and by which rule."""

    intent: Intent
    why: str
    level: Level | None = None
    verdict: Verdict | None = None
    """Where the level stands; None where it is concluded from praise."""
    levels: tuple[tuple[int | None, Level], ...] = ()


def rate(text: str, verdict: Verdict) -> Decision:
    """The level that somebody named in a folded text."""
    assert verdict.level is not None
    said = text[verdict.start : verdict.end]
    placed = () if verdict.ordinal is None else ((verdict.ordinal, verdict.level),)
    return Decision(Intent.RATE, f"{_KINDS[verdict.kind]}: {said}", verdict.level, verdict, placed)


def ask(why: str, verdicts: Sequence[Verdict] = ()) -> Decision:
    """No level that can be told; those that were named are kept."""
    levels = tuple((v.ordinal, v.level) for v in verdicts if v.level is not None)
    return Decision(Intent.AMBIGUOUS, why, levels=levels if len(levels) > 1 else ())


_MIDDLE = Level.FAIRLY_SATISFIED
SCORN = Decision(Intent.COMPLAIN_NO_LEVEL, "scorn")
"""Praise that means the opposite: how bad it was is asked."""


def sign(verdict: Verdict) -> int:
    """1 for good levels, -1 for bad ones, 0 between."""
    level = verdict.level or _MIDDLE
    return (level > _MIDDLE) - (level < _MIDDLE)


def clash(some: Sequence[Verdict], others: Sequence[Verdict]) -> bool:
    """Whether some are good and others are not."""
    return len({sign(v) for v in (*some, *others)}) > 1 if some and others else False
