"""The command about the WeChat account, against a server that speaks WeChat's protocol."""

import asyncio

import pytest

from haochaping.commands import wechat as commands
from haochaping.settings import load
from tests.conftest import Engines
from tests.fakes.wechat_faults import refuse
from tests.wechat import wechat_world


async def test_a_code_for_the_counter_binds_who_scans_it(database_url: str, engines: Engines) -> None:
    async with wechat_world(database_url, engines.redis_url) as town:
        url = await asyncio.to_thread(commands.code, town.world.parts.settings, "13912345678")
        scanned = town.stranger()
        assert "已绑定" in await scanned.follower.does("subscribe", f"qrscene_{town.wechat.scenes[url]}")
        kinds = "SELECT string_agg(kind, ' ' ORDER BY kind) FROM addresses GROUP BY citizen_id"
        assert await town.world.value(kinds) == "phone wechat"


async def test_what_cannot_be_done_is_told_in_one_line(database_url: str, engines: Engines) -> None:
    with pytest.raises(ValueError, match="lacks app_id, app_secret, token"):
        commands.code(load(), "13912345678")
    async with wechat_world(database_url, engines.redis_url) as town:
        with pytest.raises(ValueError, match="'12' is no phone number"):
            commands.code(town.world.parts.settings, "12")
        town.wechat.token_fault = refuse(40164)
        with pytest.raises(ValueError, match="WeChat did not do it: 40164"):
            await asyncio.to_thread(commands.code, town.world.parts.settings, "13912345678")
        assert await town.world.value("SELECT count(*) FROM bindings") == 0
