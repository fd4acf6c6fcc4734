"""The body of `haochaping learn`."""

from datetime import date, datetime

import typer

from evaluation.window import civil
from haochaping.commands.administer import with_parts
from haochaping.settings import Settings
from haochaping.wiring.parts import Parts
from store.learning.months import Area, Month
from usecases.learning.months import Broke, Learning, do_next
from usecases.learning.schedule import ask_for


def learn(settings: Settings, month: str) -> int:
    """Learn from a month, side by side with workers that do too; the exit status. ValueError for no such month."""
    first = month_in(month)

    async def work(parts: Parts) -> int:
        if first >= civil(parts.clock.now()).date().replace(day=1):
            raise ValueError(f"{month} is not over yet")
        await ask_for(parts.database, first)
        return await _all_of_it(parts)

    return with_parts(settings, work)


def month_in(text: str) -> date:
    """2026-09; ValueError for what is none."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  # a month has no zone
    except ValueError:
        raise ValueError(f"{text!r} is no month such as 2026-09") from None


async def _all_of_it(parts: Parts) -> int:
    learning = Learning(parts.database, parts.rules, parts.vault)
    months = areas = broken = 0
    while True:
        try:
            done = await do_next(learning, parts.clock.now())
        except Broke as error:
            broken += 1
            typer.echo(f"broken: {type(error.__cause__).__name__}", err=True)
            continue
        if done is None:
            break
        months, areas = months + isinstance(done, Month), areas + isinstance(done, Area)
    typer.echo(f"{months} months counted, {areas} areas learnt from, {broken} broken")
    return 1 if broken else 0
