"""`haochaping ledger verify`: points, vouchers and stock in one answer."""

import asyncio

import pytest

from haochaping.commands import ledger
from haochaping.settings import load
from store.db import Database
from store.vault import new_key
from tests.usecases.gifts.shop import HALL, TOWEL, a_redeemer, furnish, reserves, wish


async def verify(database: Database) -> int:
    """The command as the command line runs it, with a loop of its own; its exit status."""
    keys = {"phone_key": new_key(), "lookup_key": new_key()}
    return await asyncio.to_thread(ledger.verify_all, load(database_url=database.url, security=keys))


async def test_all_is_well_or_there_is_a_list(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    await furnish(database)
    await reserves(database, wish(await a_redeemer(database, 50)))
    assert await verify(database) == 0
    assert capsys.readouterr().out == (
        "1 accounts, 2 entries, 20 points, 1 vouchers, 3 gifts at places: 0 differences\n"
    )
    async with database.transaction() as tx:
        await tx.execute("UPDATE gift_stock SET reserved = 0")
        await tx.execute("UPDATE ledger_accounts SET balance = 50")
    assert await verify(database) == 1
    assert capsys.readouterr().out.splitlines() == [
        "account 1: balance 50, its entries sum up to 20",
        "account 1: balance 50, its lots hold 20",
        f"gift {TOWEL} at place {HALL}: 0 reserved, 1 vouchers wait for it",
        "1 accounts, 2 entries, 50 points, 1 vouchers, 3 gifts at places: 3 differences",
    ]
