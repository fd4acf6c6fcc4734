"""What the tests of pages share."""

from collections.abc import AsyncIterator

import pytest

from tests.web.pages import Visitor, a_visitor
from tests.world import World


@pytest.fixture
async def visitor(world: World) -> AsyncIterator[Visitor]:
    """A citizen's browser, without JavaScript."""
    async with a_visitor(world) as opened:
        yield opened
