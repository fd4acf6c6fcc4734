"""`haochaping demo`: everything, with keys, a catalogue and sample records, on a clock that can be moved."""

import asyncio
import json
import secrets
import sys
import threading
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

import aiohttp

from haochaping import supervisor
from haochaping.clock import SystemClock, next_ten
from haochaping.commands import migrate
from haochaping.commands.running import KEYS, STATE_DIR, write_private
from haochaping.commands.stack import (
    PROCFILE,
    Engines,
    environment,
    only_one,
)
from haochaping.demo import samples, shelf
from haochaping.demo.staff import Login, let_in
from haochaping.settings import Settings
from store import access, bodies, catalogue, demo
from store.audit_trail import Times
from store.db import Database
from store.vault import new_key
from web.console.words import ROLES

DETAILS = "demo.json"
KEY_NAME = "demo"
READY_SECONDS = 60


def run(settings: Settings) -> int:
    """Run the demo until told to stop; the exit status."""
    with ExitStack() as running:
        found = running.enter_context(only_one(settings))
        keys = _keys(STATE_DIR)
        migrate.run(found.database_url, settings, demo=True)
        logins = asyncio.run(_prepare(found.database_url, keys["api_key"], settings))
        running.callback(_forget_details)
        _write_details(settings, found, keys["api_key"], logins)
        threading.Thread(target=_load_samples, args=(settings, keys["api_key"], logins), daemon=True).start()
        extra = {
            "HAOCHAPING__DEMO__ENABLED": "true",
            "HAOCHAPING__CASES__ATTACHMENTS": str(STATE_DIR.resolve() / "attachments"),
            "HAOCHAPING__SECURITY__PHONE_KEY": keys["phone_key"],
            "HAOCHAPING__SECURITY__LOOKUP_KEY": keys["lookup_key"],
        }
        return supervisor.run(
            PROCFILE,
            STATE_DIR,
            environment(found, extra),
            without=settings.idle_processes,
            meanwhile=found.mend,
        )


def _keys(state_dir: Path) -> dict[str, str]:
    """The demo's own keys, made once: with others its sealed addresses could not be opened again."""
    file = state_dir / KEYS
    if not file.exists():
        keys = {"phone_key": new_key(), "lookup_key": new_key(), "api_key": secrets.token_urlsafe(32)}
        write_private(file, keys)
    found: dict[str, str] = json.loads(file.read_text())
    return found


async def _prepare(database_url: str, api_key: str, settings: Settings) -> list[Login]:
    """Set the clock, the catalogue, the gifts and the key, once; let the staff in, anew each time."""
    database, clock = Database(database_url, size=1), SystemClock()
    await database.open()
    async with database.transaction() as tx:
        if not await demo.is_started(tx):
            start = settings.demo.start or next_ten(clock.wall())
            await demo.set_ahead(tx, start - clock.wall())
        await catalogue.put(tx, [*samples.CATALOGUE, samples.OFFICE])
        await bodies.name_office(tx, samples.AREA, samples.OFFICE.org_code)
        await access.add_key(tx, KEY_NAME, api_key, clock.wall())
        ahead = await demo.ahead(tx)
        await shelf.fill(tx, clock.wall() + ahead)
    logins = await let_in(database, Times(clock.wall() + ahead, clock.wall()))
    await database.close()
    return logins


def _write_details(settings: Settings, found: Engines, api_key: str, logins: list[Login]) -> None:
    details = {
        "base_url": settings.local_base_url,
        "api_key": api_key,
        "database_url": found.database_url,
        "redis_url": found.redis_url,
        "staff": [asdict(login) for login in logins],
        "sample": {"org_code": samples.ORG, "area_code": samples.AREA},
    }
    write_private(STATE_DIR / DETAILS, details)


def _forget_details() -> None:
    (STATE_DIR / DETAILS).unlink(missing_ok=True)


def _load_samples(settings: Settings, api_key: str, logins: list[Login]) -> None:
    """Send the samples through the API as any system would, once the web process answers; say where it is."""
    url = settings.local_base_url
    try:
        asyncio.run(_send_samples(url, api_key))
    except (aiohttp.ClientError, TimeoutError) as error:
        print(f"the sample records could not be loaded: {type(error).__name__}", file=sys.stderr)  # noqa: T201
        return
    staff = "".join(f"    {each.username:10}  {each.password}  {ROLES[each.role]}\n" for each in logins)
    print(  # noqa: T201
        f"\n  手机演示 (the phone)     {url}/demo\n  接口文档 (API reference) {url}/docs\n"
        f"  工作台 (the console)     {url}/console\n{staff}"
        f"  停止 (stop)              Ctrl-C\n",
        flush=True,
    )


async def _send_samples(url: str, api_key: str) -> None:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {api_key}"}) as session:
        await _wait_until_ready(session, url)
        if await _has_samples(session, url):
            return
        async with session.get(f"{url}/demo/clock") as response:
            now = datetime.fromisoformat((await response.json())["now"])
        body = {"records": samples.records(now)}
        async with session.post(f"{url}/api/v1/records", json=body) as response:
            response.raise_for_status()


async def _has_samples(session: aiohttp.ClientSession, url: str) -> bool:
    """Whether an earlier run loaded them: their times belong to that run's clock."""
    async with session.get(f"{url}/api/v1/records/{samples.SOURCE}/{samples.FIRST_RECORD}") as response:
        return response.status == HTTPStatus.OK


async def _wait_until_ready(session: aiohttp.ClientSession, url: str) -> None:
    async with asyncio.timeout(READY_SECONDS):
        while not await _is_ready(session, url):
            await asyncio.sleep(0.1)


async def _is_ready(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(f"{url}/readyz") as response:
            return response.status == HTTPStatus.OK
    except aiohttp.ClientConnectionError:
        return False
