"""Waiting for what somebody else does, without sleeping for a guessed time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from store.db import Database

T = TypeVar("T")


def eventually(condition: Callable[[], T], *, within: float = 10.0) -> T:
    """What the condition gives once it is true; an AssertionError when it stays false."""
    deadline = time.monotonic() + within
    while not (result := condition()):
        assert time.monotonic() < deadline, f"still {result!r} after {within} s"
        time.sleep(0.02)
    return result


async def until(ask: Callable[[], Awaitable[T]], within: float = 10.0) -> T:
    """What is answered once it is true; an AssertionError when it stays false."""
    deadline = time.monotonic() + within
    while not (answer := await ask()):
        assert time.monotonic() < deadline, f"still {answer!r} after {within} s"
        await asyncio.sleep(0.02)
    return answer


async def until_locked_out(database: Database, *, many: int = 1, within: float = 30.0) -> None:
    """Until so many statements wait for a lock that another holds."""

    async def are_waiting() -> bool:
        async with database.transaction() as tx:
            waiting: int = await tx.value(
                """SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'"""
            )
        return waiting >= many

    await until(are_waiting, within)
