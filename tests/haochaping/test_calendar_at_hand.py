"""`haochaping deadline` needs no stack, but knows what was imported into one."""

import asyncio
from datetime import date

import pytest

from haochaping.commands.calendar_at_hand import calendar_at_hand
from store import calendars
from store.db import Database
from tests.haochaping.test_calendar import TABLE_2027
from tests.world import START, civil_time

MONDAY = date(2027, 1, 4)


def test_imported_years_count_where_a_database_is_at_hand(database_url: str) -> None:
    async def put() -> None:
        database = Database(database_url, size=1)
        await database.open()
        async with database.transaction() as tx:
            await calendars.put(tx, TABLE_2027, civil_time(START))
        await database.close()

    asyncio.run(put())
    assert calendar_at_hand(database_url).covers(MONDAY)
    assert not calendar_at_hand(None).covers(MONDAY)


@pytest.mark.parametrize("url", ["host=127.0.0.1 port=1 connect_timeout=2", "no address at all"])
def test_a_database_that_is_away_is_no_hindrance(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert not calendar_at_hand(url).covers(MONDAY)
    assert "does not answer" in capsys.readouterr().err
