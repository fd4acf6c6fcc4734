"""The database that the promises are tried on."""

import psycopg
import pytest

from tests.conftest import Engines
from tests.guards.promises.statements import FURNISH


@pytest.fixture(scope="session")
def furnished(engines: Engines) -> str:
    """A row of everything, which no test changes."""
    name = "haochaping_promises"
    engines.run(f"DROP DATABASE IF EXISTS {name}")
    engines.run(f"CREATE DATABASE {name} TEMPLATE haochaping_template")
    with psycopg.connect(engines.url_of(name)) as connection:
        for statement in FURNISH:
            connection.execute(statement)
    return engines.url_of(name)
