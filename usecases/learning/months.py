"""Months are counted and learnt from, a piece at a time: one month, or one area of one."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from evaluation.areas import significant
from evaluation.masking import Names
from store.db import LOST, TOO_LONG, Database
from store.learning import counts, effects, months
from store.learning.months import Area, Month
from store.vault import Vault
from usecases.learning import area, library
from usecases.learning.effects import look_again
from usecases.learning.hearing import Ears
from usecases.rules import Rules


@dataclass(frozen=True, slots=True)
class Learning:
    """What it takes."""

    database: Database
    rules: Rules
    vault: Vault


class Broke(Exception):
    """A piece that cannot be done, and will not be tried again unless it is asked for; the cause says why."""


async def do_next(learning: Learning, now: datetime) -> Month | Area | None:
    """Count a month or learn from it what it tells of an area; what was done, None where nothing is to do.

    Several processes may: each has a piece of its own. Raises `Broke`.
    """
    return await _count_next(learning, now) or await _learn_next(learning, now)


async def _count_next(learning: Learning, now: datetime) -> Month | None:
    taken: Month | None = None
    try:
        async with learning.database.transaction() as tx:
            taken = await months.take_month(tx)
            if taken is None:
                return None
            await counts.count_month(tx, taken.month)
            await effects.forget_around(tx, taken.month)
            await months.counted(tx, taken.month, now)
            if taken.learn:
                await library.keep_closed(tx, learning.vault)
                await look_again(tx, taken.month)
                await months.want_areas(tx, taken.month)
    except Exception as error:  # noqa: BLE001  # whatever broke, the other pieces must not wait for it
        await _give_up(learning.database, taken, error)
    return taken


async def _learn_next(learning: Learning, now: datetime) -> Area | None:
    taken: Area | None = None
    try:
        async with learning.database.transaction() as tx:
            taken = await months.take_area(tx)
            if taken is None:
                return None
            staff = await counts.names_of_staff(tx, significant(taken.area_code))
            rules = learning.rules
            ears = Ears(learning.vault, rules.wish_in, rules.wishes_of, Names(staff))
            material = await area.gathered(tx, taken)
            learned = await asyncio.to_thread(area.learn, material, ears)
            await months.keep(tx, taken, learned, now)
    except Exception as error:  # noqa: BLE001  # whatever broke, the other pieces must not wait for it
        await _give_up(learning.database, taken, error)
    return taken


async def _give_up(database: Database, taken: Month | Area | None, error: Exception) -> None:
    if taken is None or (isinstance(error, LOST) and not isinstance(error, TOO_LONG)):
        raise error
    async with database.transaction() as tx:
        await months.failed(tx, taken)
    raise Broke from error
