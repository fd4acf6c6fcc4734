"""PostgreSQL, reached one way: async psycopg, SQL as SQL, dataclasses out."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg.rows import class_row, scalar_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

Row = TypeVar("Row")
Result = TypeVar("Result")
AnyConnection = psycopg.AsyncConnection[Any]

LOST = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout)
"""What is raised when the server went away: the work may be tried again on a new connection."""


TOO_LONG = psycopg.errors.QueryCanceled
"""A statement took longer than it was given."""


class Transaction:
    """One open transaction. Every statement names its parameters: `%(name)s`."""

    def __init__(self, connection: AnyConnection) -> None:
        self._connection = connection

    async def fetch(self, row: type[Row], query: LiteralString, **params: object) -> list[Row]:
        """All rows, each as a `row`, whose fields are the columns' names."""
        async with self._connection.cursor(row_factory=class_row(row)) as cursor:
            await cursor.execute(query, params)
            return await cursor.fetchall()

    async def first(self, row: type[Row], query: LiteralString, **params: object) -> Row | None:
        """The first row, or None."""
        async with self._connection.cursor(row_factory=class_row(row)) as cursor:
            await cursor.execute(query, params)
            return await cursor.fetchone()

    async def values(self, query: LiteralString, **params: object) -> list[Any]:
        """The first column of every row."""
        async with self._connection.cursor(row_factory=scalar_row) as cursor:
            await cursor.execute(query, params)
            return await cursor.fetchall()

    async def value(self, query: LiteralString, **params: object) -> Any:
        """The first column of the first row, or None."""
        async with self._connection.cursor(row_factory=scalar_row) as cursor:
            await cursor.execute(query, params)
            return await cursor.fetchone()

    async def execute(self, query: LiteralString, **params: object) -> int:
        """Run a statement; the number of rows it touched."""
        cursor = await self._connection.execute(query, params)
        return cursor.rowcount

    async def execute_many(self, query: LiteralString, rows: Sequence[Mapping[str, object]]) -> int:
        """Run one statement for many rows in one round trip; the number of rows touched."""
        if not rows:
            return 0
        async with self._connection.cursor() as cursor:
            await cursor.executemany(query, rows)
            return cursor.rowcount


class Database:
    """A pool of connections; `open` before use."""

    def __init__(self, url: str, *, size: int = 10) -> None:
        self.url = url
        self._pool: AsyncConnectionPool[AnyConnection] = AsyncConnectionPool(
            url,
            min_size=1,
            max_size=size,
            open=False,
            timeout=5,
            reconnect_timeout=5,
            kwargs=CONNECTION_OPTIONS,
            check=self._check,
        )

    async def open(self) -> None:
        """Start the pool; connections are made as they are needed."""
        await self._pool.open()

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """One transaction: committed at the end of the block, rolled back by an exception."""
        async with self._pool.connection() as connection, connection.transaction():
            yield Transaction(connection)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Transaction]:
        """One transaction whose statements all see the same moment, and which changes nothing."""
        async with self.transaction() as tx:
            await tx.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield tx

    async def _check(self, connection: AnyConnection) -> None:
        """What one connection lost, the others lost too: the pool would find them dead at ever longer intervals."""
        try:
            await AsyncConnectionPool.check_connection(connection)
        except LOST:
            await self._pool.check()
            raise

    async def persist(
        self, work: Callable[[Transaction], Awaitable[Result]], *, seconds: float = 8.0
    ) -> Result:
        """Run `work` in a transaction, again on a new connection if the server goes away.

        For work that may safely run twice: a commit whose answer was lost is repeated. Gives up
        with the last error after `seconds` of wall time.
        """
        deadline = monotonic() + seconds
        pause = 0.05
        while True:
            try:
                async with self.transaction() as tx:
                    return await work(tx)
            except LOST:
                if monotonic() + pause > deadline:
                    raise
            await asyncio.sleep(pause)
            pause = min(pause * 2, 1.0)


CONNECTION_OPTIONS: dict[str, object] = {
    "options": "-c TimeZone=Asia/Shanghai -c statement_timeout=60000",
    "application_name": "haochaping",
    "connect_timeout": 5,
}
