"""What the tests of cases share."""

import pytest

from tests.usecases.cases.desk import furnish
from tests.world import World


@pytest.fixture
async def desk(world: World) -> World:
    """A county with an office."""
    await furnish(world)
    return world
