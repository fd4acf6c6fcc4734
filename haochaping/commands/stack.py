"""`haochaping up`: the engines (unless servers are given), the migrations, and all processes."""

import os
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from haochaping import supervisor
from haochaping.commands.running import STATE_DIR, told
from haochaping.embedded import stack as embedded
from haochaping.runlock import running_at
from haochaping.settings import ROOT, Settings, SettingsError

PROCFILE = ROOT / "Procfile"


@dataclass(frozen=True)
class Engines:
    """Where the processes find their database and their queue; what keeps embedded ones running."""

    database_url: str
    redis_url: str
    embedded: embedded.Stack | None

    def mend(self) -> None:
        """Start an embedded engine again that died."""
        if self.embedded is not None:
            for name in self.embedded.mend():
                print(f"{name} died and is started again", file=sys.stderr)  # noqa: T201


@contextmanager
def engines(settings: Settings) -> Iterator[Engines]:
    """The engines the settings name, or embedded ones for as long as this lasts."""
    if settings.database_url and settings.redis_url:
        yield Engines(settings.database_url, settings.redis_url, None)
        return
    stack = embedded.start(STATE_DIR, min_free_mb=settings.embedded.min_free_mb)
    try:
        urls = stack.urls
        yield Engines(settings.database_url or urls.database_url, settings.redis_url or urls.redis_url, stack)
    finally:
        stack.stop()


@contextmanager
def only_one(settings: Settings) -> Iterator[Engines]:
    """Be the one stack of this checkout: what a killed one left is ended first, the engines run for as long."""
    _end_cleanly()
    with running_at(settings.local_base_url, STATE_DIR):
        supervisor.end_leftovers(STATE_DIR)
        check_port(settings)
        with engines(settings) as found, told(STATE_DIR, found.database_url, found.redis_url, settings.port):
            try:
                yield found
            finally:
                _hear_no_more()


def _end_cleanly() -> None:
    """Until the supervisor takes over, SIGTERM unwinds like Ctrl-C, so that no engine is left running."""

    def leave(number: int, _: object) -> None:
        _hear_no_more()
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(0)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leave)


def _hear_no_more() -> None:
    """We are stopping: told so once more, as an impatient hand or make does, we would leave the engines running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def check_port(settings: Settings) -> None:
    """Raise `SettingsError` when something else listens where the web process is to."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.web.host, settings.port))
        except OSError as error:
            raise SettingsError(
                f"port {settings.port} on {settings.web.host}: {error.strerror}; choose another with PORT=…"
            ) from None


def environment(found: Engines, extra: Mapping[str, str]) -> dict[str, str]:
    """What the processes are given beside our own environment."""
    return {**os.environ, "DATABASE_URL": found.database_url, "REDIS_URL": found.redis_url, **extra}


def up(settings: Settings) -> int:
    """Run everything until told to stop; the exit status."""
    from haochaping.commands import migrate  # noqa: PLC0415  # Alembic is a third of a second
    from haochaping.wiring.parts import build_vault  # noqa: PLC0415  # the other commands come by here for less

    build_vault(settings)
    with ExitStack() as running:
        found = running.enter_context(only_one(settings))
        migrate.run(found.database_url, settings)
        print(f"haochaping is starting at {settings.local_base_url}")  # noqa: T201
        return supervisor.run(
            PROCFILE, STATE_DIR, environment(found, {}), without=settings.idle_processes, meanwhile=found.mend
        )
