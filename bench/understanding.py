"""How well and how fast replies are read, beside exact-digit matching: what one would write in an hour.

The replies of `tests/bot/understanding/held_out.tsv` were written without sight of the tables, and the
tables were not written from them: keep it so, or replace the file, else the figures mean nothing.
"""

from collections.abc import Callable
from time import perf_counter, thread_time
from typing import TypeVar

from bench.stage import Figure, Stage
from bot.understanding import Intent, Meaning, read
from bot.understanding.reader import read_afresh
from evaluation.levels import Level
from tests.bot.understanding.corpus import Row, rows

SECONDS = 3.0
"""How long rounds are gone through: others may work on the same machine."""
Answer = TypeVar("Answer")


async def measure(_stage: Stage) -> list[Figure]:
    """Figures of the held-out replies, then replies a second."""
    held_out = rows("held_out")
    texts = [row.text for row in held_out]
    digits = _speed(texts, exact_digit)
    return [
        *_quality(held_out),
        _figure("replies/s, each read anew", _speed(texts, read_afresh), digits),
        _figure("replies/s, as they come again", _speed(texts, read), digits),
    ]


def exact_digit(text: str) -> Meaning:
    """The baseline: a message that is one digit is a level, anything else is asked back."""
    said = text.strip()
    if said in ("1", "2", "3", "4", "5"):
        return Meaning(Intent.RATE, level=Level(int(said)))
    return Meaning(Intent.AMBIGUOUS)


def _quality(held_out: list[Row]) -> list[Figure]:
    ours, theirs = [read(row.text) for row in held_out], [exact_digit(row.text) for row in held_out]
    counts = {
        "replies right": _right,
        "ratings invented": _invented,
        "polarity flips": _flipped,
        "asked back though a level is there": _asked_back,
        "opt-outs missed": _missed_stops,
    }
    figures = [
        _share(what, count(held_out, ours), count(held_out, theirs), len(held_out))
        for what, count in counts.items()
    ]
    return [*figures, Figure("reasons, F1", f"{_f1(held_out, ours):.3f}", f"{_f1(held_out, theirs):.3f}", 0)]


def _share(what: str, ours: int, theirs: int, total: int) -> Figure:
    return Figure(what, f"{ours} ({ours / total:.1%})", f"{theirs} ({theirs / total:.1%})", 0)


def _right(held_out: list[Row], read_as: list[Meaning]) -> int:
    return sum(row.fits(meaning) for row, meaning in zip(held_out, read_as, strict=True))


def _invented(held_out: list[Row], read_as: list[Meaning]) -> int:
    pairs = zip(held_out, read_as, strict=True)
    return sum(meaning.level is not None and not row.may_be_a_rating for row, meaning in pairs)


def _flipped(held_out: list[Row], read_as: list[Meaning]) -> int:
    return sum(row.flips(meaning) for row, meaning in zip(held_out, read_as, strict=True))


def _asked_back(held_out: list[Row], read_as: list[Meaning]) -> int:
    pairs = zip(held_out, read_as, strict=True)
    return sum(
        row.intent == "rate" and meaning.level is None and not row.fits(meaning) for row, meaning in pairs
    )


def _missed_stops(held_out: list[Row], read_as: list[Meaning]) -> int:
    pairs = zip(held_out, read_as, strict=True)
    return sum(row.intent == "opt_out" and not meaning.wants(Intent.OPT_OUT) for row, meaning in pairs)


def _f1(held_out: list[Row], read_as: list[Meaning]) -> float:
    pairs = [(row.reasons, {r.value for r in m.reasons}) for row, m in zip(held_out, read_as, strict=True)]
    hit = sum(len(meant & found) for meant, found in pairs)
    missed = sum(len(meant ^ found) for meant, found in pairs)
    return 2 * hit / (2 * hit + missed) if hit else 0.0


def _speed(texts: list[str], read_one: Callable[[str], Answer]) -> float:
    """Replies a second of one core: the quickest of the rounds, by the time the processor gave to it."""
    begun, quickest = perf_counter(), float("inf")
    while perf_counter() - begun < SECONDS:
        started = thread_time()
        for text in texts:
            read_one(text)
        quickest = min(quickest, thread_time() - started)
    return len(texts) / quickest


def _figure(what: str, measured: float, baseline: float) -> Figure:
    return Figure(what, f"{measured:,.0f}", f"{baseline:,.0f}", measured / baseline)
