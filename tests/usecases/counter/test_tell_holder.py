"""What a clerk does with a voucher is told to whoever reserved it: once, in sending hours, unless they said stop."""

from dataclasses import replace
from datetime import timedelta

import pytest

from evaluation.vouchers import VoucherCancelled
from store.audit_trail import Times
from tests.bot.citizens import Citizen, next_day, now, prompted, served
from tests.usecases.citizens import merge, whose
from tests.usecases.counter.desks import a_desk, calls_off, exchanges
from tests.usecases.counter.shop import a_voucher, open_shop
from tests.usecases.counter.test_delegates import FIRM, a_firm, names
from tests.world import World

CALLED_OFF = (
    "【政务服务】您的“毛巾”兑换券已由工作人员取消：礼品破损。30分已退回，回复“兑换”可另换礼品。"
    "有疑问请拨打12345。"
)


async def told(citizen: Citizen) -> list[str]:
    """What they heard of what a clerk did."""
    return [text for text in await citizen.phone.heard() if "工作人员" in text or "Staff" in text]


async def test_a_cancelled_voucher_is_told_once_with_the_reason_and_that_the_points_are_back(
    world: World,
) -> None:
    shop, desk, wang = await open_shop(world), await a_desk(world), await served(world)
    voucher = await a_voucher(world, shop, citizen=wang)
    await calls_off(world, desk, voucher)
    await world.happen()
    assert await told(wang) == [CALLED_OFF]
    with pytest.raises(VoucherCancelled):
        await calls_off(world, desk, voucher)
    await next_day(world)
    assert await told(wang) == [CALLED_OFF]
    assert await world.value("SELECT sum(points) FROM ledger_entries WHERE kind LIKE 'voucher%%'") == 0


async def test_in_english(world: World) -> None:
    shop, desk, wang = await open_shop(world), await a_desk(world), await prompted(world)
    await wang.says("5 very good, thank you all")
    await calls_off(world, desk, await a_voucher(world, shop, citizen=wang))
    await world.happen()
    (text,) = await told(wang)
    assert "礼品破损. Your 30 points are back. Reply REDEEM for other gifts, or call 12345" in text


async def test_another_gift_is_told_with_both_their_names(world: World) -> None:
    shop, desk, wang = await open_shop(world), await a_desk(world), await served(world)
    await exchanges(world, desk, await a_voucher(world, shop, citizen=wang), shop.gifts["bag"])
    await world.happen()
    assert await told(wang) == [
        "【政务服务】“毛巾”缺货，工作人员已把您的兑换券换为同一档的“布袋”，兑换码、积分和领取地点不变。有疑问请拨打12345。"
    ]


async def test_at_night_they_are_told_in_the_morning(world: World) -> None:
    shop, wang = await open_shop(world), await served(world)
    voucher = await a_voucher(world, shop, citizen=wang)
    await world.move_to("Mon 2026-09-07 22:00")
    await calls_off(world, await a_desk(world), voucher)
    await world.happen()
    assert await told(wang) == []
    await world.move_to("Tue 2026-09-08 08:30")
    assert await told(wang) == [CALLED_OFF]


@pytest.mark.parametrize("when", ["before", "after"])
async def test_who_has_said_stop_is_told_nothing_and_has_the_points(world: World, when: str) -> None:
    shop, desk, wang = await open_shop(world), await a_desk(world), await prompted(world)
    voucher = await a_voucher(world, shop, citizen=wang)
    if when == "before":
        await wang.says("T")
    await calls_off(world, desk, voucher)
    if when == "after":
        await wang.says("T")
    await world.happen()
    assert await told(wang) == []
    assert await wang.balance() == 100


async def test_a_number_that_may_be_another_person_s_learns_no_gift_no_reason_and_no_figure(
    world: World,
) -> None:
    shop, wang = await open_shop(world), await served(world)
    silence = world.parts.rules.silent_after
    await world.clock.move(await now(world) + silence - timedelta(days=1))
    first, second = [await a_voucher(world, shop, citizen=wang) for _ in range(2)]
    await world.clock.move(await now(world) + timedelta(days=2))
    desk = await a_desk(world)
    await exchanges(world, desk, second, shop.gifts["bag"])
    await calls_off(world, desk, first)
    await world.happen()
    assert await told(wang) == [
        "【政务服务】您的一张兑换券已由工作人员取消，积分已退回，查询请到政务服务中心，或拨打12345。"
    ]


async def test_the_reason_tells_no_number_and_is_kept_as_it_was_told(world: World) -> None:
    shop, desk, wang = await open_shop(world), await a_desk(world), await served(world)
    await calls_off(world, desk, await a_voucher(world, shop, citizen=wang), "请联系\n13912345678")
    await world.happen()
    (text,) = await told(wang)
    assert "取消：请联系 ****。30分" in text
    assert await world.value("SELECT why FROM voucher_events WHERE step = 'cancel'") == "请联系 ****"


async def test_whoever_was_merged_is_told_where_they_are_now(world: World) -> None:
    shop, desk = await open_shop(world), await a_desk(world)
    stays, gone = await served(world), await served(world)
    voucher = await a_voucher(world, shop, citizen=gone)
    await merge(world, stays, gone)
    await calls_off(world, desk, voucher)
    await world.happen()
    assert len([*await told(stays), *await told(gone)]) == 1


async def test_an_organisation_s_points_go_back_to_it(world: World) -> None:
    shop, desk, wang = await open_shop(world), await a_desk(world), await served(world)
    await a_firm(world)
    await names(world, desk, wang.phone.number)
    voucher = await a_voucher(world, shop, citizen=wang, firm=FIRM)
    await calls_off(world, desk, voucher)
    await world.happen()
    assert "。30分已退回单位，" in (await told(wang))[0]


async def test_who_is_not_reachable_is_told_nothing_and_the_voucher_is_cancelled(world: World) -> None:
    shop, desk, wang = await open_shop(world), await a_desk(world), await served(world)
    voucher = await a_voucher(world, shop, citizen=wang)
    citizen_id = await whose(world, wang)
    await world.value(
        "UPDATE addresses SET dead_because = 'x', can_sms = false WHERE citizen_id = %(id)s RETURNING 1",
        id=citizen_id,
    )
    at = await now(world)
    await calls_off(world, replace(desk, times=Times(at, at)), voucher)
    await world.happen()
    assert await world.value("SELECT count(*) FROM messages WHERE kind = 'announcement'") == 0
