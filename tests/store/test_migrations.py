"""Migrations that have to do something with what is there already."""

from datetime import datetime

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from evaluation.ledger import lasts_until
from evaluation.window import CIVIL_ZONE
from store import schema
from store.db import Database
from tests.conftest import Engines
from tests.usecases.points.books import differences

BEFORE_THE_CHAIN = "0009"
LAST_MOMENT = datetime(2025, 12, 31, 23, 59, 59, 999_999, tzinfo=CIVIL_ZONE)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=CIVIL_ZONE)


def upgrade(url: str, version: str) -> None:
    """Bring an empty database to an older version."""
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=NullPool)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(schema.MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()


async def test_points_from_before_become_lots_and_a_chain(engines: Engines) -> None:
    engines.run("DROP DATABASE IF EXISTS haochaping_older")
    engines.run("CREATE DATABASE haochaping_older")
    url = engines.url_of("haochaping_older")
    upgrade(url, BEFORE_THE_CHAIN)
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO citizens (created_at) VALUES (%s), (%s)", [NEW_YEAR, NEW_YEAR])
        connection.execute("INSERT INTO ledger_accounts (citizen_id, balance) VALUES (1, 20), (2, 10)")
        for account, visit, at in ((1, 1, LAST_MOMENT), (2, 2, NEW_YEAR), (1, 3, NEW_YEAR)):
            connection.execute(
                """INSERT INTO ledger_entries (account_id, kind, reference, points, at)
                   VALUES (%s, 'rating', %s, 10, %s)""",
                [account, f"visit:{visit}", at],
            )
    schema.migrate(url)
    with psycopg.connect(url) as connection:
        lots = connection.execute("SELECT expires_at FROM ledger_lots ORDER BY entry_id").fetchall()
        places = connection.execute("SELECT place FROM ledger_entries ORDER BY id").fetchall()
    assert [row[0] for row in lots] == [lasts_until(at, 1) for at in (LAST_MOMENT, NEW_YEAR, NEW_YEAR)]
    assert [row[0] for row in places] == [1, 1, 2]
    database = Database(url, size=2)
    await database.open()
    assert await differences(database) == []
    await database.close()
    engines.run("DROP DATABASE haochaping_older")
