"""Finding and ending processes that outlived whoever started them."""

import hashlib
import signal
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

import psutil

Ladder = Sequence[tuple[signal.Signals, float]]

_LOOK_EVERY = 0.02


def mark_of(state_dir: Path) -> str:
    """The mark that all processes of this state folder carry, and those of no other folder.

    Path and inode together: a copy of the checkout, or the same path in a container, has another mark.
    """
    seen = state_dir.resolve()
    about = seen.stat()
    named = f"{seen}\0{about.st_dev}\0{about.st_ino}".encode(errors="surrogateescape")
    return "haochaping-" + hashlib.blake2b(named, digest_size=6).hexdigest()


def is_alive(process: psutil.Process) -> bool:
    """Whether the process itself (not another with its number, not a zombie) still runs."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def by_command_line(mark: str, names: Collection[str]) -> list[psutil.Process]:
    """Processes of these program names whose command line holds the mark.

    Command lines, because root in a container may not read the folder or environment of another user's
    processes, but may always read these.
    """
    return _matching(lambda p: p.name() in names and any(mark in part for part in p.cmdline()))


def by_environment(name: str, value: str) -> list[psutil.Process]:
    """Processes that were started with this environment variable; never ourselves or an ancestor."""
    spared = {psutil.Process().pid, *(parent.pid for parent in psutil.Process().parents())}
    return _matching(lambda p: p.pid not in spared and p.environ().get(name) == value)


def end(processes: Iterable[psutil.Process], ladder: Ladder) -> None:
    """Send each signal of the ladder to those still alive, and wait its seconds for them to go."""
    left = list(processes)
    for number, patience in ladder:
        _signal(left, number)
        deadline = time.monotonic() + patience
        while (left := [process for process in left if is_alive(process)]) and time.monotonic() < deadline:
            time.sleep(_LOOK_EVERY)
        if not left:
            return


def _matching(wanted: Callable[[psutil.Process], bool]) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if is_alive(process) and _is(process, wanted)]


def _is(process: psutil.Process, wanted: Callable[[psutil.Process], bool]) -> bool:
    try:
        return wanted(process)
    except (psutil.Error, OSError):
        return False  # gone meanwhile, or another user's: not ours


def _signal(processes: Iterable[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            continue
