"""Staff look up, verify and cancel by SMS: only from a phone that speaks for them, only by these words."""

import asyncio
from datetime import timedelta

import pytest

from bot.ordering import Kind, Order, read_order
from evaluation.staff import Role
from store.audit_trail import Actor, Times
from store.staff import Staff
from tests.bot.citizens import Citizen, next_day, now, prompted, said, served
from tests.usecases.counter.shop import ELSEWHERE, ELSEWHERE_NAME, HALL_NAME, a_voucher, open_shop
from tests.web.staff import an_account
from tests.world import World, a_record
from usecases.gifts.codes import in_groups
from usecases.staff.chats import make_code


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("/balance 13800000000", Order(Kind.BALANCE, "13800000000")),
        ("/Balance@our_bot  138 0000 0000", Order(Kind.BALANCE, "138 0000 0000")),
        ("/balance", Order(Kind.BALANCE)),
        ("查积分13800000000", Order(Kind.BALANCE, "13800000000")),
        ("查积分：１３８００００００００。", Order(Kind.BALANCE, "13800000000")),
        ("/verify 123 456 789", Order(Kind.VERIFY, "123 456 789")),
        ("核销 １２３４５６７８９", Order(Kind.VERIFY, "123456789")),
        ("核销123-456-789", Order(Kind.VERIFY, "123-456-789")),
        ("/cancel 123456789 不要了", Order(Kind.CANCEL, "123456789", "不要了")),
        ("/cancel 123456789", Order(Kind.CANCEL, "123456789")),
        ("/cancel", Order(Kind.CANCEL)),
        ("取消 123 456 789，本人不要了", Order(Kind.CANCEL, "123 456 789", "本人不要了")),
        ("取消123456789不要了", Order(Kind.CANCEL, "123456789", "不要了")),
        ("/gifts", Order(Kind.GIFTS)),
        ("礼品", Order(Kind.GIFTS)),
        # What a citizen says stays a citizen's, whoever it is.
        ("5", None),
        ("积分", None),
        ("查积分", None),
        ("取消", None),
        ("取消 5", None),
        ("核销", None),
        ("怎么核销123456789", None),
        ("礼品太差了", None),
        ("1 礼品不好", None),
        ("123456789", None),
        ("/start", None),
        ("/balances 1", None),
        ("", None),
    ],
)
def test_what_is_an_order(text: str, order: Order | None) -> None:
    assert read_order(text) == order


async def binds(world: World, citizen: Citizen, account: Staff) -> None:
    """Let a phone speak for an account, as its owner does."""
    times = Times(await now(world), world.clock.wall())
    actor = Actor("10.0.0.1", account.id, account.area_code)
    code = await world.query(lambda tx: make_code(tx, world.parts.vault, actor, times))
    assert "已绑定工作台账号" in await citizen.says(f"工号 {code}")


async def a_clerk(
    world: World, role: Role = Role.COUNTER_CLERK, username: str = "wang", **where: str
) -> Citizen:
    """One of the staff, who is served as a citizen too, with a phone that speaks for them."""
    clerk = await served(world)
    await binds(world, clerk, await an_account(world, role, username, **where))
    return clerk


async def test_a_day_at_the_counter_by_text(world: World) -> None:
    shop, clerk, citizen = await open_shop(world), await a_clerk(world), await served(world)
    voucher = await a_voucher(world, shop, citizen=citizen)
    other = await a_voucher(world, shop, citizen=citizen)
    number = citizen.phone.number
    await clerk.talks(
        [
            (f"/balance {number}", f"****{number[-4:]}：截至8月31日至少0分"),
            (f"查积分 {number}", f"待领取：毛巾，兑换码{in_groups(other.code)}"),
            (
                f"核销 {voucher.code}",
                f"已核销：毛巾，兑换码{in_groups(voucher.code)}，{HALL_NAME}。请交付礼品。",
            ),
            (f"/verify {voucher.code}", "这张券已经核销：王敏，9月7日10:0"),
            (f"/cancel {other.code}", "请写兑换码和原因"),
            (f"取消 {other.code} 本人不要了", "已取消：毛巾"),
            (f"核销 {other.code}", "这张券已取消"),
            ("核销 123456780", "兑换码有误"),
            ("/verify", "请写兑换码"),
            ("礼品", f"{HALL_NAME}：布袋30分余10，毛巾30分余9，雨伞60分余10。"),
            ("/gifts", "东山街道便民服务中心：布袋30分余10"),
            ("查积分 13900009999", "没有找到"),
            ("/balance 139", "请写完整的手机号码"),
        ]
    )
    assert await world.value("SELECT why FROM voucher_events WHERE step = 'cancel'") == "本人不要了"
    await world.happen()
    assert "毛巾”兑换券已由工作人员取消：本人不要了。30分已退回" in (await citizen.phone.heard())[-1]


async def test_a_cancellation_that_comes_twice_is_told_once(world: World) -> None:
    shop, clerk, citizen = await open_shop(world), await a_clerk(world), await served(world)
    voucher = await a_voucher(world, shop, citizen=citizen)
    for _ in range(2):
        await said(world, clerk, f"取消 {voucher.code} 本人不要了", "SM1")
        await world.happen()
    assert len([text for text in await citizen.phone.heard() if "工作人员取消" in text]) == 1


async def test_it_is_on_record_like_in_the_console_and_the_number_is_kept_nowhere(world: World) -> None:
    clerk, citizen = await a_clerk(world), await served(world)
    await clerk.says(f"查积分 {citizen.phone.number}")
    assert await world.value(
        "SELECT client || ' ' || action || ' ' || subject FROM audit_trail ORDER BY id DESC LIMIT 1"
    ) == "sms citizen_looked_up citizen"  # fmt: skip
    assert await world.value("SELECT text || ' ' || intent FROM inbound ORDER BY id DESC LIMIT 1") == (
        "查积分 *********** staff"
    )
    kept = await world.value(
        """SELECT string_agg(t, ' ') FROM (SELECT text AS t FROM inbound
                                            UNION ALL SELECT text || facts::text FROM messages
                                            UNION ALL SELECT detail::text FROM audit_trail) AS kept"""
    )
    assert citizen.phone.number not in kept


async def test_who_is_not_bound_is_heard_as_a_citizen(world: World) -> None:
    shop, citizen = await open_shop(world), await served(world)
    voucher = await a_voucher(world, shop)
    for text in (f"核销 {voucher.code}", f"/verify {voucher.code}", f"取消 {voucher.code} 不要了"):
        assert "已核销" not in await citizen.says(text)
    assert await world.value("SELECT array_agg(DISTINCT state) FROM vouchers") == ["reserved"]


async def test_a_clerk_who_is_asked_to_rate_rates(world: World) -> None:
    clerk = await prompted(world)
    await binds(world, clerk, await an_account(world, Role.COUNTER_CLERK, "wang"))
    await clerk.says("查积分 13900009999")
    assert "不满意" in await clerk.says("2 等太久")
    assert await clerk.level() == 2
    await clerk.says("礼品")
    assert await clerk.level() == 2


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.COUNTER_CLERK, {"/balance", "/verify", "/cancel", "/gifts"}),
        (Role.GIFTS_DESK, {"/gifts"}),
        (Role.DEPARTMENT_HANDLER, set()),
        (Role.SUPERVISOR, set()),
        (Role.ADMINISTRATOR, set()),
        (Role.AUDITOR, set()),
    ],
)
async def test_each_role_may_what_it_may_in_the_console(world: World, role: Role, may: set[str]) -> None:
    clerk = await a_clerk(world, role)
    for command, rest in (
        ("/balance", " 13900009999"),
        ("/verify", " 000000000"),
        ("/cancel", " 000000000 x"),
        ("/gifts", ""),
    ):
        refused = "您的角色不能这样做" in await clerk.says(command + rest)
        assert refused is (command not in may), command


async def test_each_sees_their_own_area(world: World) -> None:
    shop = await open_shop(world)
    clerk = await a_clerk(world, area=ELSEWHERE)
    citizen = await served(world)
    here, there = await a_voucher(world, shop), await a_voucher(world, shop, ELSEWHERE_NAME)
    await clerk.talks(
        [
            (f"查积分 {citizen.phone.number}", "没有找到"),
            (f"核销 {here.code}", f"这张券须在{HALL_NAME}领取"),
            (f"核销 {there.code}", "已核销"),
            ("礼品", ELSEWHERE_NAME),
        ]
    )


async def test_a_message_that_comes_twice_verifies_once(world: World) -> None:
    shop, clerk = await open_shop(world), await a_clerk(world)
    voucher = await a_voucher(world, shop)
    [first] = await said(world, clerk, f"核销 {voucher.code}", "SM1")
    [again] = await said(world, clerk, f"核销 {voucher.code}", "SM1")
    assert first == again
    assert "已核销" in first.text
    assert await world.value("SELECT count(*) FROM voucher_events WHERE step = 'collect'") == 1


async def test_two_clerks_verify_each_other_s_vouchers_at_once(world: World) -> None:
    shop = await open_shop(world)
    wang, li = await a_clerk(world), await a_clerk(world, username="li")
    for turn in range(4):
        hers, his = await a_voucher(world, shop, citizen=wang), await a_voucher(world, shop, citizen=li)
        first, second = await asyncio.gather(
            said(world, wang, f"核销 {his.code}", f"W{turn}"),
            said(world, li, f"核销 {hers.code}", f"L{turn}"),
        )
        assert "已核销" in first[0].text
        assert "已核销" in second[0].text


async def test_a_phone_that_was_silent_long_speaks_for_nobody_until_it_is_bound_again(world: World) -> None:
    clerk, citizen = await a_clerk(world), await served(world)
    assert "至少0分" in await clerk.says(f"查积分 {citizen.phone.number}")
    await world.clock.move(await now(world) + world.parts.rules.silent_after + timedelta(days=1))
    assert "至少" not in await clerk.says(f"查积分 {citizen.phone.number}")
    await binds(world, clerk, await an_account(world, Role.COUNTER_CLERK, "wang-again"))
    newcomer = a_record("13900000123", finished_at=(await now(world)).isoformat())
    await world.send_records(newcomer)
    assert "至少0分" in await clerk.says("查积分 13900000123")


async def test_looking_up_too_often_is_refused_here_too(world: World) -> None:
    clerk = await a_clerk(world)
    for number in range(world.parts.rules.look_ups_per_hour):
        await said(world, clerk, f"查积分 1390000{number:04}", f"N{number}")
    assert "查询太频繁，请在11:" in await clerk.says("查积分 13900009999")
    await next_day(world)
    assert "没有找到" in await clerk.says("查积分 13900009999")
