"""How a promise is proven: by trying to break it in SQL."""

from collections.abc import Mapping, Sequence

import psycopg
import pytest
from psycopg import errors

Broken = Mapping[str, tuple[str, type[errors.Error]]]
"""What breaks a promise, in words: the statement, and how the database refuses it."""


def emptied(*tables: str) -> Broken:
    """Tables that are only ever added to."""
    return {f"{table} emptied": (f"TRUNCATE {table} CASCADE", errors.IntegrityError) for table in tables}


def is_refused(furnished: str, statement: str, refusal: type[errors.Error]) -> None:
    """See that the database refuses it, at the latest as the commit would."""
    with psycopg.connect(furnished) as connection, pytest.raises(refusal):
        connection.execute(f"{statement}; SET CONSTRAINTS ALL IMMEDIATE")


def are_allowed(furnished: str, statements: Sequence[str]) -> None:
    """See that these are not refused: else a misspelt statement beside them would prove nothing."""
    with psycopg.connect(furnished) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        connection.rollback()
