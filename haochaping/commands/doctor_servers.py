"""What `haochaping doctor` asks PostgreSQL and Valkey, and what it knows of keys and years without them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from evaluation.window import civil
from evaluation.wordings import ANY_REPLY, PROMPT
from haochaping.advice import advice_on
from haochaping.calendar import load_calendar
from haochaping.settings import Settings, SettingsError
from haochaping.wiring.parts import build_vault
from haochaping.wiring.queue import connect_redis
from haochaping.wiring.templates import approved, settled_templates
from store import calendars, failures, operations, quarantine
from store.db import CONNECTION_OPTIONS, Transaction
from store.failures import ToLookAt
from store.quarantine import Missing
from store.vault import CannotUnseal, Vault
from store.version import EXPECTED_VERSION

OLDEST_POSTGRESQL, TESTED_POSTGRESQL = 15, 18
OLDEST_REDIS = (6, 2)
MOST_DRIFT = timedelta(seconds=2)
"""Signatures, leases and sessions bear no more between two hosts."""

NO_PROMPTS = (
    "the prompt's template is listed as not approved at Aliyun, no prompt leaves there: "
    "haochaping template list, then approve it, or another"
)
NO_REPLIES = (
    "Aliyun has no template for replies, citizens get no answer to what they write: set "
    "channels.aliyun.reply_template_code, or haochaping template add reply CODE WORDING, and approve it"
)
SHOWN = 5
"""So many missing codes, or reasons, are named."""


@dataclass(frozen=True)
class Finding:
    """The answer to one question, with what to do unless all is well."""

    verdict: Literal["ok", "note", "wrong"]
    text: str


def ok(text: str) -> Finding:
    """As it should be."""
    return Finding("ok", text)


def note(text: str) -> Finding:
    """Worth knowing; nothing need be done today."""
    return Finding("note", text)


def wrong(text: str) -> Finding:
    """Must be mended."""
    return Finding("wrong", text)


@dataclass(frozen=True, slots=True)
class _Address:
    kind: str
    sealed: bytes
    lookup: bytes


async def examine_servers(settings: Settings, wall: datetime) -> list[Finding]:
    """Servers, migrations, calendar and keys."""
    findings = list(_queue(settings, wall))
    if not settings.database_url:
        return [*findings, *_calendar(wall.year, []), *_keys(settings, None)]
    try:
        connection: psycopg.AsyncConnection[Any] = await psycopg.AsyncConnection.connect(
            settings.database_url,
            **CONNECTION_OPTIONS,  # type: ignore[arg-type]  # libpq's own words
        )
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        findings.append(wrong(f"PostgreSQL: does not answer: {reason}; look at it, and at DATABASE_URL"))
        return [*findings, *_calendar(wall.year, []), *_keys(settings, None)]
    async with connection:
        findings.append(_postgresql(connection.info.server_version // 10000))
        return findings + await _database(settings, wall, Transaction(connection))


async def _database(settings: Settings, wall: datetime, tx: Transaction) -> list[Finding]:
    version, expected = await operations.schema_version(tx), EXPECTED_VERSION
    if version != expected:
        found = wrong(f"migrations: at {version}, this version needs {expected}: run haochaping migrate")
        return [found, *_calendar(wall.year, []), *_keys(settings, None)]
    tables = await calendars.imported(tx)
    waiting = list(_quarantine(await quarantine.missing(tx)))
    address = await tx.first(_Address, "SELECT kind, sealed, lookup FROM addresses ORDER BY id DESC LIMIT 1")
    return [
        ok(f"migrations: at {version}"),
        *_calendar(wall.year, tables),
        *_keys(settings, address),
        *waiting,
        *await _templates(settings, tx),
        *_stopped(await failures.to_look_at(tx, operations.COUNTED_UP_TO)),
    ]


async def _templates(settings: Settings, tx: Transaction) -> list[Finding]:
    """Whether what citizens are asked and answered can leave through Aliyun at all."""
    if "aliyun" not in (settings.channels.sms, settings.channels.sms_second):
        return []
    settled = settled_templates(settings.channels.aliyun)
    told = {PROMPT: NO_PROMPTS, ANY_REPLY: NO_REPLIES}
    return [
        wrong(f"sms: {what}")
        for name, what in told.items()
        if not await approved(tx, "aliyun", settled, name)
    ]


def _stopped(found: list[ToLookAt]) -> Iterator[Finding]:
    """What stops messages, one line for each reason, until somebody puts it right."""
    for each in found[:SHOWN]:
        yield wrong(
            f"messages: {each.messages} stopped by {each.provider} ({each.reason}) since "
            f"{civil(each.since):%Y-%m-%d}: {advice_on(each.provider, each.reason)}; "
            f"haochaping messages release --reason {each.reason}, or dismiss"
        )
    if len(found) > SHOWN:
        yield wrong(f"messages: stopped for {len(found) - SHOWN} more reasons: haochaping messages failed")


def _quarantine(missing: list[Missing]) -> Iterator[Finding]:
    """What to put into the catalogue, so that the records which wait for it are asked about."""
    if not missing:
        return
    named = [
        f"{each.what} {' '.join(each.code.split())} ({each.visits})"
        if each.code
        else f"no org ({each.visits})"
        for each in missing[:SHOWN]
    ]
    more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
    visits = sum(each.visits for each in missing)
    yield note(
        f"quarantine: {visits} visits wait for the catalogue: {', '.join(named)}{more}; "
        "haochaping org import FILE releases them"
    )


def _postgresql(version: int) -> Finding:
    if version < OLDEST_POSTGRESQL:
        return wrong(f"PostgreSQL: version {version} is too old: {OLDEST_POSTGRESQL} or newer")
    if version < TESTED_POSTGRESQL:
        return note(f"PostgreSQL: version {version} answers; we test with {TESTED_POSTGRESQL}")
    return ok(f"PostgreSQL: version {version} answers")


def _queue(settings: Settings, wall: datetime) -> Iterator[Finding]:
    if not settings.redis_url:
        return
    try:
        with connect_redis(settings) as redis:
            about: dict[str, Any] = redis.info("server")
            theirs = datetime.fromtimestamp(redis.time()[0], wall.tzinfo)
            yield from _eviction(redis)
    except (RedisError, ValueError) as error:
        reason = " ".join(str(error).split())
        yield wrong(f"Valkey: does not answer: {reason}; prompts wait, citizens are answered all the same")
        return
    name = "Valkey" if "valkey_version" in about else "Redis"
    version = str(about.get("valkey_version") or about["redis_version"])
    if tuple(map(int, version.split(".")[:2])) < OLDEST_REDIS:
        yield wrong(f"{name}: version {version} is too old: {'.'.join(map(str, OLDEST_REDIS))} or newer")
    elif abs(theirs - wall) > MOST_DRIFT + timedelta(seconds=1):  # its whole seconds
        yield wrong(f"clock: {name}'s host says {theirs:%H:%M:%S}, we say {wall:%H:%M:%S}: use NTP on both")
    else:
        yield ok(f"{name}: version {version} answers, its clock agrees with ours")


def _eviction(redis: Redis) -> Iterator[Finding]:
    try:
        policy = redis.config_get("maxmemory-policy").get("maxmemory-policy", "noeviction")
    except RedisError:
        return  # hosted ones do not tell
    if policy != "noeviction":
        yield note(f"Valkey: maxmemory-policy is {policy}: jobs may be dropped and done late; set noeviction")


def _calendar(year: int, tables: list[Any]) -> Iterator[Finding]:
    calendar = load_calendar(tables)
    if not calendar.covers(date(year, 7, 1)):
        yield wrong(f"calendar: {year} is not known; haochaping calendar import FILE with the year's notice")
    elif not calendar.covers(date(year + 1, 7, 1)):
        yield note(
            f"calendar: {year} is known; {year + 1} is provisional, deadlines in it are reckoned again "
            "when its notice is imported (it comes out in November)"
        )
    else:
        yield ok(f"calendar: {year} and {year + 1} are known")


def _keys(settings: Settings, address: _Address | None) -> Iterator[Finding]:
    security = settings.security
    if not security.phone_key and not security.lookup_key and not settings.database_url:
        yield note("keys: none set; the demo makes its own, haochaping up needs both (docs/operations.md)")
        return
    try:
        vault = build_vault(settings)
    except SettingsError as error:
        yield wrong(f"keys: {error}")
        return
    yield _opens(vault, address) if address else ok("keys: both well formed; no address is stored yet")


def _opens(vault: Vault, address: _Address) -> Finding:
    try:
        text = vault.open(address.sealed)
    except CannotUnseal:
        return wrong("keys: security.phone_key is not the one addresses are sealed with: put that one back")
    if vault.lookup(address.kind, text) != address.lookup:
        return wrong("keys: security.lookup_key is not the one addresses are found by: put that one back")
    return ok("keys: they open and find a stored address")
