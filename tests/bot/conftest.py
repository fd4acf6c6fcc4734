"""One world for all conversations of a file: each is with a citizen of their own."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import Engines
from tests.world import World, open_world


@pytest.fixture(scope="module")
async def town(engines: Engines, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """A world that lasts as long as the file; time passes in it, and nobody else's thread is seen."""
    name = f"haochaping_town_{request.module.__name__.rpartition('.')[2]}"
    engines.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    engines.run(f"CREATE DATABASE {name} TEMPLATE haochaping_template STRATEGY file_copy")
    async with open_world(engines.url_of(name), engines.redis_url) as world:
        yield world
    engines.run(f"DROP DATABASE {name} WITH (FORCE)")
