"""`haochaping up` with engines of its own, whose parts can be killed, stopped and restarted."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, LiteralString

import aiohttp
import psutil
import psycopg
from redis import Redis

from evaluation.window import CIVIL_ZONE
from haochaping.demo.samples import AREA, CATALOGUE, ORG
from haochaping.embedded import remove_state
from haochaping.embedded.home import make_home
from haochaping.embedded.valkey import Valkey
from haochaping.processes import by_command_line, by_environment, mark_of
from store import access, catalogue
from store.db import Database
from store.vault import new_key
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER
from tests.journeys.stack import names_nobody
from tests.waiting import until

API_KEY = "chaos-key"
READY_SECONDS = 60
SETTINGS = {
    "HAOCHAPING__PROMPT__OPENS": "00:00",  # the test may run at any hour
    "HAOCHAPING__PROMPT__CLOSES": "23:59:59.999999",
    "HAOCHAPING__PROMPT__BATCH": "100",
    "HAOCHAPING__DELIVERY__TIMEOUT_SECONDS": "2",
    "HAOCHAPING__DELIVERY__SETTLE_SECONDS": "4",
    "HAOCHAPING__CHANNELS__SMS": "twilio",
    "HAOCHAPING__CHANNELS__TWILIO__ACCOUNT_SID": ACCOUNT_SID,
    "HAOCHAPING__CHANNELS__TWILIO__AUTH_TOKEN": AUTH_TOKEN,
    "HAOCHAPING__CHANNELS__TWILIO__FROM_NUMBER": NUMBER,
}


def phone(number: int) -> str:
    """Of the citizen with this number."""
    return f"+86139{number:08d}"


def a_record(number: int) -> dict[str, object]:
    """Theirs, due at once."""
    return {
        "source_system": "chaos",
        "record_no": f"C{number}",
        "item_code": "000117051000",
        "item_name": "居民身份证换领",
        "org_code": ORG,
        "area_code": AREA,
        "service_channel": "window",
        "applicant_type": "person",
        "phone": phone(number),
        "finished_at": (datetime.now(CIVIL_ZONE) - timedelta(hours=25)).isoformat(),
    }


@dataclass
class ChaosStack:
    """A running stack and the hand that breaks it."""

    base_url: str
    database_url: str
    state_dir: Path
    valkey: Valkey
    http: aiohttp.ClientSession
    output: Path

    def process(self, name: str) -> int:
        """The pid of `web`, `worker` or `clock`; 0 while it is away."""
        found = by_environment("HAOCHAPING_SUPERVISED", mark_of(self.state_dir))
        return next((process.pid for process in found if _is_program(process, name)), 0)

    def kill(self, name: str) -> int:
        """`kill -9`; which one it was."""
        pid = self.process(name)
        assert pid, f"{name} is not there to be killed"
        os.kill(pid, signal.SIGKILL)
        return pid

    async def back(self, name: str, other_than: int) -> None:
        """Wait until a process that was killed has come back by itself."""

        async def returned() -> bool:
            return self.process(name) not in (0, other_than)

        await until(returned, within=20)

    def restart_postgres(self) -> int:
        """Have PostgreSQL shut down at once; somebody must start it again. Which one it was."""
        pid = self.postmaster()
        os.kill(pid, signal.SIGINT)
        return pid

    def postmaster(self) -> int:
        """The pid of PostgreSQL's head; 0 while it is away."""
        found = by_command_line(mark_of(self.state_dir), {"postgres"})
        return next((process.pid for process in found if "-D" in _command(process)), 0)

    def flush_and_stop_valkey(self) -> None:
        """What was in flight is gone, and nothing answers."""
        with Redis.from_url(self.valkey.url) as redis:
            redis.flushall()
        self.valkey.stop()

    async def start_valkey(self) -> None:
        """Valkey is there again, empty."""
        await asyncio.to_thread(_start, self.valkey)

    async def ready(self) -> str:
        """What /readyz says: ok, degraded, unavailable, or nothing."""
        try:
            async with self.http.get(f"{self.base_url}/readyz") as response:
                return str((await response.json(content_type=None))["status"])
        except (aiohttp.ClientError, TimeoutError):
            return ""

    async def ask(self, sql: LiteralString) -> Any:
        """One value from the database."""
        async with await psycopg.AsyncConnection.connect(self.database_url) as connection:
            row = await (await connection.execute(sql)).fetchone()
            return row[0] if row else None

    @asynccontextmanager
    async def nothing_can_be_recorded(self) -> AsyncIterator[None]:
        """Hold the citizens of what is leaving: the worker gets the provider's answers and cannot commit."""
        async with await psycopg.AsyncConnection.connect(self.database_url) as connection:
            held = await connection.execute(
                """SELECT id FROM citizens WHERE id IN (SELECT citizen_id FROM messages WHERE state = 'sending')
                    FOR UPDATE"""
            )
            assert await held.fetchone(), "nothing was leaving"
            yield

    async def is_recording(self) -> bool:
        """Whether the worker has its answers and waits to write them."""
        return bool(
            await self.ask(
                """SELECT count(*) FROM pg_stat_activity
                    WHERE wait_event_type = 'Lock' AND query LIKE '%bool_or(merged)%'"""
            )
        )

    async def send_records(self, records: list[dict[str, object]]) -> None:
        """Push records as a system does, 500 at a time; all must be taken."""
        for start in range(0, len(records), 500):
            body = {"records": records[start : start + 500]}
            async with self.http.post(f"{self.base_url}/api/v1/records", json=body) as response:
                answer = await response.json()
                assert answer["accepted"] == len(body["records"]), answer


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []  # gone meanwhile


def _is_program(process: psutil.Process, name: str) -> bool:
    command = _command(process)
    return command[-1:] == [name] and any(part.endswith("/haochaping") for part in command)


def _start(valkey: Valkey) -> None:
    valkey.begin()
    valkey.wait()


@asynccontextmanager
async def chaos_stack(
    twilio_url: str, port: int, settings: Mapping[str, str] | None = None
) -> AsyncIterator[ChaosStack]:
    """A stack on `port` that writes through the fake Twilio; everything of it is gone afterwards."""
    with _folder() as folder:
        valkey = Valkey(make_home(folder / "queue"))
        await asyncio.to_thread(_start, valkey)
        base_url, output = f"http://127.0.0.1:{port}", folder / "output"
        env = {
            "HAOCHAPING_STATE_DIR": str(folder / "state"),
            "PORT": str(port),
            "REDIS_URL": valkey.url,
            "HAOCHAPING__WEB__PUBLIC_BASE_URL": base_url,
            "HAOCHAPING__CHANNELS__TWILIO__BASE_URL": twilio_url,
            "HAOCHAPING__SECURITY__PHONE_KEY": new_key(),
            "HAOCHAPING__SECURITY__LOOKUP_KEY": new_key(),
            **SETTINGS,
            **(settings or {}),
        }
        with _up(env, output) as up:
            async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {API_KEY}"}) as http:
                stack = ChaosStack(base_url, "", folder / "state", valkey, http, output)
                await until(lambda: _is_ready(stack, up), within=READY_SECONDS)
                stack.database_url = json.loads((folder / "state/engines.json").read_text())["database_url"]
                await _furnish(stack.database_url)
                yield stack


@contextmanager
def _folder() -> Iterator[Path]:
    # Not under tmp_path: as root the engines' own user could not pass through it.
    folder = Path(tempfile.mkdtemp(prefix="hcc"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        for state in ("state", "queue"):
            remove_state(folder / state)
        shutil.rmtree(folder)


@contextmanager
def _up(env: dict[str, str], output: Path) -> Iterator[subprocess.Popen[bytes]]:
    foreign = ("HAOCHAPING", "DATABASE_URL", "REDIS_URL", "PORT")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    command = [str(Path(sys.executable).with_name("haochaping")), "up"]
    with output.open("wb") as log:
        up = subprocess.Popen(command, env={**inherited, **env}, stdout=log, stderr=log)
        try:
            yield up
        except BaseException:
            sys.stdout.write(output.read_text()[-8000:])
            raise
        finally:
            up.terminate()
            up.wait(40)
    names_nobody(output.read_text())


async def _is_ready(stack: ChaosStack, up: subprocess.Popen[bytes]) -> bool:
    assert up.poll() is None, stack.output.read_text()
    return await stack.ready() == "ok"


async def _furnish(database_url: str) -> None:
    database = Database(database_url, size=1)
    await database.open()
    async with database.transaction() as tx:
        await catalogue.put(tx, CATALOGUE)
        await access.add_key(tx, "chaos", API_KEY, datetime.now(CIVIL_ZONE))
    await database.close()
