"""`haochaping doctor`: is this machine, and what the settings name, fit to run? One line per question."""

import asyncio
import fcntl
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from evaluation.window import CIVIL_ZONE
from haochaping.clock import SystemClock
from haochaping.commands.doctor_servers import NO_REPLIES, Finding, examine_servers, note, ok, wrong
from haochaping.commands.running import STATE_DIR, settings_of_running
from haochaping.embedded import EmbeddedError
from haochaping.embedded.binaries import find_binaries
from haochaping.embedded.home import ELSEWHERE
from haochaping.processes import by_command_line, by_environment, mark_of
from haochaping.settings import ROOT, Settings

_MEGABYTE = 1024 * 1024
_LOCAL = ("127.0.0.1", "localhost", "::1")
_TELEGRAM_PORTS = (None, 443, 80, 88, 8443)
_WECHAT_PORTS = (None, 443, 80)


def run(settings: Settings, state_dir: Path = STATE_DIR) -> int:
    """Print what was found and what to do about it; 1 when anything is wrong."""
    findings = list(examine(settings, state_dir))
    for found in findings:
        sys.stdout.write(f"{found.verdict:<6} {found.text}\n")
    return 1 if any(found.verdict == "wrong" for found in findings) else 0


def examine(settings: Settings, state_dir: Path) -> Iterator[Finding]:
    """Every check; what runs in this checkout is asked where the settings name no servers."""
    wall = SystemClock().wall()
    runs = _runs(state_dir)
    if runs and not settings.database_url:
        settings = settings_of_running(state_dir)
    yield from _engines(settings, runs=runs)
    yield _disk(settings, state_dir)
    yield _clock(wall)
    yield from asyncio.run(examine_servers(settings, wall))
    yield _channel(settings)
    yield from _telegram(settings)
    yield from _wechat(settings)
    yield from _dispatch(settings)
    yield from _folder("drop folder", settings.intake.drop_folder, "worker")
    yield from _folder("attachments", settings.cases.attachments, "web process")
    yield from _leftovers(state_dir, runs=runs)


def _runs(state_dir: Path) -> bool:
    """Whether a stack of this checkout holds its lock."""
    try:
        with (state_dir / "run.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _engines(settings: Settings, *, runs: bool) -> Iterator[Finding]:
    """The embedded engines, as far as the settings name no servers."""
    if settings.database_url and settings.redis_url:
        return
    try:
        find_binaries()
    except EmbeddedError as error:
        yield wrong(f"engines: {error}")
    else:
        state = "are starting" if runs else "are installed; nothing runs in this checkout now"
        yield ok(f"engines: embedded PostgreSQL and Valkey {state}")


def _disk(settings: Settings, state_dir: Path) -> Finding:
    free = shutil.disk_usage(state_dir if state_dir.is_dir() else ROOT).free // _MEGABYTE
    least = settings.embedded.min_free_mb
    if free < least:
        return wrong(f"disk: {free} MB free, less than embedded.min_free_mb = {least}: make room")
    return ok(f"disk: {free} MB free")


def _clock(wall: datetime) -> Finding:
    """No clock can be right that is before the files it has stamped."""
    written = datetime.fromtimestamp((ROOT / "settings.toml").stat().st_mtime, CIVIL_ZONE)
    if wall < written - timedelta(minutes=1):
        return wrong(
            f"clock: it says {wall:%Y-%m-%d %H:%M}, before settings.toml was written: set it, use NTP"
        )
    return ok(f"clock: {wall:%Y-%m-%d %H:%M:%S} in Shanghai")


def _channel(settings: Settings) -> Finding:
    if settings.delivery.dry_run:
        return note("sms: dry run: no prompt leaves; set delivery.dry_run to false to change that")
    channels, base = settings.channels, urlsplit(settings.web.public_base_url)
    if channels.sms == "simulator":
        return note("sms: goes to the simulator, to no real phone; set channels.sms to change that")
    provider = channels.twilio if channels.sms == "twilio" else channels.aliyun
    if base.hostname in _LOCAL and not provider.base_url:
        return wrong(f"sms: {channels.sms} cannot reach web.public_base_url = {settings.web.public_base_url}")
    if channels.sms == "aliyun" and not settings.database_url and not channels.aliyun.reply_template_code:
        return wrong(f"sms: {NO_REPLIES}")
    if base.scheme != "https":
        return note("sms: web.public_base_url is not https: replies and receipts travel in the open")
    return ok(f"sms: goes out through {channels.sms}")


def _telegram(settings: Settings) -> Iterator[Finding]:
    """How what people write in Telegram reaches us, if it is set up."""
    telegram, public = settings.channels.telegram, settings.web.public_base_url
    if not telegram.bot_token:
        return
    base = urlsplit(public)
    if telegram.polling:
        yield ok("telegram: the bot process fetches what people write")
    elif telegram.base_url or (base.scheme == "https" and base.port in _TELEGRAM_PORTS):
        yield ok(f"telegram: posts to {public}, once `haochaping telegram webhook` has told it to")
    else:
        yield wrong(
            f"telegram: posts to no web.public_base_url like {public}: it takes https, port 443 or 8443"
        )


def _wechat(settings: Settings) -> Iterator[Finding]:
    """Whether WeChat can reach us, if it is set up."""
    wechat, public = settings.channels.wechat, settings.web.public_base_url
    if not wechat.app_id:
        return
    base = urlsplit(public)
    if not wechat.base_url and (base.hostname in _LOCAL or base.port not in _WECHAT_PORTS):
        yield wrong(f"wechat: posts to no web.public_base_url like {public}: it takes port 80 or 443")
    elif wechat.encoding_aes_key:
        yield ok(f"wechat: posts to {public}, encrypted (兼容模式 or 安全模式)")
    else:
        yield note("wechat: messages pass in plain: set channels.wechat.encoding_aes_key, then 安全模式")


def _dispatch(settings: Settings) -> Iterator[Finding]:
    """The outside platforms; that their mappings can work was seen when the settings were read."""
    for name, wire in settings.dispatch.wires().items():
        fields = f"{len(wire.order.fields)} fields of an order, {len(wire.report.fields)} of a report"
        keys = ", ".join(sorted(wire.accepted))
        if urlsplit(wire.base_url).scheme != "https" and urlsplit(wire.base_url).hostname not in _LOCAL:
            yield note(f"dispatch {name}: {wire.base_url} is not https: what cases say travels in the open")
        else:
            yield ok(f"dispatch {name}: {fields}; signs with {wire.key_id}, takes {keys}")


def _folder(what: str, name: str, whose: str) -> Iterator[Finding]:
    if not name:
        return
    try:
        with tempfile.TemporaryFile(dir=name, prefix="."):
            yield ok(f"{what}: {name} can be written")
    except OSError as error:
        yield wrong(f"{what}: {name}: {error.strerror}: make it, and give it to the {whose}'s user")


def _leftovers(state_dir: Path, *, runs: bool) -> Iterator[Finding]:
    """What a killed run or a removed checkout has left."""
    if state_dir.is_dir() and not runs:
        mark = mark_of(state_dir)
        left = by_environment("HAOCHAPING_SUPERVISED", mark)
        left += by_command_line(mark, {"postgres", "valkey-server"})
        if left:
            yield note(f"leftovers: {len(left)} processes of a killed run; the next start ends them")
    for folder in sorted(ELSEWHERE.glob("state-*")):
        owner = _owner(folder)
        if owner is not None and not owner.exists():
            yield note(f"leftovers: {folder} belonged to {owner.parent}, which is gone: remove it")


def _owner(folder: Path) -> Path | None:
    try:
        return Path((folder / "belongs-to").read_text())
    except OSError:
        return None
