"""The books of the shelf follow what arrives and what was counted, and say why."""

import pytest

from store.db import Database
from tests.usecases.gifts.shop import (
    HALL,
    STREET,
    TOWEL,
    WANG,
    Standing,
    a_redeemer,
    furnish,
    gift_differences,
    reserves,
    stock_of,
    wish,
)
from tests.usecases.points.books import NOW
from usecases.gifts.restock import NoReason, NothingArrived, PiecesPromised, count, deliver


async def test_what_arrives_can_be_reserved(database: Database) -> None:
    await furnish(database, towel=0)
    async with database.transaction() as tx:
        with pytest.raises(NothingArrived):
            await deliver(tx, (TOWEL, STREET), 0, WANG.staff_id, NOW)
        await deliver(tx, (TOWEL, STREET), 3, WANG.staff_id, NOW)
        await deliver(tx, (TOWEL, STREET), 2, WANG.staff_id, NOW)
    await reserves(database, wish(await a_redeemer(database, 30), place=STREET))
    assert await stock_of(database, TOWEL, STREET) == Standing(on_hand=5, reserved=1)
    assert await gift_differences(database) == []


async def test_what_was_counted_stands_with_its_reason(database: Database) -> None:
    await furnish(database, towel=5)
    async with database.transaction() as tx:
        assert await count(tx, (TOWEL, HALL), 5, "月末盘点", WANG.staff_id, NOW) == 0
        assert await count(tx, (TOWEL, HALL), 3, " 破损 ", WANG.staff_id, NOW) == -2
        with pytest.raises(NoReason):
            await count(tx, (TOWEL, HALL), 9, " ", WANG.staff_id, NOW)
        told = await tx.values(
            "SELECT kind || ' ' || pieces || ' ' || why FROM stock_movements WHERE gift_id = 1 ORDER BY id"
        )
    assert told == ["delivery 5 到货", "correction -2 破损"]
    assert await stock_of(database) == Standing(on_hand=3, reserved=0)
    assert await gift_differences(database) == []


async def test_what_is_promised_is_not_counted_away(database: Database) -> None:
    await furnish(database, towel=2)
    for _ in range(2):
        await reserves(database, wish(await a_redeemer(database, 30)))
    async with database.transaction() as tx:
        with pytest.raises(PiecesPromised) as refused:
            await count(tx, (TOWEL, HALL), 1, "破损", WANG.staff_id, NOW)
    assert refused.value.reserved == 2
    assert await stock_of(database) == Standing(on_hand=2, reserved=2)
