"""整改成效 against figures counted by hand: put right in March 2026, looked at when September is over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from evaluation.learning.effects import Verdict
from evaluation.reports import Rate, months_after
from store.db import Database
from store.learning import effects
from store.learning.effects import Effect
from tests.usecases.learning.county import AUGUST, LABOUR, SEPTEMBER, Served, learn, learning, many, write
from tests.usecases.learning.shelf import a_closed_case, name_reasons
from usecases.learning.library import keep_closed

MARCH = date(2026, 3, 18)
SLOW = Served(1, level=2, reasons=("efficiency",))


def half_a_year(first: date, slow: int, good: int) -> list[Served]:
    """So many slow and good ones in each of six months."""
    return [
        each
        for month in range(6)
        for each in (
            *many(slow, replace(SLOW, on=months_after(first, month))),
            *many(good, Served(1, on=months_after(first, month)), 50),
        )
    ]


async def shelved(database: Database, *rectified: date) -> list[int]:
    """Closed cases about efficiency, in the library."""
    ids = [await a_closed_case(database, on) for on in rectified]
    async with database.transaction() as tx:
        await keep_closed(tx, learning(database).vault)
    for case_id in ids:
        await name_reasons(database, case_id, "efficiency")
    return ids


async def came_of(database: Database, ids: Sequence[int]) -> dict[int, list[Effect]]:
    async with database.transaction() as tx:
        return dict(await effects.of_cases(tx, ids))


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ((5, 15), (1, 19), Verdict.FELL),
        ((1, 19), (5, 15), Verdict.ROSE),
        ((3, 17), (3, 17), Verdict.UNCHANGED),
    ],
)
async def test_six_months_before_and_after(
    database: Database, before: tuple[int, int], after: tuple[int, int], verdict: Verdict
) -> None:
    ids = await shelved(database, MARCH)
    await write(database, [
        *half_a_year(date(2025, 9, 1), *before), *half_a_year(date(2026, 4, 1), *after),
        *many(40, replace(SLOW, on=date(2026, 3, 1))),  # the month itself
        *many(40, replace(SLOW, on=date(2025, 8, 1))),  # a month too early
        *many(40, replace(SLOW, org=LABOUR, on=date(2026, 5, 1))),  # another body
        *many(40, replace(SLOW, reasons=("attitude",), item="B", on=date(2026, 5, 1))),
    ])  # fmt: skip
    await learn(database)
    (effect,) = (await came_of(database, ids))[ids[0]]
    assert (effect.before, effect.after) == (Rate(6 * before[0], 120), Rate(6 * after[0], 120))
    assert effect.verdict is verdict


async def test_before_the_six_months_are_over_nothing_is_said(database: Database) -> None:
    ids = await shelved(database, MARCH, date(2026, 4, 1))
    await write(database, [*half_a_year(date(2025, 9, 1), 5, 15), *half_a_year(date(2026, 4, 1), 1, 19)])
    await learn(database, AUGUST)
    assert await came_of(database, ids) == {}
    await learn(database, SEPTEMBER)
    assert set(await came_of(database, ids)) == {ids[0]}


async def test_a_month_counted_anew_is_measured_anew(database: Database) -> None:
    ids = await shelved(database, MARCH)
    await write(database, [*half_a_year(date(2025, 9, 1), 5, 15), *half_a_year(date(2026, 4, 1), 1, 19)])
    await learn(database)
    await write(database, many(100, replace(SLOW, on=SEPTEMBER)))
    await learn(database)
    (effect,) = (await came_of(database, ids))[ids[0]]
    assert (effect.after, effect.verdict) == (Rate(106, 220), Verdict.ROSE)


async def test_few_ratings_say_nothing(database: Database) -> None:
    ids = await shelved(database, MARCH)
    await write(
        database, [*half_a_year(date(2025, 9, 1), 5, 15), *many(6, replace(SLOW, on=date(2026, 5, 1)))]
    )
    await learn(database)
    (effect,) = (await came_of(database, ids))[ids[0]]
    assert (effect.after, effect.verdict, effect.chance) == (Rate(6, 6), Verdict.TOO_FEW, None)
