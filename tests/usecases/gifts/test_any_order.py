"""Any interleaving of earning, reserving, collecting, undoing, cancelling, expiring, correcting and merging keeps
the sums, never goes below 0, and pays nothing twice.
"""

import asyncio
import itertools
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from evaluation.gifts import CannotRedeem, SoldOut
from evaluation.ledger import TooFewPoints
from evaluation.vouchers import (
    AlreadyCollected,
    NoSubstitute,
    NotCollected,
    OtherTier,
    State,
    UndoTooLate,
    VoucherCancelled,
    VoucherExpired,
    VoucherRefused,
    too_late_to_undo,
)
from store import ledger
from store.db import Database, Transaction
from store.ledger import Holder
from store.vouchers import Voucher
from tests.usecases.gifts.shop import (
    HALL,
    RULES,
    WANG,
    Standing,
    a_gift,
    deliver,
    earns,
    furnish,
    gift_differences,
    standing,
    took_part,
)
from tests.usecases.points.books import FAR, NOW, a_citizen, differences
from tests.usecases.points.test_books import Books, NotKept
from usecases.gifts.cancel import CITIZEN, cancel, expire_vouchers
from usecases.gifts.collect import collect, undo_collection
from usecases.gifts.reserve import Wish, reserve
from usecases.gifts.substitute import substitute
from usecases.merge_citizens import merge_citizens
from usecases.points.expire import expire

WHO, GIFT, NTH = st.sampled_from([0, 1]), st.sampled_from([0, 1, 2]), st.integers(0, 5)
PRICES = (30, 30, 60)
_examples = itertools.count()


@dataclass
class Held:
    """What ought to have become of a voucher."""

    voucher: Voucher
    wish: Wish
    gift: int
    state: State = State.RESERVED
    collected_at: datetime | None = None


class Story(Books):
    """What ought to stand in the books and lie on the shelves, kept by adding up."""

    def __init__(self, holders: list[Holder], addresses: tuple[int, int], gifts: list[int]) -> None:
        super().__init__(holders)
        self.addresses = addresses
        self.gifts = gifts
        self.lies = dict.fromkeys(gifts, 2)
        self.held: list[Held] = []

    async def step(self, tx: Transaction, what: tuple[Any, ...]) -> None:
        """Let one thing happen, and see that it moved what it should."""
        self.number += 1
        match what:
            case ("reserves", who, gift):
                await self.reserves(tx, who, gift)
            case ("minutes pass", minutes):
                self.now += timedelta(minutes=minutes)
            case ("days pass", days):
                await self.days_pass(tx, days)
            case ("merge",) if self.holders[0] != self.holders[1]:
                stays = await merge_citizens(tx, *self.addresses, self.now)
                self.holders = [Holder(stays)] * 2
            case ("gets" | "corrects", *_):
                await super().step(tx, what)
            case (_, nth, *more) if self.held:
                await self.with_voucher(tx, what[0], self.held[nth % len(self.held)], more)

    async def reserves(self, tx: Transaction, who: int, nth: int) -> None:
        """It costs its price and holds a piece, or it is said why not."""
        gift, price = self.gifts[nth], PRICES[nth]
        citizen = self.holders[who].citizen_id
        assert citizen is not None
        wish = Wish(citizen, gift, HALL, price, f"{self.gifts[0]}:{self.number}")
        before = await ledger.balance(tx, self.holders[who])
        refusal = SoldOut if not self.left(gift) else TooFewPoints if before < price else None
        if refusal is not None:
            with pytest.raises((CannotRedeem, TooFewPoints)) as refused:
                await reserve(tx, wish, RULES, self.now)
            assert type(refused.value) is refusal
            return
        self.held.append(Held(await reserve(tx, wish, RULES, self.now), wish, gift))
        assert await ledger.balance(tx, self.holders[who]) == before - price

    async def with_voucher(self, tx: Transaction, what: str, held: Held, more: list[Any]) -> None:
        """It is done, or refused with the reason that its past gives; points move only when they should."""
        owner = self.owner(held)
        before = await ledger.balance(tx, owner)
        other = self.gifts[more[0]] if more else 0
        refusal = self.refusal(what, held, other)
        if refusal is not None:
            with pytest.raises(VoucherRefused) as refused:
                await self.do(tx, what, held, other)
            assert type(refused.value) is refusal
        else:
            await self.do(tx, what, held, other)
            self.note(what, held, other)
        back = held.voucher.points if what == "cancels" and refusal is None else 0
        assert await ledger.balance(tx, owner) == before + back

    async def do(self, tx: Transaction, what: str, held: Held, other: int) -> None:
        """The step itself."""
        code = held.voucher.code
        match what:
            case "asks again":
                assert (await reserve(tx, held.wish, RULES, self.now)).code == code
            case "collects":
                await collect(tx, code, WANG, self.now)
            case "undoes":
                await undo_collection(tx, code, WANG, "拿错了", self.now)
            case "cancels":
                await cancel(tx, code, CITIZEN, "", RULES, self.now)
            case "substitutes":
                await substitute(tx, code, other, WANG, "缺货", self.now)

    def refusal(self, what: str, held: Held, other: int) -> type[VoucherRefused] | None:
        """Why it cannot be done; None where it can."""
        stands = self.standing(held)
        match what:
            case "asks again":
                return None
            case "undoes" if held.state is State.COLLECTED:
                assert held.collected_at is not None
                return UndoTooLate if too_late_to_undo(held.collected_at, self.now) else None
            case "undoes":
                return stands or NotCollected
            case "collects" if stands is None and self.now >= held.voucher.expires_at:
                return VoucherExpired
            case "substitutes" if stands is None:
                return self.no_substitute(held, other)
        return stands

    def no_substitute(self, held: Held, other: int) -> type[VoucherRefused] | None:
        """Why the other gift cannot take its place."""
        prices = dict(zip(self.gifts, PRICES, strict=True))
        if other == held.gift or prices[other] != prices[held.gift]:
            return OtherTier
        return None if self.left(other) else NoSubstitute

    @staticmethod
    def standing(held: Held) -> type[VoucherRefused] | None:
        """What a voucher that is not reserved says."""
        return {
            State.RESERVED: None,
            State.COLLECTED: AlreadyCollected,
            State.CANCELLED: VoucherCancelled,
            State.EXPIRED: VoucherExpired,
        }[held.state]

    def note(self, what: str, held: Held, other: int) -> None:
        """Keep what it changed."""
        match what:
            case "collects":
                held.state, held.collected_at = State.COLLECTED, self.now
                self.lies[held.gift] -= 1
            case "undoes":
                held.state = State.RESERVED
                self.lies[held.gift] += 1
            case "cancels":
                held.state = State.CANCELLED
            case "substitutes":
                held.gift = other

    async def days_pass(self, tx: Transaction, days: int) -> None:
        """Vouchers end, then points."""
        self.now += timedelta(days=days)
        await expire_vouchers(tx, RULES, self.now, 100)
        await expire(tx, self.now, 100)
        for held in self.held:
            if held.state is State.RESERVED and held.voucher.expires_at <= self.now:
                held.state = State.EXPIRED

    def owner(self, held: Held) -> Holder:
        """Whose voucher it is, after all merging."""
        mine = held.voucher.citizen_id in {holder.citizen_id for holder in self.holders}
        return Holder(held.voucher.citizen_id) if mine else self.holders[0]

    def reserved(self, gift: int) -> int:
        """Vouchers that wait for a gift."""
        return sum(held.gift == gift and held.state is State.RESERVED for held in self.held)

    def standings(self) -> list[Standing]:
        """How the gifts' stock ought to stand."""
        return [Standing(self.lies[gift], self.reserved(gift)) for gift in self.gifts]

    def left(self, gift: int) -> int:
        """Pieces that nobody has reserved."""
        return self.lies[gift] - self.reserved(gift)


async def begin(database: Database) -> Story:
    """Two citizens who may redeem, and three gifts of which two lie there each."""
    example = next(_examples)
    if example == 0:
        await furnish(database)
    async with database.transaction() as tx:
        gifts = [await a_gift(tx, f"礼品{example}-{nth}", tier) for nth, tier in enumerate((1, 1, 2))]
        for gift in gifts:
            await deliver(tx, gift, HALL, 2)
        holders = [await a_citizen(tx), await a_citizen(tx)]
        first, second = [await with_phone(tx, holder) for holder in holders]
    return Story(holders, (first, second), gifts)


async def with_phone(tx: Transaction, holder: Holder) -> int:
    """Let a citizen redeem, and give them a phone; its address."""
    await took_part(tx, holder)
    await earns(tx, holder, 40, FAR)
    await earns(tx, holder, 65, NOW + timedelta(days=50))
    address: int = await tx.value(
        """INSERT INTO addresses (citizen_id, kind, lookup, sealed, can_sms)
           VALUES (%(citizen)s, 'phone', %(lookup)s, '', true) RETURNING id""",
        citizen=holder.citizen_id,
        lookup=str(holder.citizen_id).encode(),
    )
    return address


SETTINGS = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


class AnyOrder(RuleBasedStateMachine):
    """Whatever may happen to points and vouchers, in any order, each in a transaction of its own."""

    def __init__(self, runner: asyncio.Runner, database: Database) -> None:
        super().__init__()
        self.runner, self.database = runner, database
        self.before = self.found()
        self.story = runner.run(begin(database))

    def found(self) -> list[object]:
        """What does not add up; a story that failed leaves that behind for those after it."""
        ledger_says = self.runner.run(differences(self.database))
        return [*ledger_says, *self.runner.run(gift_differences(self.database))]

    def happens(self, *what: Any) -> None:
        """One thing; what had to be refused is taken back whole."""

        async def happen() -> None:
            with suppress(NotKept):
                async with self.database.transaction() as tx:
                    await self.story.step(tx, what)

        self.runner.run(happen())

    @rule(who=WHO, points=st.integers(10, 90), days=st.integers(1, 90))
    def gets(self, who: int, points: int, days: int) -> None:
        self.happens("gets", who, points, days)

    @rule(who=WHO, gift=GIFT)
    def reserves(self, who: int, gift: int) -> None:
        self.happens("reserves", who, gift)

    @precondition(lambda self: self.story.held)
    @rule(what=st.sampled_from(["asks again", "collects", "undoes", "cancels"]), nth=NTH)
    def has_a_voucher(self, what: str, nth: int) -> None:
        self.happens(what, nth)

    @precondition(lambda self: self.story.held)
    @rule(nth=NTH, gift=GIFT)
    def substitutes(self, nth: int, gift: int) -> None:
        self.happens("substitutes", nth, gift)

    @rule(nth=st.integers(0, 9))
    def corrects(self, nth: int) -> None:
        self.happens("corrects", nth)

    @rule(minutes=st.integers(1, 15))
    def minutes_pass(self, minutes: int) -> None:
        self.happens("minutes pass", minutes)

    @rule(days=st.sampled_from([1, 20, 61]))
    def days_pass(self, days: int) -> None:
        self.happens("days pass", days)

    @precondition(lambda self: self.story.holders[0] != self.story.holders[1])
    @rule()
    def merge(self) -> None:
        self.happens("merge")

    @invariant()
    def shelves_are_as_they_should_be(self) -> None:
        async def look() -> list[Standing]:
            async with self.database.transaction() as tx:
                return [await standing(tx, gift, HALL) for gift in self.story.gifts]

        assert self.runner.run(look()) == self.story.standings()

    def teardown(self) -> None:
        """At the end of every story all adds up."""
        assert self.found() == self.before


def test_books_and_shelves_balance_whatever_happens(database_url: str) -> None:
    with asyncio.Runner() as runner:
        database = Database(database_url)
        runner.run(database.open())

        class Here(AnyOrder):
            def __init__(self) -> None:
                super().__init__(runner, database)

        try:
            run_state_machine_as_test(Here, settings=SETTINGS)
        finally:
            runner.run(database.close())
