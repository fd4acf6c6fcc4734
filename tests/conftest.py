"""One real PostgreSQL and one real Valkey for the whole run; an empty database for each test."""

import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from psycopg.conninfo import make_conninfo

from haochaping.embedded import remove_state, start
from store import schema
from store.db import Database
from tests.scratch import Scratch
from tests.turnstile import Turnstile
from tests.world import World, open_world

TEMPLATE = "haochaping_template"

QUEUES = 4
"""The numbered databases of a Redis server for each worker: a server has 16, and there are four workers."""

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
"""The same code has the same result, on a busy machine too; `--hypothesis-profile=default` looks for what is new."""


# Two million objects are made while tests are collected, and all stay: looking through them for garbage, then and
# again and again later, was a tenth of a run.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


class Engines:
    """Where the engines of this run are."""

    def __init__(self, database_url: str, redis_url: str) -> None:
        self.database_url = database_url
        server, _, _ = redis_url.partition("?")
        first = QUEUES * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
        own = range(first, first + QUEUES)
        # a number behind "?" wins over one in the path
        self.redis_url, *self.further_redis_urls = [f"{server}?db={number}" for number in own]

    def url_of(self, database: str) -> str:
        """The address of one database on the server."""
        return make_conninfo(self.database_url, dbname=database)

    def run(self, statement: str) -> None:
        """Run a statement that cannot be in a transaction."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def turnstile() -> Turnstile | None:
    """What the workers of one run pass through; a single one needs none."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    return Turnstile(Path(tempfile.gettempdir()) / f"hct-{run}") if run else None


@pytest.fixture(autouse=True)
def room(request: pytest.FixtureRequest, turnstile: Turnstile | None) -> Iterator[None]:
    """Room on the machine: a test marked `alone` waits for the others to finish and makes them wait."""
    if turnstile is None:
        yield
        return
    with turnstile.through(alone=request.node.get_closest_marker("alone") is not None):
        yield


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """The servers that DATABASE_URL and REDIS_URL name, or embedded ones."""
    with _embedded() as (database_url, redis_url):
        found = Engines(os.environ.get("DATABASE_URL", database_url), os.environ.get("REDIS_URL", redis_url))
        found.run(f"DROP DATABASE IF EXISTS {TEMPLATE}")
        found.run(f"CREATE DATABASE {TEMPLATE}")
        schema.migrate(found.url_of(TEMPLATE))
        yield found


@contextmanager
def _embedded() -> Iterator[tuple[str, str]]:
    # Not under tmp_path: as root the engines' own user could not pass through it.
    folder = Path(tempfile.mkdtemp(prefix="hct"))
    folder.chmod(0o711)
    stack = start(folder / "state", min_free_mb=100)
    try:
        yield stack.urls.database_url, stack.urls.redis_url
    finally:
        stack.stop()
        remove_state(folder / "state")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def scratch(engines: Engines) -> Iterator[Scratch]:
    """The database that one test after the other has to itself."""
    made = Scratch(engines.database_url, TEMPLATE, f"haochaping_test_{os.getpid()}")
    yield made
    made.drop()


@pytest.fixture
def database_url(engines: Engines, scratch: Scratch) -> str:
    """A migrated database with no row in it."""
    return engines.url_of(scratch.empty())


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open pool on this test's database."""
    opened = Database(database_url, size=4)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def world(database_url: str, engines: Engines) -> AsyncIterator[World]:
    """The whole product in this process, on a clock that the test moves."""
    async with open_world(database_url, engines.redis_url) as opened:
        yield opened
