"""The pool of connections, when the server was away."""

import asyncio

from psycopg.conninfo import conninfo_to_dict

from store.db import Database
from tests.conftest import Engines

IDLE = 6


async def test_after_a_restart_the_first_transaction_need_not_find_each_connection_dead(
    database_url: str, engines: Engines
) -> None:
    database = Database(database_url, size=IDLE)
    await database.open()
    everybody_is_here = asyncio.Barrier(IDLE)

    async def use_one() -> None:
        async with database.transaction():
            await everybody_is_here.wait()

    await asyncio.gather(*(use_one() for _ in range(IDLE)))
    engines.run(
        f"""SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
             WHERE datname = '{conninfo_to_dict(database_url)["dbname"]}'"""
    )
    # looking at one connection a second, it would take longer
    async with asyncio.timeout(3), database.transaction() as tx:
        assert await tx.value("SELECT 1") == 1
    await database.close()
