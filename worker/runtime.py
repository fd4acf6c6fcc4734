"""What a worker's jobs share: one event loop, one pool, one set of channels. The only module state there is."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from redis import Redis

from bot.rendering import Renderer
from channels.dispatch.client import PlatformClient
from channels.interface import Channels
from store.db import Database
from store.vault import Vault
from usecases.carrying import Carriers
from usecases.rules import Clock, Rules
from worker.drop_folder import Drops
from worker.owner import Owner
from worker.pacing import Pacing

Result = TypeVar("Result")


@dataclass(frozen=True)
class DeliverySettings:
    """How messages are delivered."""

    batch: int
    chunk: int
    max_attempts: int
    settle_after: timedelta
    give_up_after: timedelta
    lease: timedelta
    apart: Mapping[str, timedelta] = field(default_factory=dict)
    """Channels on which one worker writes at a time, and the least time between two messages to one address."""


@dataclass
class Runtime:
    """Built by the worker process before its first job."""

    database: Database
    clock: Clock
    rules: Rules
    vault: Vault
    renderer: Renderer
    channels: Channels
    carriers: Carriers
    delivery: DeliverySettings
    pacing: Pacing
    owner: Owner
    redis: Redis
    read_calendar: Callable[[], Awaitable[None]]
    loop: asyncio.AbstractEventLoop
    drop_folder: Path | None = None
    drops: Drops = field(default_factory=Drops)
    platforms: Mapping[str, PlatformClient] = field(default_factory=dict)
    """Outside work-order platforms, by name."""
    poll_platforms: timedelta = timedelta(minutes=1)
    """How often one that lists its changes is asked."""
    signature_lasts: timedelta = timedelta(minutes=10)
    """After so long a signature that was used is too old to be used again."""


class _Installed:
    runtime: Runtime | None = None


def start_loop() -> asyncio.AbstractEventLoop:
    """A loop that runs in a thread of its own until the process ends."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="jobs", daemon=True).start()
    return loop


def install(runtime: Runtime) -> None:
    """Make a runtime the one that this process's jobs use."""
    _Installed.runtime = runtime


def current() -> Runtime:
    """The runtime of this process."""
    assert _Installed.runtime is not None, "the worker process installs a runtime before it works"
    return _Installed.runtime


def run(work: Callable[[Runtime], Coroutine[Any, Any, Result]]) -> Result:
    """Run a coroutine on the shared loop and wait for it; RQ's time limit cancels it."""
    runtime = current()
    future = asyncio.run_coroutine_threadsafe(work(runtime), runtime.loop)
    try:
        return future.result()
    except BaseException:
        future.cancel()
        raise
