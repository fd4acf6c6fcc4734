"""What breaks a promise, as tables say it."""

from collections.abc import Mapping

from psycopg import errors

Broken = Mapping[str, tuple[str, type[errors.Error]]]
"""In words: the statement, and how the database refuses it."""


def emptied(*tables: str) -> Broken:
    """Tables that are only ever added to."""
    return {f"{table} emptied": (f"TRUNCATE {table} CASCADE", errors.IntegrityError) for table in tables}
