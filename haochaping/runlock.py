"""One running stack per checkout."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psutil

from haochaping.embedded.home import make_state_dir

_FILE = "run.lock"
_TRIES = 40
_PAUSE = 0.05


class AlreadyRunningError(Exception):
    """This checkout already runs; the message says where."""

    def __init__(self, base_url: str, pid: int) -> None:
        self.base_url = base_url
        self.pid = pid
        super().__init__(f"already running at {base_url} (pid {pid})")


@contextmanager
def running_at(base_url: str, state_dir: Path) -> Iterator[None]:
    """Be the one that runs in this state folder, at this address; AlreadyRunningError if another does.

    The lock is the kernel's and ends with its process, so a `kill -9` leaves nothing to clear up.
    """
    make_state_dir(state_dir)
    # Not truncated by opening: what it holds is the other's until the lock is ours.
    with os.fdopen(os.open(state_dir / _FILE, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        _lock(file)
        _write(file, json.dumps({"base_url": base_url, "pid": os.getpid()}))
        try:
            yield
        finally:
            _write(file, "")


def _lock(file: IO[str]) -> None:
    for _ in range(_TRIES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _refuse(file)
            time.sleep(_PAUSE)
        else:
            return
    raise AlreadyRunningError("an address it has not told yet", 0)


def _refuse(file: IO[str]) -> None:
    """Say who runs, unless the holder has the lock for so short a time that it has not written yet."""
    file.seek(0)
    try:
        holder = json.loads(file.read())
        base_url, pid = str(holder["base_url"]), int(holder["pid"])
    except (ValueError, TypeError, KeyError):
        return
    if psutil.pid_exists(pid):  # else these are the words of one that was killed
        raise AlreadyRunningError(base_url, pid)


def _write(file: IO[str], text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()
