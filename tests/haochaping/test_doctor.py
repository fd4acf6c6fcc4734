import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from haochaping.clock import SystemClock
from haochaping.commands.doctor import examine, run
from haochaping.commands.doctor_servers import Finding
from haochaping.commands.running import settings_of_running, told
from haochaping.processes import mark_of
from haochaping.runlock import running_at
from haochaping.settings import load
from store.db import Database
from store.people import Contact, resolve
from store.vault import Vault, new_key
from tests.conftest import Engines
from tests.journeys.stack import free_port
from tests.usecases.files.office import HEADERS, Office, a_row, write_csv

KEYS = {"phone_key": new_key(), "lookup_key": new_key()}


@pytest.fixture
def state_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    folder.mkdir()
    return folder


def findings(state_dir: Path, **settings: Any) -> list[Finding]:
    return list(examine(load(**{"database_url": "", "redis_url": "", **settings}), state_dir))


def wrongs(found: list[Finding]) -> list[str]:
    return [each.text for each in found if each.verdict == "wrong"]


def subjects(found: list[Finding]) -> list[str]:
    return [each.text.partition(":")[0] for each in found]


def test_a_new_checkout_is_fit_to_try(state_dir: Path) -> None:
    found = findings(state_dir)
    assert wrongs(found) == []
    assert subjects(found) == ["engines", "disk", "clock", "calendar", "keys", "sms"]


def test_servers_that_are_as_they_should_be(state_dir: Path, engines: Engines, database_url: str) -> None:
    found = findings(state_dir, database_url=database_url, redis_url=engines.redis_url, security=KEYS)
    assert wrongs(found) == []
    assert subjects(found)[2:6] in (
        ["Valkey", "PostgreSQL", "migrations", "calendar"],
        ["Redis", "PostgreSQL", "migrations", "calendar"],
    )


def test_servers_that_do_not_answer_are_named(state_dir: Path) -> None:
    port = free_port()
    found = findings(
        state_dir,
        database_url=f"postgresql://127.0.0.1:{port}/haochaping",
        redis_url=f"redis://127.0.0.1:{port}",
        security=KEYS,
    )
    valkey, postgresql = wrongs(found)
    assert valkey.startswith("Valkey: does not answer: ")
    assert postgresql.startswith("PostgreSQL: does not answer: ")
    assert "\n" not in valkey + postgresql


def test_a_database_without_migrations(state_dir: Path, engines: Engines) -> None:
    (trouble,) = wrongs(findings(state_dir, database_url=engines.url_of("postgres"), security=KEYS))
    assert trouble.startswith("migrations: at None, ")
    assert trouble.endswith("run haochaping migrate")


@pytest.mark.parametrize(
    ("changed", "verdict", "words"),
    [
        ({}, "ok", "they open and find a stored address"),
        ({"phone_key": new_key()}, "wrong", "security.phone_key is not the one addresses are sealed with"),
        ({"lookup_key": new_key()}, "wrong", "security.lookup_key is not the one addresses are found by"),
    ],
)
async def test_keys_are_tried_on_a_stored_address(
    state_dir: Path, database: Database, changed: dict[str, str], verdict: str, words: str
) -> None:
    async with database.transaction() as tx:
        vault = Vault.from_text(**KEYS)
        await resolve(tx, vault, [Contact("phone", "+8613900000001")], SystemClock().wall())
    given = {"database_url": database.url, "security": {**KEYS, **changed}}
    found = await asyncio.to_thread(findings, state_dir, **given)
    (keys,) = [each for each in found if each.text.startswith("keys:")]
    assert keys.verdict == verdict
    assert keys.text.startswith(f"keys: {words}")


async def test_what_the_catalogue_lacks_is_named(state_dir: Path, database: Database) -> None:
    office = Office(database)
    await office.furnish()
    rows = [a_row(1), *(a_row(n, 部门编码=f"ORG{n // 3}") for n in range(2, 20)), a_row(20, 部门编码="")]
    rows.append(a_row(21, 行政区划代码="320116000000"))
    await office.take(write_csv(state_dir / "a.csv", [HEADERS, *rows]))
    given = {"database_url": database.url, "security": KEYS}
    found = await asyncio.to_thread(findings, state_dir, **given)
    (waits,) = [each for each in found if each.text.startswith("quarantine:")]
    assert waits.verdict == "note"
    assert "20 visits wait for the catalogue: org ORG1 (3), org ORG2 (3)" in waits.text
    assert "and 4 more" in waits.text


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"security": {"phone_key": "c2hvcnQ=", "lookup_key": ""}}, "keys: security.phone_key must be 32"),
        ({"security": {**KEYS, "lookup_key": ""}}, "keys: security.lookup_key must be 32"),
        ({"embedded": {"min_free_mb": 10**9}}, "disk: "),
        ({"intake": {"drop_folder": "/no/such", "hold_days": 7}}, "drop folder: /no/such: No such file"),
    ],
)
def test_what_must_be_mended_is_told(state_dir: Path, settings: dict[str, Any], complaint: str) -> None:
    (trouble,) = wrongs(findings(state_dir, **settings))
    assert trouble.startswith(complaint)


ALIYUN = {
    "ACCESS_KEY_ID": "k",
    "ACCESS_KEY_SECRET": "s",
    "SIGN_NAME": "政务服务",
    "TEMPLATE_CODE": "SMS_1",
    "CALLBACK_SECRET": "c",
}


@pytest.mark.parametrize(("reply_template", "verdict"), [("", "wrong"), ("SMS_2", "ok")])
def test_without_a_template_for_replies_citizens_get_no_answer(
    state_dir: Path, monkeypatch: pytest.MonkeyPatch, reply_template: str, verdict: str
) -> None:
    for name, value in {**ALIYUN, "REPLY_TEMPLATE_CODE": reply_template}.items():
        monkeypatch.setenv(f"HAOCHAPING__CHANNELS__ALIYUN__{name}", value)
    monkeypatch.setenv("HAOCHAPING__CHANNELS__SMS", "aliyun")
    monkeypatch.setenv("HAOCHAPING__WEB__PUBLIC_BASE_URL", "https://hcp.example")
    (sms,) = [each for each in findings(state_dir) if each.text.startswith("sms:")]
    assert sms.verdict == verdict


@pytest.mark.parametrize(
    ("address", "verdict"),
    [
        ("http://127.0.0.1:8000", "wrong"),
        ("http://hcp.example", "note"),
        ("https://hcp.example", "ok"),
    ],
)
def test_twilio_must_reach_us(
    state_dir: Path, monkeypatch: pytest.MonkeyPatch, address: str, verdict: str
) -> None:
    for name, value in {"ACCOUNT_SID": "AC1", "AUTH_TOKEN": "t", "FROM_NUMBER": "+1"}.items():
        monkeypatch.setenv(f"HAOCHAPING__CHANNELS__TWILIO__{name}", value)
    monkeypatch.setenv("HAOCHAPING__CHANNELS__SMS", "twilio")
    monkeypatch.setenv("HAOCHAPING__WEB__PUBLIC_BASE_URL", address)
    (sms,) = [each for each in findings(state_dir) if each.text.startswith("sms:")]
    assert sms.verdict == verdict


def reaches_us(
    state_dir: Path, monkeypatch: pytest.MonkeyPatch, channel: str, account: dict[str, str], address: str
) -> str:
    """What is found of a channel with this account, where we are at this address."""
    for name, value in account.items():
        monkeypatch.setenv(f"HAOCHAPING__CHANNELS__{channel.upper()}__{name}", value)
    monkeypatch.setenv("HAOCHAPING__WEB__PUBLIC_BASE_URL", address)
    (found,) = [each for each in findings(state_dir) if each.text.startswith(f"{channel}:")]
    return found.verdict


@pytest.mark.parametrize(
    ("environment", "address", "verdict"),
    [
        ({"SECRET_TOKEN": "s"}, "http://hcp.example", "wrong"),
        ({"SECRET_TOKEN": "s"}, "https://hcp.example:8000", "wrong"),
        ({"SECRET_TOKEN": "s"}, "https://hcp.example", "ok"),
        ({"SECRET_TOKEN": "s", "BASE_URL": "http://127.0.0.1:1"}, "http://127.0.0.1:8000", "ok"),
        ({"POLLING": "true"}, "http://127.0.0.1:8000", "ok"),
    ],
)
def test_telegram_must_reach_us(
    state_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    address: str,
    verdict: str,
) -> None:
    account = {"BOT_TOKEN": "1:abc", **environment}
    assert reaches_us(state_dir, monkeypatch, "telegram", account, address) == verdict


@pytest.mark.parametrize(
    ("environment", "address", "verdict"),
    [
        ({}, "http://127.0.0.1:8000", "wrong"),
        ({}, "https://hcp.example:8000", "wrong"),
        ({}, "https://hcp.example", "note"),
        ({"ENCODING_AES_KEY": "a" * 43}, "https://hcp.example", "ok"),
        ({"ENCODING_AES_KEY": "a" * 43, "BASE_URL": "http://127.0.0.1:1"}, "http://127.0.0.1:8000", "ok"),
    ],
)
def test_wechat_must_reach_us(
    state_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    address: str,
    verdict: str,
) -> None:
    account = {"APP_ID": "wx1", "APP_SECRET": "s", "TOKEN": "t", **environment}
    assert reaches_us(state_dir, monkeypatch, "wechat", account, address) == verdict


def test_what_runs_here_is_asked(state_dir: Path, engines: Engines, database_url: str) -> None:
    with (
        running_at("http://127.0.0.1:8000", state_dir),
        told(state_dir, database_url, engines.redis_url, 8000),
    ):
        found = findings(state_dir, security=KEYS)
    assert {"PostgreSQL", "migrations"} <= set(subjects(found))


def test_commands_make_links_to_the_port_of_what_runs_here(
    state_dir: Path, engines: Engines, database_url: str
) -> None:
    with told(state_dir, database_url, engines.redis_url, 8010):
        settings = settings_of_running(state_dir)
    assert settings.web.public_base_url == "http://127.0.0.1:8010"


@pytest.fixture
def orphan(state_dir: Path) -> Iterator[None]:
    environment = {**os.environ, "HAOCHAPING_SUPERVISED": mark_of(state_dir)}
    with subprocess.Popen(["sleep", "60"], env=environment) as process:
        yield
        process.kill()


@pytest.mark.usefixtures("orphan")
def test_what_a_killed_run_left_is_noted(state_dir: Path) -> None:
    (left,) = [each for each in findings(state_dir) if each.text.startswith("leftovers: 1 ")]
    assert left.verdict == "note"


def test_one_line_a_check_and_the_exit_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = load(database_url="", redis_url="", embedded={"min_free_mb": 10**9})
    assert run(broken, tmp_path) == 1
    lines = capsys.readouterr().out.splitlines()
    assert all(line[:7] in ("ok     ", "note   ", "wrong  ") for line in lines)
