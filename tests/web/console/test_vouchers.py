"""核销 in the console: scanned or typed, shown, verified with one press, refused the second time."""

from datetime import timedelta

import pytest

from evaluation.staff import Role
from evaluation.vouchers import VoucherRefused
from tests.bot.citizens import now, served
from tests.usecases.counter.shop import ELSEWHERE_NAME, HALL_NAME, STREET_NAME, Shop, a_voucher, open_shop
from tests.web.staff import at_desk
from tests.world import World
from usecases.gifts.codes import in_groups
from web.console.refusals import WORDS

PATH = "/console/vouchers"
CLERK = Role.COUNTER_CLERK


@pytest.fixture
async def shop(world: World) -> Shop:
    return await open_shop(world)


async def test_a_scan_a_look_a_press(world: World, shop: Shop) -> None:
    voucher = await a_voucher(world, shop)
    async with at_desk(world, CLERK) as clerk:
        shown = await clerk.opens(f"{PATH}?code={voucher.code}")
        assert shown.status == 200
        for told in ("待领取", "毛巾", HALL_NAME, "30", in_groups(voucher.code), "核销并交付毛巾"):
            assert told in shown.text
        shown = await clerk.sends(f"{PATH}/verify", code=voucher.code)
        assert (shown.status, shown.path) == (200, PATH)
        assert "核销成功，请交付礼品" in shown.text
        assert "撤销核销" in shown.text
    async with at_desk(world, CLERK, "second") as second:
        shown = await second.opens(f"{PATH}?code={voucher.code}")
        assert "核销人 王敏" in shown.text
        assert "核销并交付" not in shown.text
        assert "撤销核销" not in shown.text
        shown = await second.sends(f"{PATH}/verify", code=voucher.code)
        assert shown.status == 409
        assert "这张券已经核销：王敏，2026-09-07 10:0" in shown.text
        assert f"{HALL_NAME}。请不要再次交付礼品。" in shown.text


@pytest.mark.parametrize(
    "typed", ["{groups}", "{wide}", "http%3A%2F%2Fhall.example%2Fconsole%2Fvouchers%3Fcode%3D{code}"]
)
async def test_however_it_is_typed(world: World, shop: Shop, typed: str) -> None:
    voucher = await a_voucher(world, shop, STREET_NAME)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in voucher.code)
    written = typed.format(groups=in_groups(voucher.code), wide=wide, code=voucher.code)
    async with at_desk(world, CLERK) as clerk:
        assert "待领取" in (await clerk.opens(f"{PATH}?code={written}")).text


async def test_the_page_says_nothing_of_whose_it_is(world: World, shop: Shop) -> None:
    citizen = await served(world)
    voucher = await a_voucher(world, shop, citizen=citizen)
    async with at_desk(world, CLERK) as clerk:
        shown = await clerk.opens(f"{PATH}?code={voucher.code}")
        assert citizen.phone.number[-4:] not in shown.text.replace(in_groups(voucher.code), "")


async def test_what_is_wrong_is_said_in_words(world: World, shop: Shop) -> None:
    elsewhere = await a_voucher(world, shop, ELSEWHERE_NAME)
    async with at_desk(world, CLERK) as clerk:
        for typed, status, told in (
            ("12345", 404, "兑换码有误"),
            ("000000000", 404, "没有这张兑换券"),
            (elsewhere.code, 404, f"须在{ELSEWHERE_NAME}领取"),
        ):
            shown = await clerk.opens(f"{PATH}?code={typed}")
            assert (shown.status, told in shown.text) == (status, True), shown.text


async def test_undone_verified_again_and_too_late(world: World, shop: Shop) -> None:
    voucher = await a_voucher(world, shop)
    async with at_desk(world, CLERK) as clerk:
        await clerk.opens(PATH)
        await clerk.opens(f"{PATH}?code={voucher.code}")
        await clerk.sends(f"{PATH}/verify", code=voucher.code)
        shown = await clerk.sends(f"{PATH}/undo", code=voucher.code)
        assert "已撤销核销" in shown.text
        await clerk.sends(f"{PATH}/verify", code=voucher.code)
        await world.clock.move(await now(world) + timedelta(minutes=11))
        shown = await clerk.sends(f"{PATH}/undo", code=voucher.code)
        assert (shown.status, "已超过10分钟" in shown.text) == (409, True)
        assert "核销错了" not in shown.text


async def test_a_cancelled_one_says_so(world: World, shop: Shop) -> None:
    voucher = await a_voucher(world, shop)
    async with at_desk(world, CLERK) as clerk:
        await clerk.opens(f"{PATH}?code={voucher.code}")
        shown = await clerk.sends(f"{PATH}/cancel", code=voucher.code, why=" ")
        assert (shown.status, "请写明原因" in shown.text) == (422, True)
        shown = await clerk.sends(f"{PATH}/cancel", code=voucher.code, why="不要了")
        assert "已取消，积分已退回" in shown.text
        shown = await clerk.sends(f"{PATH}/verify", code=voucher.code)
        assert (shown.status, "这张券已取消" in shown.text) == (409, True)


async def test_an_expired_one_says_so(world: World, shop: Shop) -> None:
    voucher = await a_voucher(world, shop)
    await world.clock.move(voucher.expires_at)
    async with at_desk(world, CLERK) as clerk:
        for _ in range(2):  # before and after the clock's own work has seen it
            shown = await clerk.opens(f"{PATH}?code={voucher.code}")
            assert "此券已过期" in shown.text
            shown = await clerk.sends(f"{PATH}/verify", code=voucher.code)
            assert (shown.status, "这张券已过期（有效期至2026年" in shown.text) == (409, True)
            await world.happen()


async def test_out_of_stock(world: World, shop: Shop) -> None:
    voucher = await a_voucher(world, shop)
    async with at_desk(world, CLERK) as clerk:
        shown = await clerk.opens(f"{PATH}?code={voucher.code}")
        assert "换成布袋（余10）" in shown.text
        assert "换成雨伞" not in shown.text
        shown = await clerk.sends(f"{PATH}/substitute", code=voucher.code, gift=str(shop.gifts["bag"]))
        assert "核销并交付布袋" in shown.text
        shown = await clerk.sends(f"{PATH}/substitute", code=voucher.code, gift=str(shop.gifts["umbrella"]))
        assert (shown.status, "只能换同一档" in shown.text) == (409, True)
        shown = await clerk.sends(f"{PATH}/substitute", code=voucher.code, gift="x")
        assert shown.status == 409


async def test_a_scan_before_signing_in_comes_back(world: World, shop: Shop) -> None:
    voucher = await a_voucher(world, shop)
    async with at_desk(world, CLERK) as clerk:
        await clerk.sends("/console/sign-out")
        shown = await clerk.opens(f"{PATH}?code={voucher.code}")
        assert f'name="next" value="{PATH}?code={voucher.code}"' in shown.html


def test_every_refusal_has_its_words() -> None:
    assert set(WORDS) == set(VoucherRefused.__subclasses__())
