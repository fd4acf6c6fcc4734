"""A fake as a process of its own: it prints its address and serves until told to stop."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable
from typing import Any, Protocol, Self


class Fake(Protocol):
    """What the fakes have in common."""

    script: Any

    @property
    def base_url(self) -> str: ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *_: object) -> None: ...


def run(title: str, make: Callable[[int], Fake], losing: Callable[[float, int], Any]) -> None:
    """Serve what `make` makes for a port; `losing` is its way to lose a share of its answers."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--lose", type=float, default=0.0, help="share of answers that get lost")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    asyncio.run(_serve(make(given.port), losing(given.lose, given.seed)))


async def _serve(fake: Fake, script: Any) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with fake:
        fake.script = script
        sys.stdout.write(f"{fake.base_url}\n")
        sys.stdout.flush()
        await stop.wait()
