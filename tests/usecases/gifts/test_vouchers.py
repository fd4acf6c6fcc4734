"""A voucher is collected once, by somebody, somewhere; what it took comes back when it is not."""

import pytest

from evaluation.ledger import TooFewPoints
from evaluation.vouchers import (
    AlreadyCollected,
    NoSubstitute,
    NotCollected,
    NotTheirVerification,
    NotThisPlace,
    OtherTier,
    State,
    UndoTooLate,
    UnknownVoucher,
    VoucherCancelled,
    VoucherExpired,
    VoucherRefused,
)
from store import vouchers
from store.db import Database
from store.vouchers import By, Voucher
from tests.usecases.gifts.shop import (
    BAG,
    LI,
    RULES,
    TOWEL,
    UMBRELLA,
    WANG,
    ZHAO,
    Standing,
    a_redeemer,
    furnish,
    gift_differences,
    later,
    points_of,
    reserves,
    stock_of,
    wish,
)
from tests.usecases.points.books import NOW, differences
from usecases.gifts.cancel import CITIZEN, cancel, expire_vouchers
from usecases.gifts.codes import in_groups
from usecases.gifts.collect import collect, undo_collection
from usecases.gifts.find import find_voucher
from usecases.gifts.substitute import substitute
from usecases.points import correct
from usecases.points.correct import NOT_CORRECTED_SO
from usecases.two_people import CannotSign, Signature


@pytest.fixture
async def chen(database: Database) -> int:
    """A citizen with 50 points, in a hall with gifts."""
    await furnish(database)
    return await a_redeemer(database, 50)


@pytest.fixture
async def voucher(database: Database, chen: int) -> Voucher:
    """Theirs, for a towel."""
    return await reserves(database, wish(chen))


async def test_a_voucher_is_collected_by_somebody_somewhere(database: Database, voucher: Voucher) -> None:
    async with database.transaction() as tx:
        collected = await collect(tx, in_groups(voucher.code), WANG, later(days=1))
    assert (collected.state, collected.collector, collected.collected_where, collected.collected_at) == (
        State.COLLECTED,
        "王",
        "江宁区政务服务中心",
        later(days=1),
    )
    assert await stock_of(database) == Standing(on_hand=9, reserved=0)


async def test_the_second_clerk_is_told_who_when_and_where(database: Database, voucher: Voucher) -> None:
    async with database.transaction() as tx:
        await collect(tx, voucher.code, WANG, later(days=1))
    with pytest.raises(AlreadyCollected) as refused:
        async with database.transaction() as tx:
            await collect(tx, voucher.code, LI, later(days=2))
    assert refused.value == AlreadyCollected("王", later(days=1), "江宁区政务服务中心")
    assert await stock_of(database) == Standing(on_hand=9, reserved=0)


async def test_a_cancelled_voucher_gives_back_points_and_piece(
    database: Database, chen: int, voucher: Voucher
) -> None:
    async with database.transaction() as tx:
        cancelled = await cancel(tx, voucher.code, By(WANG.staff_id, WANG.place_id), "不要了", RULES, NOW)
    assert cancelled.state is State.CANCELLED
    assert await points_of(database, chen) == 50
    assert await stock_of(database) == Standing(on_hand=10, reserved=0)
    with pytest.raises(VoucherCancelled):
        async with database.transaction() as tx:
            await collect(tx, voucher.code, WANG, NOW)
    with pytest.raises(VoucherCancelled):
        async with database.transaction() as tx:
            await cancel(tx, voucher.code, CITIZEN, "", RULES, NOW)
    assert await points_of(database, chen) == 50


async def test_what_lapses_gives_back_points_and_piece(
    database: Database, chen: int, voucher: Voucher
) -> None:
    async with database.transaction() as tx:
        assert await expire_vouchers(tx, RULES, later(days=60), 10) == 0, "its last day has 24 hours"
        assert await expire_vouchers(tx, RULES, voucher.expires_at, 10) == 1
        assert await expire_vouchers(tx, RULES, voucher.expires_at, 10) == 0
        assert (await find_voucher(tx, voucher.code)).state is State.EXPIRED
    assert await points_of(database, chen) == 50
    assert await stock_of(database) == Standing(on_hand=10, reserved=0)


async def test_what_is_over_is_not_collected_though_nobody_posted_that(
    database: Database, voucher: Voucher
) -> None:
    with pytest.raises(VoucherExpired) as refused:
        async with database.transaction() as tx:
            await collect(tx, voucher.code, WANG, voucher.expires_at)
    assert (refused.value.at, refused.value.points_back) == (voucher.expires_at, False)


async def test_a_wrong_verification_is_undone_within_ten_minutes(
    database: Database, voucher: Voucher
) -> None:
    async with database.transaction() as tx:
        await collect(tx, voucher.code, WANG, NOW)
        with pytest.raises(NotTheirVerification):
            await undo_collection(tx, voucher.code, LI, "拿错了", NOW)
        with pytest.raises(UndoTooLate):
            await undo_collection(tx, voucher.code, WANG, "拿错了", later(minutes=10, seconds=1))
        undone = await undo_collection(tx, voucher.code, WANG, "拿错了", later(minutes=10))
        with pytest.raises(NotCollected):
            await undo_collection(tx, voucher.code, WANG, "拿错了", later(minutes=10))
    assert (undone.state, undone.collected_at) == (State.RESERVED, None)
    assert await stock_of(database) == Standing(on_hand=10, reserved=1)
    async with database.transaction() as tx:
        await collect(tx, voucher.code, LI, later(hours=1))
        told = await vouchers.events(tx, voucher.id)
    assert [(event.step, event.staff, event.why) for event in told] == [
        ("reserve", None, ""),
        ("collect", "王", ""),
        ("undo", "王", "拿错了"),
        ("collect", "李", ""),
    ]


async def test_what_a_wrong_verification_took_is_given_back_by_two_once_nothing_else_can(
    database: Database, chen: int, voucher: Voucher
) -> None:
    async with database.transaction() as tx:
        spent = await tx.value("SELECT id FROM ledger_entries WHERE kind = 'voucher'")
        wang = Signature("王", "码报错了，不是本人领的")
        with pytest.raises(CannotSign, match=NOT_CORRECTED_SO):
            await correct.ask(tx, spent, wang, NOW)  # it can be cancelled
        await collect(tx, voucher.code, WANG, NOW)
        with pytest.raises(CannotSign, match=NOT_CORRECTED_SO):
            await correct.ask(tx, spent, wang, later(minutes=10))  # it can be undone
        request = await correct.ask(tx, spent, wang, later(days=3))
        with pytest.raises(CannotSign):
            await correct.confirm(tx, request, "王", RULES.points, later(days=3))
        await correct.confirm(tx, request, "李", RULES.points, later(days=3))
        with pytest.raises(CannotSign):
            await correct.ask(tx, spent, wang, later(days=4))
        assert (await find_voucher(tx, voucher.code)).state is State.COLLECTED
    assert await points_of(database, chen) == 50
    assert await stock_of(database) == Standing(on_hand=9, reserved=0)
    assert (await differences(database), await gift_differences(database)) == ([], [])


async def test_a_substitute_of_the_same_tier_takes_its_place(database: Database, voucher: Voucher) -> None:
    async with database.transaction() as tx:
        for other in (UMBRELLA, TOWEL, 99):
            with pytest.raises(OtherTier):
                await substitute(tx, voucher.code, other, WANG, "缺货", NOW)
        instead = await substitute(tx, voucher.code, BAG, WANG, "缺货", NOW)
        assert (instead.gift, instead.chosen_id, instead.state) == ("布袋", TOWEL, State.RESERVED)
        await collect(tx, voucher.code, WANG, NOW)
        await undo_collection(tx, voucher.code, WANG, "拿错了", NOW)
        back = await substitute(tx, voucher.code, TOWEL, WANG, "找到了", NOW)
        assert back.gift == "毛巾"
    assert [await stock_of(database, gift) for gift in (TOWEL, BAG)] == [Standing(10, 1), Standing(10, 0)]


async def test_there_is_no_substitute_that_is_not_there(database: Database) -> None:
    await furnish(database, towel=1, bag=0)
    voucher = await reserves(database, wish(await a_redeemer(database, 30)))
    async with database.transaction() as tx:
        with pytest.raises(NoSubstitute):
            await substitute(tx, voucher.code, BAG, WANG, "缺货", NOW)
    assert await stock_of(database) == Standing(1, 1)


@pytest.mark.parametrize("typed", ["123", "", "毛巾", "000 000 001"])
async def test_what_can_be_no_code_is_told_apart(database: Database, typed: str) -> None:
    async with database.transaction() as tx:
        with pytest.raises(UnknownVoucher) as refused:
            await find_voucher(tx, typed)
    assert refused.value.mistyped


async def test_a_code_that_nobody_has(database: Database) -> None:
    async with database.transaction() as tx:
        with pytest.raises(UnknownVoucher) as refused:
            await find_voucher(tx, "000 000 000")
    assert not refused.value.mistyped


async def test_a_gift_is_handed_out_where_it_lies(database: Database, voucher: Voucher) -> None:
    async with database.transaction() as tx:
        for refused in (
            collect(tx, voucher.code, ZHAO, NOW),
            substitute(tx, voucher.code, BAG, ZHAO, "缺货", NOW),
        ):
            with pytest.raises(NotThisPlace) as elsewhere:
                await refused
            assert elsewhere.value.where == "江宁区政务服务中心"


async def test_facts_survive_the_transaction_they_end(database: Database, chen: int) -> None:
    """A refusal passes through the transaction that it ends."""
    with pytest.raises(TooFewPoints):
        await reserves(database, wish(chen, UMBRELLA))
    with pytest.raises(VoucherRefused):
        async with database.transaction() as tx:
            await find_voucher(tx, "1")
