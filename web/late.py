"""Turns that take longer than their provider waits: it gets a bare acknowledgement, the worker the answer."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from store import outbox
from store.inbound import StoredReply
from web.services import Services

log = structlog.get_logger()

Turn = Callable[[], Awaitable[list[StoredReply]]]


class LateTurns:
    """The turns that are still being taken although nobody waits for them; one object per process."""

    def __init__(self) -> None:
        self._turns: set[asyncio.Task[list[StoredReply]]] = set()

    async def within(self, seconds: float, turn: Turn, desk: Services) -> list[StoredReply]:
        """What the turn answers; nothing if it takes longer, and then its answer leaves by the worker."""
        taken = asyncio.ensure_future(turn())
        self._turns.add(taken)
        taken.add_done_callback(self._turns.discard)
        done, _ = await asyncio.wait({taken}, timeout=seconds)
        if done:
            return taken.result()
        late = asyncio.create_task(self._queue(taken, desk))
        self._turns.add(late)
        late.add_done_callback(self._turns.discard)
        return []

    async def _queue(self, taken: asyncio.Future[list[StoredReply]], desk: Services) -> list[StoredReply]:
        try:
            replies = await taken
            ids = [reply.id for reply in replies]
            await desk.database.persist(lambda tx: outbox.queue_replies(tx, ids, desk.clock.now()))
            await desk.wake_worker()
        except Exception as error:  # noqa: BLE001  # nobody waits for it who could be told
            log.error("a late turn failed", error=type(error).__name__)
            return []
        return replies

    async def finish(self) -> None:
        """Wait for all of them; the database is still open."""
        await asyncio.gather(*self._turns, return_exceptions=True)
