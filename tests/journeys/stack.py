"""A running haochaping for the journeys: the Procfile's processes, a database and a queue of their own."""

import itertools
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import aiohttp
from redis import Redis

from haochaping.demo.samples import CATALOGUE
from haochaping.procfile import read_procfile
from haochaping.settings import ROOT
from store import access, catalogue, demo
from store.db import Database
from store.vault import new_key
from tests.conftest import TEMPLATE, Engines
from tests.waiting import until

API_KEY = "journey-key"
READY_SECONDS = 60
STOP_SECONDS = 15

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    """What an address answered."""

    status: int
    type: str
    body: Any


class Stack:
    """A stack that runs, and what systems, citizens and the demo's user may do with it."""

    def __init__(self, base_url: str, http: aiohttp.ClientSession) -> None:
        self.base_url = base_url
        self.http = http

    async def get(self, path: str) -> Answer:
        """GET with the API key."""
        return await self._ask("GET", path)

    async def post(self, path: str, body: object = None, *, raw: bytes | None = None) -> Answer:
        """POST JSON, or bytes that claim to be JSON, with the API key."""
        if raw is None:
            return await self._ask("POST", path, json=body)
        return await self._ask("POST", path, data=raw, headers={"Content-Type": "application/json"})

    async def _ask(self, method: str, path: str, **request: Any) -> Answer:
        async with self.http.request(method, self.base_url + path, **request) as response:
            return Answer(response.status, response.content_type, await response.json(content_type=None))

    async def send_records(self, records: Sequence[Mapping[str, object]]) -> None:
        """Push records as a system does; all must be taken."""
        answer = await self.post("/api/v1/records", {"records": list(records)})
        assert answer.status == HTTPStatus.OK, answer
        assert answer.body["accepted"] == len(records), answer

    async def record(self, record_no: str, source_system: str = "test") -> dict[str, Any]:
        """Where a record stands."""
        answer = await self.get(f"/api/v1/records/{source_system}/{record_no}")
        assert answer.status == HTTPStatus.OK, answer
        found: dict[str, Any] = answer.body
        return found

    async def now(self) -> datetime:
        """Civil time as the demo has it."""
        return datetime.fromisoformat((await self.get("/demo/clock")).body["now"])

    async def move(self, **how: object) -> datetime:
        """Move the demo's clock: `advance_hours=24`, `now="2026-…"` or `to="next"`."""
        answer = await self.post("/demo/clock", how)
        assert answer.status == HTTPStatus.OK, answer
        return datetime.fromisoformat(answer.body["now"])

    async def messages(self, phone: str) -> list[dict[str, Any]]:
        """All that is on a simulated phone, oldest first."""
        answer = await self.get(f"/demo/phones/{quote(phone)}/messages")
        assert answer.status == HTTPStatus.OK, answer
        messages: list[dict[str, Any]] = answer.body["messages"]
        return messages

    async def says(self, phone: str, text: str) -> list[str]:
        """Speak as the citizen on a simulated phone; what the bot answers."""
        answer = await self.post(f"/demo/phones/{quote(phone)}/messages", {"text": text})
        assert answer.status == HTTPStatus.OK, answer
        return [message["text"] for message in answer.body["messages"]]


@asynccontextmanager
async def running(
    engines: Engines, start: str, *, port: int | None = None, settings: Mapping[str, str] | None = None
) -> AsyncIterator[Stack]:
    """A stack whose clock begins at `start`; `settings` are environment variables over the demo's."""
    port = port or free_port()
    with _own_database(engines) as database_url, _own_queue(engines) as redis_url:
        await _furnish(database_url, datetime.fromisoformat(start))
        env = {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "PORT": str(port),
            "HAOCHAPING__DEMO__ENABLED": "true",
            "HAOCHAPING__SECURITY__PHONE_KEY": new_key(),
            "HAOCHAPING__SECURITY__LOOKUP_KEY": new_key(),
            **(settings or {}),
        }
        with _processes(env) as trouble:
            async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {API_KEY}"}) as http:
                stack = Stack(f"http://127.0.0.1:{port}", http)
                await until(lambda: _is_ready(stack, redis_url, trouble), within=READY_SECONDS)
                yield stack


def free_port() -> int:
    """A port of this machine that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _own_database(engines: Engines) -> Iterator[str]:
    name = f"haochaping_journey_{os.getpid()}_{next(_numbers)}"
    engines.run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy")
    try:
        yield engines.url_of(name)
    finally:
        engines.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _own_queue(engines: Engines) -> Iterator[str]:
    """The address of an empty numbered database of the Redis server, emptied again afterwards."""
    for own_url in engines.further_redis_urls:
        with Redis.from_url(own_url) as redis:
            if redis.dbsize():
                continue
            try:
                yield own_url
            finally:
                redis.flushdb()
            return
    raise AssertionError("every numbered database of this worker is in use")


async def _furnish(database_url: str, start: datetime) -> None:
    """What `haochaping demo` prepares: the clock, the catalogue and a key."""
    database = Database(database_url, size=1)
    await database.open()
    wall = datetime.now(start.tzinfo)
    async with database.transaction() as tx:
        await demo.set_ahead(tx, start - wall)
        await catalogue.put(tx, CATALOGUE)
        await access.add_key(tx, "journeys", API_KEY, wall)
    await database.close()


@contextmanager
def _processes(env: Mapping[str, str]) -> Iterator[Callable[[], str]]:
    """The processes of the Procfile; gives a look at what went wrong with them, if anything did."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HAOCHAPING__")}
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    started: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryFile() as log:

        def trouble() -> str:
            if all(process.poll() is None for process in started):
                return ""
            log.seek(0)
            return log.read().decode()

        try:
            commands = read_procfile(ROOT / "Procfile", without={"bot"}).values()
            started.extend(_start(command, {**inherited, **env, "PATH": path}, log) for command in commands)
            yield trouble
        finally:
            _end(started)
        log.seek(0)
        names_nobody(log.read().decode())


_SOMEBODY = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)|[\u4e00-\u9fff]+")
"""A mobile number, or Chinese: names, matters, and what people write. Our own log lines are in English."""


def names_nobody(log: str) -> None:
    """The processes' logs hold no phone number, no name and nothing that anybody wrote."""
    assert _SOMEBODY.findall(log) == []


def _start(command: str, env: Mapping[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        shlex.split(command), env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
    )


def _end(started: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in started:
        process.send_signal(signal.SIGTERM)
    for process in started:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def _is_ready(stack: Stack, redis_url: str, trouble: Callable[[], str]) -> bool:
    """Whether the web process answers, a worker takes jobs and the clock has ticked."""
    assert not (words := trouble()), words
    with Redis.from_url(redis_url) as redis:
        if not redis.scard("rq:workers"):
            return False
    try:
        return bool((await stack.get("/readyz")).body["status"] == "ok")
    except aiohttp.ClientConnectionError:
        return False
