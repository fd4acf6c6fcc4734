"""Months are counted and learnt from: planted signals are found, noise is not, and nobody can be told by it."""

import random
from dataclasses import replace

from evaluation.learning.pains import Place
from evaluation.learning.shares import Sign
from evaluation.levels import Reason
from evaluation.reports import Rate
from haochaping.demo.samples import AREA
from store.db import Database
from tests.usecases.learning.county import (
    AUGUST,
    LABOUR,
    POLICE,
    SEPTEMBER,
    STREET,
    Served,
    learn,
    learned,
    many,
    write,
)

BAD = Served(1, level=2, reasons=("efficiency",))


async def test_what_grew_is_found_with_its_figures(database: Database) -> None:
    await write(database, [
        *many(90, Served(1)), *many(30, BAD, 91),
        *many(110, Served(1, on=AUGUST)), *many(10, replace(BAD, on=AUGUST), 111),
        *many(115, Served(1, item="C", org=LABOUR)), *many(5, replace(BAD, item="C", org=LABOUR), 200),
    ])  # fmt: skip
    await learn(database)
    found = {
        (pain.figures.place, pain.figures.reason): pain for pain in (await learned(database)).learned.pains
    }
    slow = found[Place("A"), Reason.EFFICIENCY]
    assert (slow.figures.now, slow.figures.before, slow.figures.peers) == (
        Rate(30, 120), Rate(10, 120), Rate(5, 120)
    )  # fmt: skip
    assert (slow.change, slow.against) == (Sign.RISE, Sign.RISE)
    few = found[Place("C"), Reason.EFFICIENCY]
    assert (few.figures.now, few.figures.before) == (Rate(5, 120), Rate(0, 0))
    assert (few.change, few.against) == (Sign.NOTHING, Sign.FALL)


async def test_noise_yields_almost_nothing(database: Database) -> None:
    dice = random.Random(6)
    items, orgs, reasons = "ABCD", (POLICE, LABOUR), [reason.value for reason in Reason]
    served = [
        Served(
            who, dice.choice(items), dice.choice(orgs), dice.choice((AREA, STREET)), on,
            level=dice.choices((5, 2), (8, 2))[0], reasons=(dice.choice(reasons),),
        )
        for on in (AUGUST, SEPTEMBER) for who in range(1, 1201)
    ]  # fmt: skip
    await write(database, served)
    await learn(database)
    pains = (await learned(database)).learned.pains
    assert len(pains) > 60
    assert [pain for pain in pains if pain.change not in (Sign.CHANCE, Sign.TOO_FEW)] == []
    assert sum(pain.against in (Sign.RISE, Sign.FALL) for pain in pains) <= 1
