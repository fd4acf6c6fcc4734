"""What tests of the console share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import Engines
from tests.usecases.cases.conftest import desk
from tests.usecases.cases.desk import furnish
from tests.world import World, open_world

__all__ = ["desk", "filing"]


@pytest.fixture
async def filing(database_url: str, engines: Engines, tmp_path: Path) -> AsyncIterator[World]:
    """A county with an office, whose cases may have attachments."""
    cases = {"attachments": str(tmp_path / "files")}
    async with open_world(database_url, engines.redis_url, cases=cases) as world:
        await furnish(world)
        yield world
