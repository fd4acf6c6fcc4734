"""Who holds a message, and when somebody else may take it."""

import psycopg

from tests.waiting import until
from tests.worker.twilio import TwilioWorld
from worker.delivering import deliver_batch
from worker.owner import Owner


async def test_a_name_lasts_as_long_as_its_connection(database_url: str) -> None:
    first, second = Owner(database_url), Owner(database_url)
    name = await first.id()
    assert await first.id() == name != await second.id()
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
        await connection.execute(
            """SELECT pg_terminate_backend(pid) FROM pg_locks
                WHERE locktype = 'advisory' AND objid::bigint = %s""",
            (name,),
        )
    assert await first.id() != name
    await first.close()
    await second.close()


async def rename(post: TwilioWorld, table: str, to: str) -> None:
    await post.world.query(lambda tx: tx.execute(f"ALTER TABLE {table} RENAME TO {to}"))


async def test_a_batch_that_breaks_gives_its_name_up(post: TwilioWorld) -> None:
    """What it had claimed is sent by the next tick's jobs, not when its lease ends."""
    await post.due(phones=2)
    await rename(post, "dialogues", "away")

    async def breaks() -> bool:
        try:
            await post.world.happen()
        except psycopg.errors.UndefinedTable:
            return True
        return False

    await until(breaks)
    await rename(post, "away", "dialogues")
    await post.settled()
    assert sorted(post.twilio.counts().values()) == [1, 1]
    assert await deliver_batch(post.world.runtime) == 0
