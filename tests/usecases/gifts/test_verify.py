"""The verification finds what was changed by hand in vouchers, stock or ledger."""

from typing import LiteralString

import pytest

from store.db import Database
from store.ledger import Holder
from tests.usecases.gifts.shop import (
    HALL,
    RULES,
    TOWEL,
    WANG,
    a_redeemer,
    furnish,
    gift_differences,
    reserves,
    wish,
)
from tests.usecases.points.books import NOW
from usecases.gifts.cancel import CITIZEN, cancel
from usecases.gifts.collect import collect
from usecases.points.spend import spend

UNGUARDED: LiteralString = "SET LOCAL session_replication_role = replica"
"""Triggers and keys aside: somebody with the rights of the database's owner."""


async def a_day(database: Database) -> None:
    """Three vouchers: 1 waits, 2 was collected, 3 cancelled."""
    await furnish(database)
    chen = await a_redeemer(database, 90)
    codes = [(await reserves(database, wish(chen))).code for _ in range(3)]
    async with database.transaction() as tx:
        await collect(tx, codes[1], WANG, NOW)
        await cancel(tx, codes[2], CITIZEN, "", RULES, NOW)


async def test_a_day_that_went_well(database: Database) -> None:
    await a_day(database)
    assert await gift_differences(database) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            "UPDATE vouchers SET state = 'expired' WHERE id = 1",
            [
                "voucher 1: expired, and the ledger gave back 0 points where it owes 30",
                "voucher 1: expired, which is not what its events say",
                f"gift {TOWEL} at place {HALL}: 1 reserved, 0 vouchers wait for it",
            ],
        ),
        ("UPDATE vouchers SET points = 20 WHERE id = 1", ["voucher 1: 20 points, the ledger took 30"]),
        (
            "DELETE FROM ledger_entries WHERE kind = 'voucher' AND reference = 'voucher:2'",
            ["voucher 2: 30 points, the ledger took 0"],
        ),
        (
            "DELETE FROM ledger_entries WHERE kind = 'voucher_back'",
            ["voucher 3: cancelled, and the ledger gave back 0 points where it owes 30"],
        ),
        (
            "DELETE FROM stock_movements WHERE voucher_id = 2",
            [
                "voucher 2: collected, and 0 pieces left for it",
                f"gift {TOWEL} at place {HALL}: 9 on hand, its movements sum up to 10",
            ],
        ),
        (
            "DELETE FROM voucher_events WHERE voucher_id = 2 AND number = 1",
            ["voucher 2: 1 events where 2 were appended"],
        ),
        (
            "UPDATE voucher_events SET step = 'cancel' WHERE voucher_id = 2 AND number = 2",
            ["voucher 2: collected, which is not what its events say"],
        ),
        (
            "UPDATE gift_stock SET on_hand = 12 WHERE gift_id = 1",
            [f"gift {TOWEL} at place {HALL}: 12 on hand, its movements sum up to 9"],
        ),
    ],
)
async def test_what_was_changed_by_hand_is_found(
    database: Database, change: LiteralString, found: list[str]
) -> None:
    await a_day(database)
    async with database.transaction() as tx:
        await tx.execute(UNGUARDED)
        await tx.execute(change)
    assert await gift_differences(database) == found


async def test_points_that_were_taken_for_no_voucher(database: Database) -> None:
    await furnish(database)
    chen = Holder(await a_redeemer(database, 50))
    async with database.transaction() as tx:
        await spend(tx, chen, "voucher:99", 30, NOW)
    (line,) = await gift_differences(database)
    assert line.endswith("is of voucher:99, which does not exist")
