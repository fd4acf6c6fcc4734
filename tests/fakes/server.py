"""What the fake providers have in common: a server on this machine, and being told what goes wrong."""

import asyncio
import random
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

import aiohttp
from aiohttp import web


@dataclass(frozen=True)
class Fault:
    """How one request to send goes wrong; `taken` says whether the message goes out all the same."""

    taken: bool
    status: int = 200
    body: str | None = None
    """What stands in place of the provider's own answer."""
    retry_after: str | None = None
    delay: float = 0
    until: asyncio.Event | None = None
    """The answer waits for it."""
    drop: bool = False

    @classmethod
    def slow(cls, seconds: float) -> Self:
        """Takes the message at once and answers late."""
        return cls(taken=True, delay=seconds)

    @classmethod
    def lose_answer(cls) -> Self:
        """Takes the message and drops the connection."""
        return cls(taken=True, drop=True)

    @classmethod
    def cut_off(cls) -> Self:
        """Drops the connection without taking the message."""
        return cls(taken=False, drop=True)


Asked = TypeVar("Asked")
"""What a provider's script is given of a request to send: its form, or who it is to."""
Wrong = TypeVar("Wrong", bound=Fault)


class FakeServer(Generic[Asked, Wrong]):
    """A provider that serves from `async with` to its end; each tells its routes and its counts."""

    def __init__(self, port: int = 0) -> None:
        self.script: Callable[[Asked], Wrong | None] = lambda _: None
        """Asked about every request to send that `next` says nothing about."""
        self._next: deque[Wrong | None] = deque()
        self._port = port

    async def __aenter__(self) -> Self:
        app = self._app()
        app.router.add_get("/_fake/counts", self._tell_counts)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """Where it serves."""
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    def next(self, *faults: Wrong | None) -> None:
        """Say what becomes of the next requests to send, one each; None lets one pass."""
        self._next.extend(faults)

    def counts(self) -> dict[str, int]:
        """How many messages each address got."""
        raise NotImplementedError

    def _app(self) -> web.Application:
        raise NotImplementedError

    def _fault(self, asked: Asked) -> Wrong | None:
        """What goes wrong with a request to send."""
        return self._next.popleft() if self._next else self.script(asked)

    async def _tell_counts(self, _: web.Request) -> web.StreamResponse:
        return web.json_response(self.counts())


async def misbehave(fault: Fault, request: web.Request) -> web.StreamResponse | None:
    """Be slow, hang up, or answer as somebody else; None where the provider's own answer follows."""
    await asyncio.sleep(fault.delay)
    if fault.until is not None:
        await fault.until.wait()
    if fault.drop and request.transport:
        request.transport.abort()
    if fault.body is None:
        return None
    headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
    return web.Response(status=fault.status, text=fault.body, content_type="text/html", headers=headers)


def lose_some(
    rate: float, seed: int, lost: Wrong, to: Callable[[Asked], str]
) -> Callable[[Asked], Wrong | None]:
    """A script: that share of answers is lost, the same ones for the same seed, whatever order requests come in."""
    tries: Counter[str] = Counter()

    def script(asked: Asked) -> Wrong | None:
        address = to(asked)
        tries[address] += 1
        chance = random.Random(f"{seed} {address} {tries[address]}").random()
        return lost if chance < rate else None

    return script
