"""Vouchers at a counter: the clerk's area, one verification, and everything on record."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from evaluation.vouchers import (
    AlreadyCollected,
    NotTheirVerification,
    NotThisPlace,
    State,
    UndoTooLate,
    UnknownVoucher,
    VoucherExpired,
    VoucherRefused,
)
from store.audit_trail import Times
from store.db import Transaction
from store.vouchers import Voucher
from tests.bot.citizens import now
from tests.usecases.counter.desks import a_desk, calls_off, exchanges, trail
from tests.usecases.counter.shop import ELSEWHERE, ELSEWHERE_NAME, HALL_NAME, a_voucher, open_shop
from tests.world import AREA_CODE, World
from usecases.counter.limits import TooOften
from usecases.counter.vouchers import code_in, show_voucher, substitutes, undo, verify
from usecases.gifts.codes import in_groups
from usecases.on_duty import OnDuty


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("123456789", "123456789"),
        ("https://hall.example/console/vouchers?code=123456789", "123456789"),
        ("http://10.0.0.5:8000/hcp/console/vouchers?x=1&code=123456789", "123456789"),
        ("１２３ ４５６ ７８９", "１２３ ４５６ ７８９"),
        ("", ""),
    ],
)
def test_what_a_scanner_types(typed: str, code: str) -> None:
    assert code_in(typed) == code


async def at(world: World, desk: OnDuty) -> OnDuty:
    """The desk at this moment."""
    moment = await now(world)
    return replace(desk, times=Times(moment, moment))


async def asks(world: World, work: Callable[[Transaction], Awaitable[Any]]) -> Any:
    return await world.query(work)


async def test_from_the_scan_to_the_gift(world: World) -> None:
    shop, desk = await open_shop(world), await a_desk(world)
    voucher = await a_voucher(world, shop)
    shown: Voucher = await asks(
        world, lambda tx: show_voucher(tx, in_groups(voucher.code), desk, world.parts.rules)
    )
    assert (shown.gift, shown.place, shown.state) == ("毛巾", HALL_NAME, State.RESERVED)
    done: Voucher = await asks(world, lambda tx: verify(tx, voucher.code, desk, world.parts.rules))
    assert (done.state, done.collected_by, done.collected_where) == (
        State.COLLECTED,
        desk.staff.id,
        HALL_NAME,
    )
    assert [line[:3] for line in await trail(world, "voucher_collected")] == [
        ("voucher", str(voucher.id), AREA_CODE)
    ]
    second = await a_desk(world, "second")
    with pytest.raises(AlreadyCollected) as refused:
        await asks(world, lambda tx: verify(tx, voucher.code, second, world.parts.rules))
    assert (refused.value.by, refused.value.where, refused.value.at) == ("王敏", HALL_NAME, desk.now)


async def test_the_trail_names_no_citizen(world: World) -> None:
    shop, desk = await open_shop(world), await a_desk(world)
    voucher = await a_voucher(world, shop)
    await asks(world, lambda tx: show_voucher(tx, voucher.code, desk, world.parts.rules))
    assert await trail(world, "voucher_shown") == [
        ("voucher", str(voucher.id), AREA_CODE, {"state": "reserved"})
    ]


async def test_whoever_asks_for_one_that_is_elsewhere_or_nobodys_is_on_record(world: World) -> None:
    shop, desk = await open_shop(world), await a_desk(world)
    far = await a_voucher(world, shop, ELSEWHERE_NAME)
    async with world.parts.database.transaction() as tx:  # as console and chats do
        for code in (far.code, "000000000"):
            with pytest.raises(VoucherRefused):
                await show_voucher(tx, code, desk, world.parts.rules)
    assert await trail(world, "voucher_shown") == [
        ("voucher", str(far.id), ELSEWHERE, {"state": "reserved"}),
        ("voucher", None, AREA_CODE, {"found": False}),
    ]


async def test_a_voucher_of_another_area_is_told_its_place_and_nothing_is_done_with_it(world: World) -> None:
    shop, desk = await open_shop(world), await a_desk(world)
    voucher = await a_voucher(world, shop, ELSEWHERE_NAME)
    rules = world.parts.rules
    deeds: list[Callable[[Transaction], Awaitable[Any]]] = [
        lambda tx: show_voucher(tx, voucher.code, desk, rules),
        lambda tx: verify(tx, voucher.code, desk, world.parts.rules),
        lambda tx: undo(tx, voucher.code, desk, world.parts.rules),
        lambda _: calls_off(world, desk, voucher),
        lambda _: exchanges(world, desk, voucher, shop.gifts["bag"]),
    ]
    for deed in deeds:
        with pytest.raises(NotThisPlace) as refused:
            await asks(world, deed)
        assert refused.value.where == ELSEWHERE_NAME
    its_own = await a_desk(world, "theirs", area=ELSEWHERE)
    done: Voucher = await asks(world, lambda tx: verify(tx, voucher.code, its_own, world.parts.rules))
    assert done.state is State.COLLECTED


async def test_a_wrong_verification_is_undone_by_its_clerk_within_ten_minutes(world: World) -> None:
    shop, desk, other = await open_shop(world), await a_desk(world), await a_desk(world, "other")
    voucher = await a_voucher(world, shop)
    await asks(world, lambda tx: verify(tx, voucher.code, desk, world.parts.rules))
    with pytest.raises(NotTheirVerification):
        await asks(world, lambda tx: undo(tx, voucher.code, other, world.parts.rules))
    back: Voucher = await asks(world, lambda tx: undo(tx, voucher.code, desk, world.parts.rules))
    assert back.state is State.RESERVED
    await asks(world, lambda tx: verify(tx, voucher.code, desk, world.parts.rules))
    late = replace(desk, times=Times(desk.now + timedelta(minutes=11), desk.now))
    with pytest.raises(UndoTooLate):
        await asks(world, lambda tx: undo(tx, voucher.code, late, world.parts.rules))
    assert len(await trail(world, "verification_undone")) == 1


async def test_what_is_given_up_says_why_and_gives_the_points_back(world: World) -> None:
    shop, desk = await open_shop(world), await a_desk(world)
    voucher = await a_voucher(world, shop)
    done = await calls_off(world, desk, voucher, "不要了")
    assert done.state is State.CANCELLED
    assert await world.value("SELECT why FROM voucher_events WHERE step = 'cancel'") == "不要了"
    assert await world.value("SELECT sum(points) FROM ledger_entries WHERE kind LIKE 'voucher%%'") == 0


async def test_another_gift_of_the_tier_is_given_where_one_is_missing(world: World) -> None:
    shop, desk = await open_shop(world), await a_desk(world)
    voucher = await a_voucher(world, shop)
    others = await asks(world, lambda tx: substitutes(tx, voucher))
    assert [(each.gift, each.left) for each in others] == [("布袋", 10)]
    done = await exchanges(world, desk, voucher, shop.gifts["bag"])
    assert done.gift == "布袋"
    await asks(world, lambda tx: verify(tx, voucher.code, desk, world.parts.rules))


async def test_a_voucher_that_is_over_is_not_handed_out(world: World) -> None:
    shop, desk = await open_shop(world), await a_desk(world)
    voucher = await a_voucher(world, shop)
    over = replace(desk, times=Times(voucher.expires_at, desk.now))
    with pytest.raises(VoucherExpired):
        await asks(world, lambda tx: verify(tx, voucher.code, over, world.parts.rules))


async def test_who_tries_one_code_after_the_other_waits_and_who_finds_them_does_not(world: World) -> None:
    shop, desk = await open_shop(world), await a_desk(world)
    voucher = await a_voucher(world, shop)
    rules = replace(world.parts.rules, look_ups_per_hour=3)

    async def tries(code: str) -> None:
        async with world.parts.database.transaction() as tx:
            try:
                await show_voucher(tx, code, desk, rules)
            except UnknownVoucher:
                return  # as the console does: what was counted stays

    for _ in range(5):
        await tries(voucher.code)
    for _ in range(3):
        await tries("000000000")
    with pytest.raises(TooOften):
        await tries(voucher.code)
    with pytest.raises(TooOften):  # nor by pressing the button without a look
        await asks(world, lambda tx: verify(tx, voucher.code, desk, rules))
