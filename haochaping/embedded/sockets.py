"""A short private folder for the engines' sockets, whatever the checkout is called."""

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from haochaping.embedded.account import Account
from haochaping.embedded.errors import EmbeddedError

# A socket's whole path fits in 104 bytes on macOS (108 on Linux), its closing NUL included.
_LONGEST = 103
_LONGEST_NAME = len("/.s.PGSQL.5432")


def socket_folder(root: Path, account: Account) -> Path:
    """`run` in the state folder, or a short folder that `run` points to when the path will not do."""
    run = root / "run"
    if _will_do(run):
        account.give(run)
        return run
    found = find_socket_folder(root)
    if found is not None and _is_private(found, account):
        return found
    run.unlink(missing_ok=True)
    folder = _make_short(account)
    run.symlink_to(folder)
    return folder


def find_socket_folder(root: Path) -> Path | None:
    """The folder an earlier start has made."""
    run = root / "run"
    if run.is_symlink():
        return run.readlink()
    return run if run.is_dir() else None


def remove_socket_folder(root: Path) -> None:
    """Take the folder away, also the short one outside the state folder."""
    folder = find_socket_folder(root)
    if folder is None:
        return
    with contextlib.suppress(FileNotFoundError):  # a cleaner of temporary files was here first
        for left in (entry for entry in folder.iterdir() if entry.is_socket() or entry.suffix == ".lock"):
            left.unlink()
        folder.rmdir()
    if folder != root / "run":
        (root / "run").unlink()


def _will_do(folder: Path) -> bool:
    name = os.fsencode(folder)
    # libpq takes a comma for the next host, redis-py splits the client list at spaces, and bytes
    # that are no text cannot go into a URL.
    plain = not {b","[0], b" "[0]} & set(name) and name == str(folder).encode(errors="replace")
    return plain and len(name) + _LONGEST_NAME <= _LONGEST


def _is_private(folder: Path, account: Account) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode) and found.st_uid == account.uid and stat.S_IMODE(found.st_mode) == 0o700
    )


def _make_short(account: Account) -> Path:
    for parent in _short_parents():
        if _will_do(parent / "haochaping-12345678") and account.can_enter(parent):
            folder = Path(tempfile.mkdtemp(prefix="haochaping-", dir=parent))
            os.chown(folder, account.uid, account.gid)
            return folder
    raise EmbeddedError("no folder for temporary files has a path short enough for a Unix socket: set TMPDIR")


def _short_parents() -> Iterator[Path]:
    yield Path(tempfile.gettempdir())
    yield Path("/tmp")  # noqa: S108 - the folder made in it is private, with a name nobody can foresee
