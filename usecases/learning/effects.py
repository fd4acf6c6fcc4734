"""整改成效: what was put right half a year ago is looked at again."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from evaluation.learning.effects import verdict_of
from evaluation.learning.shares import can_be_compared
from store.db import Transaction
from store.learning import effects
from store.learning.effects import Effect, Measured
from usecases.learning import chances


async def look_again(tx: Transaction, month: date) -> int:
    """Judge every rectification whose six months are over at the end of `month`; how many reasons of cases."""
    measured = await effects.measured(tx, month)
    asked = [each for each in measured if can_be_compared(each.after, each.before)]
    await effects.keep(tx, _judged(measured, asked))
    return len(measured)


def _judged(measured: Sequence[Measured], asked: Sequence[Measured]) -> list[Effect]:
    """Several cases about the same are one question asked once, not several."""
    different = list(dict.fromkeys((each.after, each.before) for each in asked))
    told = dict(zip(different, chances.corrected(chances.of_differences(different)), strict=True))
    found = []
    for each in measured:
        chance = told.get((each.after, each.before)) if each in asked else None
        verdict = verdict_of(each.before, each.after, chance)
        found.append(Effect(**asdict(each), verdict=verdict, chance=chance))
    return found
