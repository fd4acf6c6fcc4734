"""Engines of the benchmarks' own, a fresh database for each, and the figures they give."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from haochaping.demo.samples import CATALOGUE
from haochaping.embedded import remove_state, start
from haochaping.settings import Settings, load
from haochaping.wiring.parts import Parts, build
from store import catalogue, schema
from store.vault import new_key

_numbers = count(1)


@dataclass(frozen=True)
class Figure:
    """One measured thing beside its baseline; changes are judged by `ratio`, the rest depends on the machine."""

    what: str
    measured: str
    baseline: str
    ratio: float


@dataclass(frozen=True)
class Stage:
    """Where the engines are."""

    server_url: str
    redis_url: str

    def database(self) -> str:
        """The address of a fresh database at the newest migration."""
        name = f"bench_{os.getpid()}_{next(_numbers)}"
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = make_conninfo(self.server_url, dbname=name)
        schema.migrate(url)
        return url

    def settings(self, database_url: str, **sections: Any) -> Settings:
        """Settings for a database of this stage."""
        keys = {"phone_key": new_key(), "lookup_key": new_key()}
        hours = {"opens": "00:00", "closes": "23:59:59.999999"}
        given = {"security": keys, "prompt": hours, **sections}
        return load(database_url=database_url, redis_url=self.redis_url, **given)


@contextmanager
def stage() -> Iterator[Stage]:
    """Embedded engines in a folder of their own; nothing of them is left afterwards."""
    # Not in a private folder: as root the engines' own user could not pass through it.
    folder = Path(tempfile.mkdtemp(prefix="hcb"))
    folder.chmod(0o711)
    engines = start(folder / "state", min_free_mb=500)
    try:
        yield Stage(engines.urls.database_url, engines.urls.redis_url)
    finally:
        engines.stop()
        remove_state(folder / "state")
        shutil.rmtree(folder)


async def furnish(settings: Settings) -> Parts:
    """What every process has in common, with the catalogue loaded and the pool open."""
    parts = build(settings)
    await parts.database.open()
    async with parts.database.transaction() as tx:
        await catalogue.put(tx, CATALOGUE)
    return parts


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of them lies."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]
