"""One engine's life: found again or started, waited for, ended."""

import os
import re
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

import psutil

from haochaping.embedded.errors import EmbeddedError
from haochaping.embedded.home import Home
from haochaping.processes import Ladder, by_command_line, end

_LOOK_EVERY = 0.02
_SAY_EVERY = 5.0
_GRAVE = re.compile(r"\b(FATAL|PANIC|ERROR|error)\b|#")
_LONGEST_LOG = 5 * 1024 * 1024


class Engine(ABC):
    """A server that runs in its own session, so that what stops us does not stop it half-way."""

    name: ClassVar[str]
    programs: ClassVar[frozenset[str]]
    """Names of its processes."""
    pid_file: ClassVar[str]
    """In its folder, written by the engine itself."""
    stop_ladder: ClassVar[Ladder]
    orphan_ladder: ClassVar[Ladder]
    """For processes whose head is dead, or that no longer answer at their socket."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.folder = home.root / self.name.lower()
        self._log_start = 0
        self._started: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def socket(self) -> Path:
        """The socket it listens at."""

    @abstractmethod
    def command(self) -> list[str | Path]:
        """What starts it."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it is ready for work; makes it so if only a step of ours is missing."""

    def prepare(self) -> None:
        """Make its folder."""
        self.home.account.give(self.folder)

    def begin(self) -> None:
        """Keep the engine that runs here, or start one after clearing up what a crash left; does not wait."""
        if self.alive() and self.socket.exists():
            return
        self._clear()
        self.prepare()
        self._started = self._spawn_logged(self.command(), self.folder)

    def wait(self) -> None:
        """Wait until it answers, however long its recovery takes; EmbeddedError when it dies instead."""
        began = said = time.monotonic()
        while not self.answers():
            if not self.alive():
                raise EmbeddedError(f"{self.name} did not start: {self.last_words()}")
            if time.monotonic() - said > _SAY_EVERY:
                said = time.monotonic()
                sys.stderr.write(f"waiting for {self.name} ({said - began:.0f} s): {self.last_words()}\n")
            time.sleep(_LOOK_EVERY)

    def alive(self) -> bool:
        """Whether its head process runs."""
        if self._started is not None:
            return self._started.poll() is None
        return self._head() is not None

    def signal_stop(self) -> None:
        """Ask it to stop, without waiting."""
        if head := self._head():
            end([head], [(self.stop_ladder[0][0], 0)])

    def stop(self) -> None:
        """Stop it and whatever it left behind; files that only a running one needs go too."""
        if head := self._head():
            end([head], self.stop_ladder)
        self._clear()

    def last_words(self) -> str:
        """The last line of its log since this start that says something, less its time and number."""
        with self._log().open("rb") as log:
            log.seek(self._log_start)
            lines = [line for line in log.read().decode(errors="replace").splitlines() if line.strip()]
        grave = [line for line in lines if _GRAVE.search(line)]
        last = (grave or lines or ["nothing in its log"])[-1]
        return re.sub(r"^\S+ \S+ \S+ \[\d+\] |^\d+:\w \d+ \w+ \d+ \S+ [*#.-] ", "", last).strip()

    def run(self, command: list[str | Path], folder: Path) -> int:
        """Run a program of the engine to its end."""
        process = self._spawn_logged(command, folder)
        try:
            return process.wait()
        finally:
            process.kill()  # if we are interrupted; else it is gone

    def _head(self) -> psutil.Process | None:
        try:
            number = int((self.folder / self.pid_file).read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return next((process for process in self._running() if process.pid == number), None)

    def _running(self) -> list[psutil.Process]:
        return by_command_line(self.home.mark, self.programs)

    def _clear(self) -> None:
        end(self._running(), self.orphan_ladder)
        if self._started is not None:
            self._started.poll()  # takes its zombie away
            self._started = None
        # After a restart of the machine its number may be another process's, and PostgreSQL would not start.
        for stale in (self.folder / self.pid_file, self.socket, Path(f"{self.socket}.lock")):
            stale.unlink(missing_ok=True)

    def _spawn_logged(self, command: list[str | Path], folder: Path) -> subprocess.Popen[bytes]:
        with self._log().open("ab") as log:
            self._log_start = log.tell()
            return self._spawn(command, folder, log.fileno())

    def _log(self) -> Path:
        path = self.home.log(self.name.lower())
        path.touch(mode=0o600)
        if path.stat().st_size > _LONGEST_LOG:
            path.replace(path.with_suffix(".log.1"))
            path.touch(mode=0o600)
        return path

    def _spawn(self, command: list[str | Path], folder: Path, output: int) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(  # noqa: S603 - the wheels' programs, with arguments of our own
                command,
                cwd=folder,
                # Nothing of the caller's, such as PGPORT or PGDATA, shall change what we start.
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                umask=0o077,
                **self.home.account.run_as,
            )
        except OSError as error:
            raise EmbeddedError(f"{self.name} cannot be run: {command[0]}: {error.strerror}") from error
