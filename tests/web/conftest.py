"""What the tests of pages share."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Engines
from tests.web.pages import Visitor, a_visitor
from tests.wechat import WeChatWorld, wechat_world
from tests.world import World


@pytest.fixture
async def visitor(world: World) -> AsyncIterator[Visitor]:
    """A citizen's browser, without JavaScript."""
    async with a_visitor(world) as opened:
        yield opened


@pytest.fixture
async def safe(database_url: str, engines: Engines) -> AsyncIterator[WeChatWorld]:
    """A world whose WeChat posts encrypted."""
    async with wechat_world(database_url, engines.redis_url, "safe") as made:
        yield made
