"""The staff bot on the wires of Telegram and WeChat: bound there, ordered there, answered in the response."""

import pytest

from evaluation.staff import Role
from store.audit_trail import Actor, Times
from tests.bot.citizens import now
from tests.conftest import Engines
from tests.telegram import telegram_world
from tests.usecases.counter.shop import Shop, a_voucher, open_shop
from tests.web.staff import an_account
from tests.wechat import wechat_world
from tests.world import World, a_record
from usecases.staff.chats import make_code


async def a_counter(world: World) -> tuple[Shop, str]:
    """A hall with gifts, and the code by which its clerk binds a chat."""
    account = await an_account(world, Role.COUNTER_CLERK, "wang")
    times = Times(await now(world), world.clock.wall())
    actor = Actor("10.0.0.1", account.id, account.area_code)
    code: str = await world.query(lambda tx: make_code(tx, world.parts.vault, actor, times))
    return await open_shop(world), code


async def test_in_telegram(database_url: str, engines: Engines) -> None:
    async with telegram_world(database_url, engines.redis_url) as post:
        shop, code = await a_counter(post.world)
        voucher = await a_voucher(post.world, shop)
        clerk = post.stranger()
        await post.world.send_records(a_record("13900000055"))
        assert "已核销" not in await clerk.says(f"/verify {voucher.code}")
        assert "已绑定工作台账号wang" in await clerk.says(f"工号 {code}")
        assert "+86139****0055：截至8月31日至少0分" in await clerk.says("/balance 13900000055")
        assert "已核销：毛巾" in await clerk.says(f"/verify@our_bot {voucher.code}")
        assert "已经核销：王敏" in await clerk.says(f"核销 {voucher.code}")
        assert "毛巾30分余9" in await clerk.says("/gifts")
        assert "毛巾30分余9" in await clerk.says("礼品")
        lines = await post.world.value(
            "SELECT array_agg(DISTINCT client) FROM audit_trail WHERE action = 'voucher_collected'"
        )
        assert lines == ["telegram"]


async def test_to_others_the_command_menu_is_the_citizens(database_url: str, engines: Engines) -> None:
    async with telegram_world(database_url, engines.redis_url) as post:
        await open_shop(post.world)
        wang = await post.served()
        assert "余" not in await wang.says("/gifts")


@pytest.mark.parametrize("mode", ["plain", "safe"])
async def test_in_wechat(database_url: str, engines: Engines, mode: str) -> None:
    async with wechat_world(database_url, engines.redis_url, mode) as town:  # type: ignore[arg-type]
        shop, code = await a_counter(town.world)
        voucher, other = await a_voucher(town.world, shop), await a_voucher(town.world, shop)
        clerk = town.stranger()
        await town.world.send_records(a_record("13900000055"))
        assert "已绑定工作台账号wang" in await clerk.says(f"工号 {code}")
        assert "+86139****0055：截至8月31日至少0分" in await clerk.says("查积分 13900000055")
        assert "已核销：毛巾" in await clerk.says(f"核销 {voucher.code}")
        assert "已取消：毛巾" in await clerk.says(f"取消 {other.code} 本人不要了")
        assert "毛巾30分余9" in await clerk.says("礼品")
        assert await town.world.value("SELECT count(*) FROM inbound WHERE text LIKE '%%13900000055%%'") == 0
