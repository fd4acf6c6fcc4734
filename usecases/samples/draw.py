"""Draw the sample of a month, once for each area, and draw it again to see that it comes out the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evaluation.levels import Level
from evaluation.reports import Months, months_after
from evaluation.samples.drawing import draw, plan, weight
from evaluation.samples.rounds import draws_at, seed_of
from evaluation.window import civil
from store import sample_asks, samples
from store.db import Transaction
from store.samples import Framed, Sample, Stratum
from usecases.rules import Rules


async def open_months(tx: Transaction, rules: Rules, now: datetime) -> int:
    """Owe every area its sample of each month whose windows are over, in its night; how many months had their turn.

    The first month is that in which there is somebody to plan it. The row of the month is locked, so that of two
    workers one does it; the months that follow one after the other are planned with it.
    """
    if await samples.last_month(tx) is None:
        await _plan(tx, months_after(civil(now).date(), 0), rules)
    opened = 0
    while due := await samples.take_due_month(tx, now):
        draws = draws_at(due.month, rules.calendar(), rules.window_workdays)
        if draws > now:
            await samples.put_off(tx, due.month, draws)
            continue
        await _owe(tx, due.month, rules, now)
        await _plan(tx, months_after(due.month, 1), rules)
        opened += 1
    return opened


async def _plan(tx: Transaction, month: date, rules: Rules) -> None:
    await samples.plan_month(tx, month, draws_at(month, rules.calendar(), rules.window_workdays))


async def _owe(tx: Transaction, month: date, rules: Rules, now: datetime) -> None:
    whole, digits = Months(month, month), int(rules.sample.by)
    areas = await samples.areas_rated(tx, whole.begins, whole.ends, digits)
    seeds = {area: seed_of(area, month) for area in areas}
    await samples.owe(tx, month, seeds, digits, rules.sample.size, now)


async def owed(tx: Transaction, now: datetime, limit: int) -> list[int]:
    """The samples that are to be drawn now."""
    return await samples.owed(tx, now, limit)


async def draw_one(tx: Transaction, sample_id: int, rules: Rules, now: datetime) -> bool:
    """Draw a sample and have its citizens asked from the next sending hours on; False where another worker does.

    All of it is one transaction: a worker that dies in it leaves nothing, and the next one draws the same.
    """
    sample = await samples.take_owed(tx, sample_id)
    if sample is None:
        return False
    whole = Months(sample.month, sample.month)
    strata = _strata(await samples.frame(tx, sample, whole.begins, whole.ends), sample.size)
    drawn = [rating for _, rating in drawn_of(strata, sample.seed)]
    await samples.keep(tx, sample_id, strata, drawn, now)
    await sample_asks.add(tx, sample_id, rules.prompts.hours.next_open(now))
    return True


def _strata(framed: Sequence[Framed], size: int) -> list[Stratum]:
    """Every level with its share, those of which there is nothing as well."""
    found = {each.level: each for each in framed}
    planned = plan({level: len(each.rating_ids) for level, each in found.items()}, size)
    return [_stratum(found.get(level) or Framed(level, [], 0, 0), planned[level]) for level in Level]


def _stratum(framed: Framed, drawn: int) -> Stratum:
    count = len(framed.rating_ids)
    return Stratum(
        level=framed.level.value,
        of_ratings=count,
        drawn=drawn,
        weight=weight(count, drawn) if drawn else None,
        unreachable=framed.unreachable,
        excluded=framed.excluded,
        rating_ids=framed.rating_ids,
    )


def drawn_of(strata: Iterable[Stratum], seed: str) -> Iterator[tuple[int, int]]:
    """(level, rating) of each that is drawn, the best level first, each level in the order of its draw."""
    for each in strata:
        for rating_id in draw(each.rating_ids, each.drawn, seed):
            yield each.level, rating_id


@dataclass(frozen=True, slots=True)
class Verified:
    """What drawing a sample again came to: what is not the same as what is kept."""

    sample: Sample
    drawn: int
    differences: list[str]


async def verify(tx: Transaction, sample: Sample) -> Verified:
    """Draw again from the frame as it is kept, by its own plan and seed, and compare."""
    strata = await samples.strata(tx, sample.id)
    planned = plan({Level(each.level): len(each.rating_ids) for each in strata}, sample.size)
    kept = await samples.drawn(tx, sample.id)
    return Verified(sample, len(kept), [*_of_plan(strata, planned), *_of_draw(strata, kept, sample.seed)])


def _of_plan(strata: Sequence[Stratum], planned: Mapping[Level, int]) -> Iterator[str]:
    for each in strata:
        wanted = planned[Level(each.level)]
        if each.drawn != wanted:
            yield f"level {each.level}: {each.drawn} planned, it should be {wanted}"
        if each.weight != (weight(each.of_ratings, each.drawn) if each.drawn else None):
            yield f"level {each.level}: the weight is {each.weight}"


def _of_draw(strata: Sequence[Stratum], kept: Sequence[tuple[int, int]], seed: str) -> Iterator[str]:
    again = [(rating, level) for level, rating in drawn_of(strata, seed)]
    for level in Level:
        theirs, ours = ([rating for rating, of in some if of == level] for some in (kept, again))
        if theirs != ours:
            yield f"level {level.value}: {theirs} is kept, {ours} is drawn"
