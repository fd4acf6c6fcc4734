"""What the web process writes to its log: ids and places, never a phone number, a name or a comment."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from store import access, catalogue
from store.catalogue import OrgRow
from store.db import Database
from store.signed_links import Purpose, Tokens
from store.vault import Vault, new_key
from tests.conftest import Engines
from tests.waiting import until
from tests.world import API_KEY, AREA_CODE, ORG_CODE, START, a_record, civil_time

TOKEN, SMS = "s3cret", "/webhooks/twilio/sms"
KEYS = (new_key(), new_key())
FORGED = "forgedforgedforgedforged"
RATING_LINK = Tokens(Vault.from_text(*KEYS)).sign(Purpose.RATE, "1", civil_time(START))
SECRETS = (
    "13987654321",
    "139 8765 4321",
    "欧阳翠花",
    "320102199001011234",
    "态度恶劣的评语",
    API_KEY,
    "openid-of-hers",
    TOKEN,
    RATING_LINK,
    FORGED,
)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@asynccontextmanager
async def web_process(database_url: str, redis_url: str, log: Path) -> AsyncIterator[str]:
    """`haochaping web` as it is run in production, its output in a file; the base address."""
    port = _free_port()
    base_url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DATABASE_URL": database_url, "REDIS_URL": redis_url, "PORT": str(port),
        "HAOCHAPING__SECURITY__PHONE_KEY": KEYS[0], "HAOCHAPING__SECURITY__LOOKUP_KEY": KEYS[1],
        "HAOCHAPING__WEB__PUBLIC_BASE_URL": base_url,
        "HAOCHAPING__CHANNELS__TWILIO__ACCOUNT_SID": "AC1", "HAOCHAPING__CHANNELS__TWILIO__AUTH_TOKEN": TOKEN,
        "HAOCHAPING__CHANNELS__TWILIO__FROM_NUMBER": "+15005550006",
    }  # fmt: skip
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "from haochaping.cli import main; main()",
            "web",
            env=environment,
            stdout=out,
            stderr=out,
        )
        try:
            yield base_url
        finally:
            process.terminate()
            status = await process.wait()
    assert status in (0, -signal.SIGTERM)  # uvicorn, done, passes the signal on to itself


async def _ready(http: aiohttp.ClientSession, base_url: str) -> None:
    async def answers() -> bool:
        with suppress(aiohttp.ClientConnectorError):
            async with http.get(f"{base_url}/readyz") as response:
                assert response.status == 200
                return True
        return False

    await until(answers, within=30)


async def _furnish(database: Database) -> None:
    at = civil_time(START)
    async with database.transaction() as tx:
        await catalogue.put(tx, [OrgRow(ORG_CODE, "政务服务中心", AREA_CODE, "玄武区", None)])
        await access.add_key(tx, "test", API_KEY, at)
        # A defect of ours, whose words PostgreSQL would fill with what was written.
        await tx.execute("ALTER TABLE visits ADD CHECK (item_code <> 'trap')")


def _her_record(**changes: Any) -> dict[str, Any]:
    return a_record(
        "13987654321",
        applicant_name="欧阳翠花",
        applicant_code="320102199001011234",
        wechat_openid="openid-of-hers",
        finished_at="2026-01-05T10:00:00+08:00",
        **changes,
    )


def _posts() -> list[tuple[str, object]]:
    rating = {
        "event_id": "E1", "portal": "p", "source_system": "test", "record_no": "R", "level": 1,
        "comment": "态度恶劣的评语", "rated_at": "2026-01-05T10:00:00", "rating_channel": "web",
    }  # fmt: skip
    return [
        ("/api/v1/records", {"records": [_her_record(), {"phone": "139 8765 4321", "欧阳翠花": 1}]}),
        ("/api/v1/records", {"records": [_her_record(item_code="trap", item_name="欧阳翠花")]}),
        ("/api/v1/records", {"records": "13987654321"}),
        ("/api/v1/records/test/13987654321", {}),
        ("/api/v1/ratings", rating),
        ("/api/v1/ratings", rating | {"level": 2}),
        ("/api/v1/ratings", rating | {"level": "态度恶劣的评语"}),
    ]


async def _everything_that_may_go_wrong(http: aiohttp.ClientSession, base_url: str) -> dict[int, str]:
    """Records, ratings, turns, errors, bad bodies; what came back, by status."""
    asked = [http.post(base_url + path, json=body) for path, body in _posts()]
    for sender, text in (("+8613987654321", "5 态度恶劣的评语"), ("13987654321", "积分")):
        form = {"MessageSid": "SM1", "From": sender, "Body": text}
        signature = RequestValidator(TOKEN).compute_signature(base_url + SMS, form)
        signed = ({"X-Twilio-Signature": given} for given in (signature, "forged"))
        asked += [http.post(base_url + SMS, data=form, headers=headers) for headers in signed]
    said = {"level": "1", "comment": "态度恶劣的评语"}
    asked += [http.post(f"{base_url}/r/{token}", data=said) for token in (RATING_LINK, FORGED)]
    looked_for = ("/api/v1/records/test/13987654321", "/欧阳翠花?" + urlencode({"phone": "13987654321"}))
    asked += [http.get(base_url + path) for path in looked_for]
    answers = {}
    for request in asked:
        async with request as response:
            answers[response.status] = await response.text()
    return answers


async def test_the_log_names_nobody(
    database_url: str, database: Database, engines: Engines, tmp_path: Path
) -> None:
    await _furnish(database)
    log = tmp_path / "web.log"
    async with (
        web_process(database_url, engines.redis_url, log) as base_url,
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {API_KEY}"}) as http,
    ):
        await _ready(http, base_url)
        answers = await _everything_that_may_go_wrong(http, base_url)
    assert set(answers) == {200, 403, 404, 405, 409, 410, 422, 500}
    assert set(json.loads(answers[500])) == {"type", "title", "status", "detail"}
    assert "visits" not in answers[500]
    told = log.read_text()
    assert [secret for secret in SECRETS if secret in told] == []
    lines = [json.loads(line) for line in told.splitlines()]
    assert [line["route"] for line in lines if line["event"] == "unexpected error"] == ["/api/v1/records"]
