"""Papers are made off the event loop, one at a time."""

import asyncio
from collections.abc import Callable


class Press:
    """Makes papers; one object per process."""

    def __init__(self) -> None:
        self._room = asyncio.Semaphore(1)

    async def made(self, make: Callable[[], bytes]) -> bytes:
        """A paper; the others of this process wait.

        Each takes a core for a second or two and, with photos, up to 200 MB.
        """
        async with self._room:
            return await asyncio.to_thread(make)
