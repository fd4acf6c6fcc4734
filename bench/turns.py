"""Turns of the conversation over Twilio's webhook, against an endpoint that does nothing."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

import aiohttp
from redis import Redis
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bench.people import due_now
from bench.stage import Figure, Stage, furnish, percentile
from haochaping.settings import Settings
from haochaping.wiring.worker import build_runtime
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER
from tests.fakes.twilio_papers import inbound_form
from worker.delivering import deliver_batch
from worker.ticking import tick

TURNS = 3000
AT_ONCE = 16
PATH = "/webhooks/twilio/sms"

Request = tuple[bytes, dict[str, str]]


async def measure(stage: Stage) -> list[Figure]:
    """Each citizen answers their prompt once: a rating, points, a reply, in one commit."""
    port = _free_port()
    base_url = f"http://127.0.0.1:{port}"
    twilio = {"account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN, "from_number": NUMBER}
    settings = stage.settings(
        stage.database(), channels={"twilio": twilio}, web={"public_base_url": base_url}
    )
    phones = [f"+86137{number:08d}" for number in range(TURNS)]
    await _prompted(settings, phones)
    requests = [_signed(base_url + PATH, phone, number) for number, phone in enumerate(phones)]
    with _server([sys.executable, "-m", "uvicorn", "bench.bare:app", "--log-level", "error"], port, {}):
        bare = await _post_all(base_url, requests)
    with _server([str(Path(sys.executable).with_name("haochaping")), "web"], port, _environment(settings)):
        turns = await _post_all(base_url, requests)
    return [_figure("turns", turns, bare), *_latencies(turns, bare)]


def _figure(name: str, turns: "Load", bare: "Load") -> Figure:
    return Figure(name, f"{turns.rate:,.0f}/s", f"{bare.rate:,.0f}/s bare", turns.rate / bare.rate)


def _latencies(turns: "Load", bare: "Load") -> list[Figure]:
    found = []
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        ours, theirs = percentile(turns.seconds, share), percentile(bare.seconds, share)
        found.append(
            Figure(
                f"turn {name}, {AT_ONCE} at once",
                f"{1000 * ours:.1f} ms",
                f"{1000 * theirs:.1f} ms",
                ours / theirs,
            )
        )
    return found


class Load:
    """What a server made of all requests."""

    def __init__(self, seconds: list[float], altogether: float) -> None:
        self.seconds = seconds
        self.rate = len(seconds) / altogether


async def _prompted(settings: Settings, phones: list[str]) -> None:
    """Everybody has had their prompt, on the simulator."""
    parts = await furnish(settings)
    async with parts.database.transaction() as tx:
        await due_now(tx, parts.vault, phones, parts.clock.now())
    redis = Redis.from_url(settings.redis_url)
    runtime = await build_runtime(parts, redis)
    await tick(runtime)
    while await deliver_batch(runtime):
        pass
    await runtime.owner.close()
    await parts.database.close()
    redis.close()


def _signed(url: str, phone: str, number: int) -> Request:
    form = inbound_form(ACCOUNT_SID, f"SM{number:032x}", phone, "5 谢谢")
    signature = RequestValidator(AUTH_TOKEN).compute_signature(url, form)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "X-Twilio-Signature": signature,
    }
    return urlencode(form).encode(), headers


async def _post_all(base_url: str, requests: list[Request]) -> Load:
    left = iter(requests)
    seconds: list[float] = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:
        await _until_it_answers(session, base_url)

        async def client() -> None:
            for body, headers in left:
                began = perf_counter()
                async with session.post(base_url + PATH, data=body, headers=headers) as response:
                    assert response.status == 200, await response.text()
                    await response.read()
                seconds.append(perf_counter() - began)

        began = perf_counter()
        await asyncio.gather(*(client() for _ in range(AT_ONCE)))
        return Load(seconds, perf_counter() - began)


async def _until_it_answers(session: aiohttp.ClientSession, base_url: str) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                async with session.get(f"{base_url}/healthz"):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)


@contextmanager
def _server(command: list[str], port: int, env: Mapping[str, str]) -> Iterator[None]:
    options = ["--port", str(port)] if "uvicorn" in command else []
    server = subprocess.Popen(
        [*command, *options], env={**os.environ, **env, "PORT": str(port)}, stdout=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        server.terminate()
        server.wait(20)


def _environment(settings: Settings) -> dict[str, str]:
    twilio = settings.channels.twilio
    return {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "HAOCHAPING__SECURITY__PHONE_KEY": settings.security.phone_key,
        "HAOCHAPING__SECURITY__LOOKUP_KEY": settings.security.lookup_key,
        "HAOCHAPING__WEB__PUBLIC_BASE_URL": settings.web.public_base_url,
        "HAOCHAPING__CHANNELS__TWILIO__ACCOUNT_SID": twilio.account_sid,
        "HAOCHAPING__CHANNELS__TWILIO__AUTH_TOKEN": twilio.auth_token,
        "HAOCHAPING__CHANNELS__TWILIO__FROM_NUMBER": twilio.from_number,
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
