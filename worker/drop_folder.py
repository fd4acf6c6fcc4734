"""The drop folder: which files in it are whole, and where they go.

A file goes from the folder to taking/, then to done/ or rejected/, each time by one rename. Its
last rename comes after what was written about it, so that a file in taking/ is work to be done.
"""

import asyncio
import errno
import fcntl
import os
import signal
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from usecases.files.rejects import rejects_path
from usecases.files.summary import FileSummary

SETTLED = timedelta(seconds=5)
"""A file that changed more lately is still being written."""

_UNFINISHED = (".tmp", ".part", ".filepart", ".crdownload")
_AGAIN = "改好后重新放入即可，已收下的行不会重复 (mend it and put it in again: no row is taken twice)"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file as a look at the folder saw it; `since` is when it was first seen so."""

    path: Path
    size: int
    changed: int
    since: datetime

    def is_same(self, other: "Dropped") -> bool:
        """Whether it has not changed between two looks."""
        return (self.size, self.changed) == (other.size, other.changed)

    def is_settled(self, wall: datetime) -> bool:
        """Whether it last changed long enough ago, by its own time or, if that is in the future, by ours."""
        changed = datetime.fromtimestamp(self.changed / 1e9, wall.tzinfo)
        return min(changed, self.since) <= wall - SETTLED


@dataclass
class Drops:
    """What a worker remembers between two looks at the drop folder."""

    seen: dict[Path, Dropped] = field(default_factory=dict)
    importing: "asyncio.Task[int] | None" = None
    patience: float = 2.0
    """Seconds that a tick waits for an import; a longer one goes on beside the ticks."""


@dataclass(frozen=True)
class DropFolder:
    """The folder with its taking/, done/ and rejected/."""

    root: Path

    @property
    def taking(self) -> Path:
        """Where a file is while it is imported; what is there without an import is a killed worker's."""
        return self.root / "taking"

    def make(self) -> None:
        """Make what is missing."""
        self.root.mkdir(parents=True, exist_ok=True)
        for name in ("taking", "done", "rejected"):
            (self.root / name).mkdir(exist_ok=True)

    def whole(self, drops: Drops, wall: datetime) -> list[Dropped]:
        """The files that have not changed since the last look, nor lately; the oldest first."""
        before, drops.seen = drops.seen, {}
        ready = []
        for dropped in _look(self.root, wall):
            last = before.get(dropped.path)
            known = last is not None and last.is_same(dropped)
            drops.seen[dropped.path] = last if last is not None and known else dropped
            if known and drops.seen[dropped.path].is_settled(wall):
                ready.append(dropped)
        return sorted(ready, key=lambda dropped: (dropped.changed, dropped.path.name))

    def leftovers(self) -> list[Path]:
        """The files that a killed worker had taken, without what it had written about them."""
        found = sorted(path for path in self.taking.iterdir() if not path.name.startswith("."))
        written = {rejects_path(path) for path in found}
        return [path for path in found if path not in written]

    def take(self, dropped: Dropped) -> Path | None:
        """Move a file to taking/; None if another worker took it, or somebody still writes it."""
        target = self.taking / dropped.path.name
        now = _seen(dropped.path, dropped.since)
        if now is None or not now.is_same(dropped) or target.exists() or _is_being_written(dropped.path):
            return None
        dropped.path.rename(target)
        return target

    def keep_done(self, path: Path, summary: FileSummary, wall: datetime) -> Path:
        """Move an imported file to done/, with its summary and its rejected rows; where it is now."""
        target = self._free(self.root / "done", path, wall)
        rejects = rejects_path(target) if summary.rejects else None
        if summary.rejects and rejects:
            summary.rejects.rename(rejects)
        words = replace(summary, name=target.name, rejects=rejects and Path(rejects.name)).in_words()
        target.with_name(f"{target.stem}.summary.txt").write_text(f"{words}\n", encoding="utf-8")
        path.rename(target)
        return target

    def keep_rejected(self, path: Path, reasons: str, wall: datetime) -> Path:
        """Move a file that cannot be read to rejected/, with the reasons; where it is now."""
        target = self._free(self.root / "rejected", path, wall)
        target.with_name(f"{target.stem}.reasons.txt").write_text(f"{reasons}\n{_AGAIN}\n", encoding="utf-8")
        path.rename(target)
        return target

    def _free(self, folder: Path, path: Path, wall: datetime) -> Path:
        """A name that neither a file nor anything written about one has there: with the time if need be."""
        taken = {stem for there in folder.iterdir() for stem in (there.stem, _stem(there.name))}
        stem = path.stem
        number = 1
        while stem in taken:
            number += 1
            stem = f"{path.stem}.{wall:%Y%m%d-%H%M%S}{f'-{number}' if number > 2 else ''}"
        return folder / f"{stem}{path.suffix}"


def _stem(name: str) -> str:
    """The name, without its ending, of the file that something was written about."""
    for ending in (".summary.txt", ".reasons.txt", ".rejected.csv"):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return Path(name).stem


def _look(root: Path, wall: datetime) -> Iterable[Dropped]:
    """The files in the folder that may be taken; no folders, no links, nothing hidden or unfinished."""
    for path in root.iterdir():
        name = path.name
        if name.startswith((".", "~$")) or name.lower().endswith(_UNFINISHED):
            continue
        if path.is_file() and not path.is_symlink() and (seen := _seen(path, wall)):
            yield seen


def _is_being_written(path: Path) -> bool:
    """Whether somebody has it open for writing, a copy over a slow line that has paused say.

    Linux refuses a read lease then. False where that cannot be asked: other systems, network disks,
    a file of another user's.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return False  # why, its import will say
    try:
        # Who opens it for writing just now sends us a signal: one that nobody heeds, for SIGIO would end us.
        fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(file)
    return False


def _seen(path: Path, wall: datetime) -> Dropped | None:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    return Dropped(path, status.st_size, status.st_mtime_ns, wall)
