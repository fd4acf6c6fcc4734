"""Both engines of one state folder together."""

import contextlib
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from haochaping.embedded.errors import EmbeddedError
from haochaping.embedded.home import ELSEWHERE, Home, find_home, make_home
from haochaping.embedded.postgres import Postgres
from haochaping.embedded.sockets import remove_socket_folder
from haochaping.embedded.valkey import Valkey

_MEND_EVERY = 1.0


@dataclass(frozen=True)
class Urls:
    """What the two clients connect to."""

    database_url: str
    redis_url: str


@dataclass
class Stack:
    """PostgreSQL and Valkey, running; made by `start`."""

    home: Home
    postgres: Postgres
    valkey: Valkey
    _mended_at: float = field(default=0.0, repr=False)

    @property
    def urls(self) -> Urls:
        """What the two clients connect to."""
        return Urls(self.postgres.url, self.valkey.url)

    def stop(self) -> None:
        """Stop both, cleanly if they let us; nothing of them runs afterwards, and their sockets are gone."""
        with self.home.locked():
            _stop(self)

    def mend(self) -> list[str]:
        """Start an engine again that died, and say which; never waits, so call it from any loop.

        It answers a moment later: its clients try again.
        """
        dead = [engine for engine in (self.postgres, self.valkey) if not engine.alive()]
        if not dead or time.monotonic() - self._mended_at < _MEND_EVERY:
            return []
        self._mended_at = time.monotonic()
        with _one_line(), self.home.locked(wait=False) as ours:
            for engine in dead if ours else ():
                engine.begin()
        return [engine.name for engine in dead]


def start(state_dir: Path, *, min_free_mb: int) -> Stack:
    """Start both engines, or find those that a crashed owner left running; returns when both answer.

    EmbeddedError, in one line, when they cannot run.
    """
    home = make_home(state_dir)
    stack = Stack(home, Postgres(home), Valkey(home))
    with _one_line(), home.locked():
        home.check_space(min_free_mb)
        try:
            stack.valkey.begin()
            stack.postgres.begin()
            stack.valkey.wait()
            stack.postgres.wait()
        except BaseException:
            _stop(stack)
            raise
    return stack


def stop_leftovers(state_dir: Path) -> None:
    """Stop the engines of this state folder, whoever started them."""
    home = find_home(state_dir)
    if home is not None:
        Stack(home, Postgres(home), Valkey(home)).stop()


def remove_state(state_dir: Path) -> None:
    """Stop what runs, then remove the state folder and what it has elsewhere."""
    home = find_home(state_dir)
    if home is None:
        return
    stop_leftovers(state_dir)
    with _one_line():
        shutil.rmtree(home.root)
        if home.root.parent == ELSEWHERE:
            with contextlib.suppress(OSError):  # other checkouts have theirs there
                ELSEWHERE.rmdir()
        if home.state_dir.exists():
            shutil.rmtree(home.state_dir)


def _stop(stack: Stack) -> None:
    stack.valkey.signal_stop()
    stack.postgres.stop()
    stack.valkey.stop()
    remove_socket_folder(stack.home.root)


@contextmanager
def _one_line() -> Iterator[None]:
    """Word what the operating system refuses; the rest has been worded where it went wrong."""
    try:
        yield
    except OSError as error:
        raise EmbeddedError(f"embedded engines: {error.filename or ''}: {error.strerror}") from error
