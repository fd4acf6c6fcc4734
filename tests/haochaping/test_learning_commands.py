"""`haochaping learn MONTH`."""

import asyncio

import pytest

from haochaping.commands import learning
from haochaping.settings import load
from store.db import Database
from store.vault import new_key
from tests.usecases.learning.county import Served, learned, many, write


async def learn(database: Database, month: str) -> int:
    """The command as the command line runs it, with a loop of its own; its exit status."""
    keys = {"phone_key": new_key(), "lookup_key": new_key()}
    return await asyncio.to_thread(learning.learn, load(database_url=database.url, security=keys), month)


async def test_a_month_is_learnt_from_and_again(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await write(database, many(8, Served(1, level=2)))
    assert await learn(database, "2026-09") == 0
    assert capsys.readouterr().out == "14 months counted, 3 areas learnt from, 0 broken\n"
    assert (await learned(database)).learned.bad.numerator == 8
    assert await learn(database, "2026-09") == 0
    assert capsys.readouterr().out == "1 months counted, 3 areas learnt from, 0 broken\n"


@pytest.mark.parametrize(
    ("month", "why"), [("2026-13", "is no month"), ("x", "is no month"), ("2099-01", "is not over yet")]
)
async def test_what_cannot_be_learnt_from(database: Database, month: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        await learn(database, month)
