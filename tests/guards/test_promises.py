"""The database's constraints state our promises: each is proven by trying to break it in SQL."""

from collections.abc import Sequence

import psycopg
import pytest
from psycopg import errors

from tests.conftest import Engines
from tests.guards.promises import cases, gifts, learning, people, points, prompts, ratings, samples
from tests.guards.promises.statements import FURNISH

BROKEN = [
    *cases.BROKEN.items(),
    *gifts.BROKEN.items(),
    *learning.BROKEN.items(),
    *people.BROKEN.items(),
    *points.BROKEN.items(),
    *prompts.BROKEN.items(),
    *ratings.BROKEN.items(),
    *samples.BROKEN.items(),
]
ALLOWED = {
    "cases": cases.ALLOWED,
    "gifts": gifts.ALLOWED,
    "points": points.ALLOWED,
    "prompts": prompts.ALLOWED,
    "ratings": ratings.ALLOWED,
    "samples": samples.ALLOWED,
}


@pytest.fixture(scope="module")
def furnished(engines: Engines) -> str:
    name = "haochaping_promises"
    engines.run(f"DROP DATABASE IF EXISTS {name}")
    engines.run(f"CREATE DATABASE {name} TEMPLATE haochaping_template")
    with psycopg.connect(engines.url_of(name)) as connection:
        for statement in FURNISH:
            connection.execute(statement)
    return engines.url_of(name)


@pytest.mark.parametrize(("statement", "refusal"), [pytest.param(*how, id=words) for words, how in BROKEN])
def test_the_database_refuses(furnished: str, statement: str, refusal: type[errors.Error]) -> None:
    with psycopg.connect(furnished) as connection, pytest.raises(refusal):
        connection.execute(f"{statement}; SET CONSTRAINTS ALL IMMEDIATE")  # as the commit would


@pytest.mark.parametrize("statements", [pytest.param(each, id=name) for name, each in ALLOWED.items()])
def test_what_is_allowed_is_not_refused(furnished: str, statements: Sequence[str]) -> None:
    """Else a misspelt statement beside it would prove nothing."""
    with psycopg.connect(furnished) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        connection.rollback()
