"""Where an embedded stack lives: its folders, its user, its programs."""

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from haochaping.embedded.account import Account, choose_account
from haochaping.embedded.binaries import Binaries, copy_binaries, find_binaries
from haochaping.embedded.errors import EmbeddedError
from haochaping.embedded.sockets import find_socket_folder, socket_folder
from haochaping.processes import mark_of

DATA = "postgresql"
ELSEWHERE = Path("/var/lib/haochaping")
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Home:
    """The folders of one stack."""

    state_dir: Path
    """What the caller named; logs and locks are there."""
    root: Path
    """Where the engines' data and sockets are: the state folder, unless their user cannot reach it."""
    account: Account
    sockets: Path

    @property
    def mark(self) -> str:
        """What the command lines of this stack's engines hold."""
        return mark_of(self.state_dir)

    def log(self, engine: str) -> Path:
        """The file that an engine's output goes to."""
        return self.state_dir / "logs" / f"{engine}.log"

    @cached_property
    def programs(self) -> Binaries:
        """The engines' programs, copied to where their user can run them if need be."""
        installed = find_binaries()
        if not self.account.other or installed.reachable_by(self.account):
            return installed
        return copy_binaries(self.root)

    def check_space(self, min_free_mb: int) -> None:
        """EmbeddedError when the disk that holds the data is nearly full."""
        free = shutil.disk_usage(self.root).free // _MEGABYTE
        if free < min_free_mb:
            raise EmbeddedError(
                f"disk nearly full: {free} MB free at {self.root}, embedded.min_free_mb is {min_free_mb}"
            )

    @contextmanager
    def locked(self, *, wait: bool = True) -> Iterator[bool]:
        """Hold off other starts and stops of this stack; yields False if one goes on and we do not wait."""
        with (self.state_dir / "embedded.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
            else:
                yield True


def make_home(state_dir: Path) -> Home:
    """Make the folders, or find them again; EmbeddedError when they cannot be written."""
    try:
        return _make(state_dir.resolve())
    except OSError as error:
        where = error.filename or state_dir
        raise EmbeddedError(f"cannot keep the embedded engines' state: {where}: {error.strerror}") from error


def find_home(state_dir: Path) -> Home | None:
    """The folders that are there already, made by an earlier start."""
    state_dir = state_dir.resolve()
    if not state_dir.is_dir():
        return None
    root = _pointed_to(state_dir) or state_dir
    return Home(state_dir, root, choose_account(root / DATA), find_socket_folder(root) or root)


def _make(state_dir: Path) -> Home:
    make_state_dir(state_dir)
    (state_dir / "logs").mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryFile(dir=state_dir):
        pass  # a disk mounted read-only says so here, before any engine is asked
    root = _pointed_to(state_dir) or state_dir
    account = choose_account(root / DATA)
    if not account.can_enter(root):
        root = _make_elsewhere(state_dir)
    _check_owner(root / DATA, account)
    if root != state_dir:
        sys.stderr.write(f"user {account.name} cannot reach {state_dir}: the data is in {root}\n")
    return Home(state_dir, root, account, socket_folder(root, account))


def _check_owner(data: Path, account: Account) -> None:
    if data.exists() and (owner := data.stat().st_uid) != account.uid:
        raise EmbeddedError(f"{data} belongs to user {owner}: run as that user or as root, or remove it")


def make_state_dir(state_dir: Path) -> None:
    """Make the state folder if it is not there; only ours, but as root the engines' user may pass through."""
    if not state_dir.is_dir():
        state_dir.mkdir(parents=True)
        state_dir.chmod(0o711 if os.geteuid() == 0 else 0o700)  # whatever the umask says


def _make_elsewhere(state_dir: Path) -> Path:
    if not ELSEWHERE.is_dir():
        ELSEWHERE.mkdir(parents=True)
        ELSEWHERE.chmod(0o755)  # whatever the umask says
    folder = Path(tempfile.mkdtemp(prefix="state-", dir=ELSEWHERE))
    folder.chmod(0o711)
    (folder / "belongs-to").write_bytes(os.fsencode(state_dir.resolve()))
    (state_dir / "elsewhere").write_text(str(folder))
    return folder


def _pointed_to(state_dir: Path) -> Path | None:
    """The folder elsewhere that belongs to this state folder; both must say so before we trust it."""
    try:
        folder = Path((state_dir / "elsewhere").read_text())
        if folder.parent != ELSEWHERE or (folder / "belongs-to").read_bytes() != os.fsencode(
            state_dir.resolve()
        ):
            return None
    except OSError:
        return None
    return folder
