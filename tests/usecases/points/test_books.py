"""Any interleaving of earning, spending, giving back, expiring, correcting and merging keeps the books."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.ledger import TooFewPoints
from store import corrections, ledger
from store.db import Database, Transaction
from store.ledger import Holder
from tests.usecases.points.books import NOW, RULES, a_citizen, differences, gets
from usecases.points import correct
from usecases.points.expire import expire
from usecases.points.spend import give_back, spend
from usecases.two_people import CannotSign, Signature

WHO = st.sampled_from([0, 1])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("gets"), WHO, st.integers(1, 30), st.integers(1, 40)),
        st.tuples(st.just("spends"), WHO, st.integers(1, 40)),
        st.tuples(st.just("gives back"), WHO, st.integers(0, 5)),
        st.tuples(st.just("corrects"), st.integers(0, 9)),
        st.tuples(st.just("days pass"), st.integers(1, 20)),
        st.tuples(st.just("merge")),
    ),
    max_size=14,
)


class NotKept(Exception):
    """The step was refused, so its transaction is rolled back."""


class Books:
    """What ought to be in the books, kept by adding up."""

    def __init__(self, holders: list[Holder]) -> None:
        self.holders = holders
        self.now = NOW
        self.number = 0
        self.entries: list[int] = []
        self.corrected: set[int] = set()
        self.bought: dict[int, tuple[int, int]] = {}
        """By reference: who paid, and how much; gone once it was given back."""

    async def step(self, tx: Transaction, what: tuple[Any, ...]) -> None:
        """Let one thing happen, and see that it moved what it should."""
        self.number += 1
        match what:
            case ("gets", who, points, days):
                until = self.now + timedelta(days=days)
                self.entries.append(await gets(tx, self.holders[who], f"visit:{self.number}", points, until))
            case ("spends", who, price):
                await self.spends(tx, who, price)
            case ("gives back", who, nth):
                await self.gives_back(tx, who, nth)
            case ("corrects", nth) if self.entries:
                await self.corrects(tx, self.entries[nth % len(self.entries)])
            case ("days pass", days):
                self.now += timedelta(days=days)
                await expire(tx, self.now, 100)
            case ("merge",) if self.holders[0] != self.holders[1]:
                first, second = (holder.citizen_id for holder in self.holders)
                assert first is not None
                assert second is not None
                await ledger.succeed(tx, second, first)
                self.holders = [self.holders[0]] * 2
                self.bought = {number: (0, price) for number, (_, price) in self.bought.items()}

    async def spends(self, tx: Transaction, who: int, price: int) -> None:
        """A debit takes all of it, or says what is there and takes nothing."""
        holder, reference = self.holders[who], f"voucher:{self.number}"
        before = await ledger.balance(tx, holder)
        if before < price:
            with pytest.raises(TooFewPoints) as refused:
                await spend(tx, holder, reference, price, self.now)
            assert (refused.value.balance, refused.value.price) == (before, price)
            price = 0
        else:
            await spend(tx, holder, reference, price, self.now)
            self.bought[self.number] = (who, price)
        assert await ledger.balance(tx, holder) == before - price

    async def gives_back(self, tx: Transaction, who: int, nth: int) -> None:
        """What was spent comes back once."""
        mine = [number for number, (paid, _) in self.bought.items() if paid == who]
        if not mine:
            return
        number = mine[nth % len(mine)]
        _, price = self.bought.pop(number)
        before = await ledger.balance(tx, self.holders[who])
        for _ in range(2):
            await give_back(tx, self.holders[who], f"voucher:{number}", RULES, self.now)
        assert await ledger.balance(tx, self.holders[who]) == before + price

    async def corrects(self, tx: Transaction, entry_id: int) -> None:
        """An entry is reversed once at most, and only while its points are there."""
        if entry_id in self.corrected:
            with pytest.raises(CannotSign):
                await correct.ask(tx, entry_id, Signature("王", "多记"), self.now)
            return
        entry = await corrections.entry(tx, entry_id)
        assert entry is not None
        before = (await ledger.locked(tx, entry.account_id)).balance
        request = await correct.ask(tx, entry_id, Signature("王", "多记"), self.now)
        if before < entry.points:
            with pytest.raises(TooFewPoints):
                await correct.confirm(tx, request, "李", RULES, self.now)
            raise NotKept
        await correct.confirm(tx, request, "李", RULES, self.now)
        self.corrected.add(entry_id)
        assert (await ledger.locked(tx, entry.account_id)).balance == before - entry.points


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=STEPS)
async def test_the_books_balance_whatever_happens(database: Database, story: list[tuple[Any, ...]]) -> None:
    async with database.transaction() as tx:
        books = Books([await a_citizen(tx), await a_citizen(tx)])
    for what in story:
        with suppress(NotKept):
            async with database.transaction() as tx:
                await books.step(tx, what)
    assert await differences(database) == []


async def test_a_refused_debit_says_what_there_is(database: Database) -> None:
    async with database.transaction() as tx:
        wang = await a_citizen(tx)
        await gets(tx, wang, "visit:1", 10)
        with pytest.raises(TooFewPoints) as refused:
            await spend(tx, wang, "voucher:1", 30, NOW)
        assert (refused.value.balance, refused.value.price) == (10, 30)
        assert await ledger.balance(tx, wang) == 10
