"""Whoever changes the books behind the product's back is found out."""

import psycopg
import pytest

from store.db import Database
from tests.usecases.points.books import NOW, RULES, a_citizen, differences, gets
from usecases.points.spend import give_back, spend

BEHIND_ITS_BACK = "SET session_replication_role = replica;"
"""No trigger fires: what somebody with the database's password can do."""

TAMPERED = {
    "a balance raised": "UPDATE ledger_accounts SET balance = balance + 5 WHERE id = 1",
    "an entry raised, with its lot and the balance": """
        UPDATE ledger_entries SET points = 20 WHERE id = 1;
        UPDATE ledger_lots SET points = 20, unspent = unspent + 10 WHERE entry_id = 1;
        UPDATE ledger_accounts SET balance = balance + 10 WHERE id = 1""",
    "a longer life": "UPDATE ledger_lots SET expires_at = expires_at + interval '1 year' WHERE entry_id = 1",
    "a lot filled up again": "UPDATE ledger_lots SET unspent = points WHERE entry_id = 1",
    "another reference": "UPDATE ledger_entries SET reference = 'visit:99' WHERE id = 1",
    "another day": "UPDATE ledger_entries SET at = at + interval '1 day' WHERE id = 2",
    "a reason written in": "UPDATE ledger_entries SET note = 'x' WHERE id = 3",
    "the last entry gone, and the account with it": """
        DELETE FROM ledger_lots WHERE entry_id = 4; DELETE FROM ledger_entries WHERE id = 4;
        UPDATE ledger_accounts SET balance = balance - 15 WHERE id = 1""",
    "two entries that changed places": """
        UPDATE ledger_entries SET place = 99 WHERE id = 1; UPDATE ledger_entries SET place = 1 WHERE id = 2;
        UPDATE ledger_entries SET place = 2 WHERE id = 1""",
    "points that went over to somebody else": "UPDATE ledger_lots SET account_id = 2 WHERE entry_id = 4",
}


async def furnish(database: Database) -> None:
    """Account 1: earned 10 and 20, spent 15, got them back; account 2: earned 10."""
    async with database.transaction() as tx:
        wang, li = await a_citizen(tx), await a_citizen(tx)
        await gets(tx, wang, "visit:1", 10)
        await gets(tx, wang, "visit:2", 20)
        await spend(tx, wang, "voucher:1", 15, NOW)
        await give_back(tx, wang, "voucher:1", RULES, NOW)
        await gets(tx, li, "visit:3", 10)


async def test_untouched_books_have_no_differences(database: Database) -> None:
    await furnish(database)
    assert await differences(database) == []


@pytest.mark.parametrize("what", TAMPERED)
async def test_what_was_changed_is_found(database: Database, what: str) -> None:
    await furnish(database)
    with psycopg.connect(database.url) as connection:
        connection.execute(f"{BEHIND_ITS_BACK} {TAMPERED[what]}")
    found = await differences(database)
    assert {difference.account_id for difference in found} & {1}
