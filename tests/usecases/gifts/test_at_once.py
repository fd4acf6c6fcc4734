"""Fifty connections at the same moment: one last gift, one balance, one voucher, and never a deadlock."""

import asyncio
from collections import Counter as Tally
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from evaluation.gifts import CannotRedeem, SoldOut
from evaluation.ledger import TooFewPoints
from evaluation.vouchers import AlreadyCollected, State, VoucherCancelled, VoucherExpired, VoucherRefused
from store import delegates
from store.db import Database, Transaction
from store.ledger import Holder
from store.vouchers import Voucher
from tests.usecases.gifts.shop import (
    BAG,
    HALL,
    LI,
    RULES,
    TOWEL,
    WANG,
    Standing,
    a_redeemer,
    earns,
    furnish,
    gift_differences,
    later,
    points_of,
    reserves,
    stock_of,
    took_part,
    wish,
)
from tests.usecases.points.books import FAR, NOW, differences
from usecases.gifts.cancel import CITIZEN, cancel, expire_vouchers
from usecases.gifts.collect import Counter, collect
from usecases.gifts.find import find_voucher
from usecases.gifts.reserve import Wish, reserve
from usecases.points.expire import expire

pytestmark = pytest.mark.alone

Work = Callable[[Transaction], Awaitable[Any]]
CROWD = 50
ORG = "91350211M000100Y46"


@pytest.fixture
async def crowd(database: Database) -> AsyncIterator[Database]:
    """A pool with a connection for everybody."""
    opened = Database(database.url, size=CROWD)
    await opened.open()
    yield opened
    await opened.close()


async def at_once(crowd: Database, works: Sequence[Work]) -> list[Any]:
    """Do these in as many transactions, all open before the first statement; results, and refusals as they are."""
    ready = asyncio.Barrier(len(works))

    async def one(work: Work) -> Any:
        try:
            async with crowd.transaction() as tx:
                await ready.wait()
                return await work(tx)
        except (CannotRedeem, TooFewPoints, VoucherRefused) as refusal:
            return refusal

    return await asyncio.gather(*(one(work) for work in works))


def reserving(wished: Wish) -> Work:
    return partial(reserve, wish=wished, rules=RULES, now=NOW)


def collecting(voucher: Voucher, by: Counter, at: datetime = NOW) -> Work:
    return partial(collect, typed=voucher.code, counter=by, now=at)


async def all_is_well(database: Database) -> None:
    assert await differences(database) == []
    assert await gift_differences(database) == []


def kinds(results: Sequence[object]) -> Tally[str]:
    return Tally(type(result).__name__ for result in results)


async def test_fifty_people_for_the_last_gift(database: Database, crowd: Database) -> None:
    await furnish(database, towel=1)
    people = [await a_redeemer(database, 50) for _ in range(CROWD)]
    results = await at_once(crowd, [reserving(wish(each)) for each in people])
    assert kinds(results) == {"Voucher": 1, SoldOut.__name__: CROWD - 1}
    assert await stock_of(database) == Standing(on_hand=1, reserved=1)
    assert sorted([await points_of(database, each) for each in people]) == [20] + [50] * (CROWD - 1)
    await all_is_well(database)


async def test_one_balance_from_fifty_channels(database: Database, crowd: Database) -> None:
    await furnish(database, towel=60)
    chen = await a_redeemer(database, 50)
    results = await at_once(crowd, [reserving(wish(chen)) for _ in range(CROWD)])
    assert kinds(results) == {"Voucher": 1, "TooFewPoints": CROWD - 1}
    assert await points_of(database, chen) == 20
    await all_is_well(database)


async def test_one_request_fifty_times(database: Database, crowd: Database) -> None:
    await furnish(database, towel=60)
    chen = await a_redeemer(database, 90)
    results = await at_once(crowd, [reserving(wish(chen, request="sms:1")) for _ in range(CROWD)])
    assert len({voucher.code for voucher in results}) == 1
    assert await points_of(database, chen) == 60
    await all_is_well(database)


async def test_fifty_clerks_on_one_voucher(database: Database, crowd: Database) -> None:
    await furnish(database)
    voucher = await reserves(database, wish(await a_redeemer(database, 30)))
    clerks = [WANG, LI] * (CROWD // 2)
    results = await at_once(crowd, [collecting(voucher, by) for by in clerks])
    (first,) = [result for result in results if isinstance(result, Voucher)]
    others = [result for result in results if not isinstance(result, Voucher)]
    assert others == [AlreadyCollected(first.collector or "", NOW, "江宁区政务服务中心")] * (CROWD - 1)
    assert await stock_of(database) == Standing(on_hand=9, reserved=0)
    await all_is_well(database)


async def test_a_lot_that_ends_while_it_is_spent(database: Database, crowd: Database) -> None:
    """Either it buys the gift, or it is over: never both."""
    await furnish(database, towel=CROWD)
    ends = later(hours=1)
    people = [await a_redeemer(database, 30, until=ends) for _ in range(CROWD // 2)]
    works: list[Work] = []
    for each in people:
        works += [reserving(wish(each)), partial(expire, now=ends, limit=1000)]
    results = await at_once(crowd, works)
    bought = kinds(results)["Voucher"]
    assert bought + kinds(results)["TooFewPoints"] == len(people)
    assert await stock_of(database) == Standing(on_hand=CROWD, reserved=bought)
    async with database.transaction() as tx:
        await expire(tx, ends, 1000)  # those that were busy
    assert {await points_of(database, each) for each in people} == {0}
    await all_is_well(database)


async def test_a_voucher_that_ends_while_it_is_collected(database: Database, crowd: Database) -> None:
    await furnish(database, towel=CROWD)
    vouchers = [await reserves(database, wish(await a_redeemer(database, 30))) for _ in range(CROWD // 2)]
    ends = vouchers[0].expires_at
    works: list[Work] = []
    for each in vouchers:
        works.append(collecting(each, WANG, ends - timedelta(seconds=1)))
        works.append(partial(expire_vouchers, rules=RULES, now=ends, limit=1000))
    results = await at_once(crowd, works)
    collected = kinds(results)["Voucher"]
    assert collected + kinds(results)[VoucherExpired.__name__] == len(vouchers)
    points = [await points_of(database, each.citizen_id) for each in vouchers]
    assert points.count(30) == len(vouchers) - collected
    assert points.count(0) == collected
    assert await stock_of(database) == Standing(on_hand=CROWD - collected, reserved=0)
    await all_is_well(database)


async def test_cancelled_by_its_citizen_while_a_clerk_verifies_it(
    database: Database, crowd: Database
) -> None:
    await furnish(database)
    voucher = await reserves(database, wish(await a_redeemer(database, 30)))
    cancelling: Work = partial(cancel, typed=voucher.code, by=CITIZEN, why="", rules=RULES, now=NOW)
    results = await at_once(crowd, [cancelling, collecting(voucher, WANG)] * (CROWD // 2))
    async with database.transaction() as tx:
        state = (await find_voucher(tx, voucher.code)).state
    refusal = AlreadyCollected if state is State.COLLECTED else VoucherCancelled
    assert kinds(results) == {"Voucher": 1, refusal.__name__: CROWD - 1}
    assert await points_of(database, voucher.citizen_id) == (0 if state is State.COLLECTED else 30)
    await all_is_well(database)


async def test_delegates_who_reserve_while_their_vouchers_lapse_do_not_block_each_other(
    database: Database, crowd: Database
) -> None:
    """One account and one shelf, taken from both ends: in one order, or somebody waits for ever."""
    await furnish(database, towel=CROWD, bag=CROWD)
    people = [await a_redeemer(database, 1) for _ in range(CROWD // 2)]
    async with database.transaction() as tx:
        await took_part(tx, Holder(credit_code=ORG))
        await earns(tx, Holder(credit_code=ORG), 30 * CROWD, FAR)
        for each in people:
            await delegates.authorise(tx, ORG, each, WANG.staff_id, NOW)
    gifts = [TOWEL, BAG] * (len(people) // 2 + 1)
    works: list[Work] = []
    for each, gift in zip(people, gifts, strict=False):
        old = await reserves(database, Wish(each, gift, HALL, 30, f"old {each}", ORG))
        works.append(partial(expire_vouchers, rules=RULES, now=old.expires_at, limit=5))
        works.append(reserving(Wish(each, BAG, HALL, 30, f"new {each}", ORG)))
    results = await at_once(crowd, works)
    assert kinds(results)["Voucher"] == len(people)
    await all_is_well(database)
