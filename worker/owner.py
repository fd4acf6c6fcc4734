"""How a worker shows that it lives: an advisory lock on a connection of its own, free 3 ms after a kill."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg

from store.db import LOST, AnyConnection
from store.deliveries import OWNER_LOCKS

TURN_LOCKS = 7_203_006
"""The space of the advisory locks of channels on which one worker writes at a time."""


class Owner:
    """The name under which this worker holds messages.

    Needs a connection that is really its own: a pooler between us that lends connections out by
    the transaction would take the lock away.
    """

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._connection: AnyConnection | None = None
        self._id = 0
        self._one_at_a_time = asyncio.Lock()

    async def id(self) -> int:
        """The name, with its lock certainly held; a new one after the connection was lost.

        What was held under the old one is taken back as a dead worker's.
        """
        async with self._one_at_a_time:
            if self._connection is None or not await _is_alive(self._connection):
                await self._renew()
            return self._id

    async def take_turn(self, channel: str) -> bool:
        """Whether this worker alone may write on a channel until it ends its turn, or dies."""
        async with self._one_at_a_time:
            assert self._connection is not None, "a turn is taken under a name"
            cursor = await self._connection.execute(
                "SELECT pg_try_advisory_lock(%s, hashtext(%s))", (TURN_LOCKS, channel)
            )
            row = await cursor.fetchone()
            return bool(row and row[0])

    async def end_turn(self, channel: str) -> None:
        """Let another worker write on a channel; it may already, should the connection be gone."""
        async with self._one_at_a_time:
            if self._connection is not None:
                with suppress(*LOST):
                    await self._connection.execute(
                        "SELECT pg_advisory_unlock(%s, hashtext(%s))", (TURN_LOCKS, channel)
                    )

    async def close(self) -> None:
        """Let go of the name."""
        async with self._one_at_a_time:
            await self._close()

    async def _renew(self) -> None:
        await self._close()
        connection = await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, connect_timeout=5, application_name="haochaping worker"
        )
        try:
            self._id = await _take_name(connection)
        except BaseException:
            await connection.close()
            raise
        self._connection = connection

    async def _close(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(*LOST):
                await connection.close()


async def _take_name(connection: AnyConnection) -> int:
    cursor = await connection.execute("SELECT nextval('worker_owners')::int")
    row = await cursor.fetchone()
    assert row is not None
    name: int = row[0]
    await connection.execute("SELECT pg_advisory_lock(%s, %s)", (OWNER_LOCKS, name))
    return name


async def _is_alive(connection: AnyConnection) -> bool:
    try:
        await connection.execute("SELECT 1")
    except LOST:
        return False
    return True


@asynccontextmanager
async def holding(owner: Owner) -> AsyncIterator[int]:
    """The worker's name. Should anything go wrong, or RQ's time run out, it is given up with all it holds."""
    try:
        yield await owner.id()
    except BaseException:
        await owner.close()
        raise
