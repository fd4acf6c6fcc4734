"""The whole product inside a test: real database, real HTTP, a clock that the test moves.

Tests talk to it as citizens and systems do. Only RQ is left out: `happen` runs the work of its
jobs until nothing is due (the journeys start real processes).
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import uvicorn
from fastapi import FastAPI
from redis import Redis

from channels.interface import Channel
from evaluation.window import CIVIL_ZONE
from haochaping.clock import DemoClock
from haochaping.demo import routes as demo_routes
from haochaping.demo.samples import AREA, CATALOGUE, ORG
from haochaping.settings import load
from haochaping.wiring.parts import Parts, build
from haochaping.wiring.web import build_services
from haochaping.wiring.worker import build_runtime
from store import access, catalogue, demo
from store.db import Transaction
from store.vault import new_key
from web.app import attach, create_app
from web.wire import Protocol
from worker.delivering import deliver_batch, settle_batch
from worker.dispatching import dispatch_batch
from worker.learning import learn_a_piece
from worker.runtime import Runtime
from worker.ticking import Due, tick

START = "Mon 2026-09-07 10:00"
API_KEY = "test-key"
ORG_CODE, AREA_CODE = ORG, AREA


def civil_time(text: str) -> datetime:
    """ "Fri 2026-09-18 10:00", civil time; the weekday must be right."""
    moment = datetime.fromisoformat(text[4:]).replace(tzinfo=CIVIL_ZONE)
    assert f"{moment:%a}" == text[:3], f"{moment} is a {moment:%a}"
    return moment


@dataclass
class World:
    """What a test may do."""

    parts: Parts
    runtime: Runtime
    http: aiohttp.ClientSession
    base_url: str

    @property
    def clock(self) -> DemoClock:
        """The clock that the test moves."""
        assert isinstance(self.parts.clock, DemoClock)
        return self.parts.clock

    async def move_to(self, text: str) -> None:
        """Move civil time forward to "Fri 2026-09-18 10:00" and let what is due happen."""
        await self.clock.move(civil_time(text))
        await self.happen()

    async def pass_hours(self, hours: float) -> None:
        """Let civil time pass, and what is due happen."""
        await self.clock.refresh()
        await self.clock.move(self.clock.now() + timedelta(hours=hours))
        await self.happen()

    async def happen(self) -> None:
        """Run the work of the jobs until a tick leaves nothing to do."""
        for _ in range(100):
            due = await tick(self.runtime)
            for _ in range(due.delivery_jobs):
                await deliver_batch(self.runtime)
            if due.settle:
                await settle_batch(self.runtime)
            if due.dispatch:
                await dispatch_batch(self.runtime)
            while due.learn and await learn_a_piece(self.runtime):
                pass
            if due == Due(delivery_jobs=0, settle=False):
                return
        raise AssertionError("there is always more to do")

    async def send_records(self, *records: dict[str, Any]) -> dict[str, Any]:
        """Push records as a system does."""
        status, body = await self.post("/api/v1/records", {"records": list(records)})
        assert status == 200, body
        return body

    async def record(self, record_no: str, visit_no: int = 1, source: str = "test") -> dict[str, Any]:
        """Where a record stands."""
        status, body = await self.get(f"/api/v1/records/{source}/{record_no}?visit_no={visit_no}")
        assert status == 200, body
        return body

    async def post(self, path: str, body: object) -> tuple[int, dict[str, Any]]:
        """POST JSON with the API key; the status and the body."""
        async with self.http.post(self.base_url + path, json=body) as response:
            return response.status, await response.json(content_type=None)

    async def get(self, path: str) -> tuple[int, dict[str, Any]]:
        """GET with the API key; the status and the body."""
        async with self.http.get(self.base_url + path) as response:
            return response.status, await response.json(content_type=None)

    async def query(self, work: Callable[[Transaction], Awaitable[Any]]) -> Any:
        """Look into the database."""
        async with self.parts.database.transaction() as tx:
            return await work(tx)

    async def value(self, sql: Any, **params: object) -> Any:
        """One value from the database."""
        return await self.query(lambda tx: tx.value(sql, **params))

    def phone(self, number: str) -> "Phone":
        """A citizen's phone."""
        return Phone(self, number)


class Phone:
    """A citizen: says things, and hears what the bot sends."""

    def __init__(self, world: World, number: str) -> None:
        self._world = world
        self.number = number

    async def says(self, text: str) -> str:
        """Send a message; what the bot answers (empty when it is silent)."""
        status, body = await self._world.post(f"/demo/phones/{self.number}/messages", {"text": text})
        assert status == 200, body
        return "\n".join(message["text"] for message in body["messages"])

    async def thread(self) -> list[dict[str, Any]]:
        """All that was said, oldest first."""
        _, body = await self._world.get(f"/demo/phones/{self.number}/messages")
        messages: list[dict[str, Any]] = body["messages"]
        return messages

    async def heard(self) -> list[str]:
        """All that the bot sent, oldest first."""
        return [message["text"] for message in await self.thread() if message["direction"] == "out"]

    async def prompts(self) -> list[str]:
        """The prompts among them."""
        return [text for text in await self.heard() if "已办结" in text]


_record_numbers = itertools.count(1)


def a_record(phone: str | None = "13900000001", **changes: Any) -> dict[str, Any]:
    """A good record, finished an hour before a world begins; with what the test changes."""
    return {
        "source_system": "test",
        "record_no": f"R{next(_record_numbers)}",
        "item_code": "000117051000",
        "item_name": "居民身份证换领",
        "org_code": ORG_CODE,
        "area_code": AREA_CODE,
        "service_channel": "window",
        "applicant_type": "person",
        "phone": phone,
        "finished_at": (civil_time(START) - timedelta(hours=1)).isoformat(),
        **changes,
    }


@asynccontextmanager
async def open_world(
    database_url: str, redis_url: str, *, start: str = START, sms: Channel | None = None, **settings: Any
) -> AsyncIterator[World]:
    """A world that begins at `start`; `settings` override sections, `sms` that channel."""
    parts = build(
        load(
            database_url=database_url,
            redis_url=redis_url,
            security={"phone_key": new_key(), "lookup_key": new_key()},
            demo={"enabled": True, "start": ""},
            **settings,
        )
    )
    redis = Redis.from_url(redis_url)
    runtime = await build_runtime(parts, redis)
    if sms is not None:
        runtime.channels = {**runtime.channels, sms.name: sms}
    await _furnish(parts, civil_time(start))
    async with _serving(parts, redis) as base_url, _session() as http:
        yield World(parts, runtime, http, base_url)
    for channel in runtime.channels.values():
        await channel.close()
    for platform in runtime.platforms.values():
        await platform.close()
    await runtime.owner.close()
    await parts.database.close()
    redis.close()


async def _furnish(parts: Parts, start: datetime) -> None:
    async with parts.database.transaction() as tx:
        await demo.set_ahead(tx, start - parts.clock.wall())
        await catalogue.put(tx, CATALOGUE)
        await access.add_key(tx, "test", API_KEY, start)


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(headers={"Authorization": f"Bearer {API_KEY}"})


@asynccontextmanager
async def _serving(parts: Parts, redis: Redis) -> AsyncIterator[str]:
    """The web app on a free port of this machine."""
    app = _app(parts, redis)
    server = uvicorn.Server(
        uvicorn.Config(
            app, http=Protocol, port=0, log_config=None, access_log=False, lifespan="off", ws="none"
        )
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    # Asked to exit it would look up only at its next tick, a tenth of a second for each of a thousand tests.
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving
    await server.shutdown()
    await _close(app)
    _idle.append(app)


async def _close(app: FastAPI) -> None:
    if app.state.services.telegram is not None:
        await app.state.services.telegram.close()


def _app(parts: Parts, redis: Redis) -> FastAPI:
    services = build_services(parts, redis)
    if not _idle:
        app = create_app(services)
        demo_routes.install(app, parts, redis)
        return app
    app = _idle.pop()
    attach(app, services)
    demo_routes.attach(app, parts, redis)
    return app


_idle: list[FastAPI] = []
"""Apps of worlds that are over: an app's hundred routes take longer to lay than most tests."""
