"""How a worker shows that it lives: an advisory lock on a connection of its own, free 3 ms after a kill."""

import psycopg

from store.db import LOST, AnyConnection
from store.outbox import OWNER_LOCKS


class Owner:
    """The name under which this worker holds messages."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._connection: AnyConnection | None = None
        self._id = 0

    async def id(self) -> int:
        """The name, with its lock certainly held; a new one after the connection was lost."""
        if self._connection is not None and await self._is_alive(self._connection):
            return self._id
        return await self.renew()

    async def renew(self) -> int:
        """Take a new name: what was held under the old one is taken back as a dead worker's."""
        await self.close()
        connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True, connect_timeout=5)
        cursor = await connection.execute("SELECT nextval('worker_owners')::int")
        row = await cursor.fetchone()
        assert row is not None
        self._id = row[0]
        await connection.execute("SELECT pg_advisory_lock(%s, %s)", (OWNER_LOCKS, self._id))
        self._connection = connection
        return self._id

    async def close(self) -> None:
        """Let go of the name."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _is_alive(self, connection: AnyConnection) -> bool:
        try:
            await connection.execute("SELECT 1")
        except LOST:
            return False
        return True
