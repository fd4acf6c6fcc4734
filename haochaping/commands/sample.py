"""The bodies of the commands of the monthly samples."""

from collections.abc import Sequence
from datetime import date

import typer

from evaluation.levels import Level
from evaluation.window import civil
from haochaping.commands.administer import in_one_transaction
from haochaping.settings import Settings
from haochaping.wiring.parts import Parts
from store import samples
from store.db import Transaction
from store.samples import Sample
from usecases.samples import draw
from usecases.samples.draw import Verified


async def _of(tx: Transaction, month: date, area: str | None) -> Sequence[Sample]:
    found = await samples.of_month(tx, month, area)
    if not found:
        raise ValueError(f"no sample of {month:%Y-%m}" + (f" in {area}" if area else ""))
    return found


def show(settings: Settings, month: date, area: str | None) -> list[str]:
    """The plan and the draw of each sample, as lines; ValueError where there is none."""

    async def work(_: Parts, tx: Transaction) -> list[str]:
        return [line for sample in await _of(tx, month, area) for line in await _lines(tx, sample)]

    return in_one_transaction(settings, work)


async def _lines(tx: Transaction, sample: Sample) -> list[str]:
    drawn_at = f"{civil(sample.drawn_at):%Y-%m-%d %H:%M}" if sample.drawn_at else "not yet"
    head = (
        f"{sample.area_code} {sample.month:%Y-%m}: drawn {drawn_at}, seed {sample.seed!r}, size {sample.size}"
    )
    strata = [
        f"  {each.level} {Level(each.level).label_zh}: {each.of_ratings} ratings, {each.drawn} drawn, "
        f"weight {'-' if each.weight is None else f'{each.weight:.4f}'}, "
        f"left out {each.unreachable} unreachable, {each.excluded} after appeal"
        for each in await samples.strata(tx, sample.id)
    ]
    drawn = [str(rating_id) for rating_id, _ in await samples.drawn(tx, sample.id)]
    return [head, *strata, *([f"  ratings {' '.join(drawn)}"] if drawn else [])]


def verify_all(settings: Settings, month: date, area: str | None) -> int:
    """Draw each sample of a month again and print what is not the same; the exit status."""

    async def work(_: Parts, tx: Transaction) -> list[Verified]:
        return [await draw.verify(tx, each) for each in await _of(tx, month, area) if each.drawn_at]

    checked = in_one_transaction(settings, work)
    for each in checked:
        same = "the same" if not each.differences else f"{len(each.differences)} differences"
        typer.echo(f"{each.sample.area_code} {month:%Y-%m}: {each.drawn} drawn again, {same}")
        for line in each.differences:
            typer.echo(f"  {line}")
    return 1 if any(each.differences for each in checked) else 0
