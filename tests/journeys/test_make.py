"""`make` as the README has it, in a copy of the checkout, with the environment that runs the tests."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from urllib.error import URLError

import psutil
import pytest

from haochaping.processes import is_alive, mark_of
from haochaping.settings import ROOT
from tests.journeys.stack import free_port
from tests.waiting import eventually

NOT_COPIED = shutil.ignore_patterns(".*", "*.egg-info", "tests", "docs", "bench")
OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "PORT",
    "PYTHONPATH",
    "MAKE",
    "MFLAGS",
    "PIP_",
    "HAOCHAPING",
    "PYTHONDONT",
)


class Checkout:
    """A copy of this checkout, and the demos started in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        shutil.copytree(ROOT, folder, ignore=NOT_COPIED)

    def environment(self, **more: str) -> dict[str, str]:
        """Ours without what would point elsewhere; Python finds the copy's packages before the installed."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return {**kept, "PYTHONPATH": str(self.folder), "PORT": str(self.port), **more}

    def make(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run make to its end."""
        command = ["make", "--no-print-directory", f"VENV={sys.prefix}", *words]
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    @contextmanager
    def demo(self) -> Iterator[subprocess.Popen[bytes]]:
        """`make demo`, once its page answers; whatever the test does, nothing of it is left."""
        with self.starting_demo() as make:
            self.wait_for(make)
            yield make

    def wait_for(self, make: subprocess.Popen[bytes]) -> None:
        """Wait until the page answers."""
        eventually(lambda: self.answers() or self._died(make), within=60)

    @contextmanager
    def starting_demo(self) -> Iterator[subprocess.Popen[bytes]]:
        """`make demo`, just begun."""
        # A run in the background begins with SIGINT ignored, and whatever it starts would inherit that.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with (self.folder / "output.txt").open("wb") as output:
            make = subprocess.Popen(
                ["make", "demo", f"VENV={sys.prefix}"],
                cwd=self.folder,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            yield make
        finally:
            make.terminate()
            make.wait(30)
            self.kill()

    def _died(self, make: subprocess.Popen[bytes]) -> bool:
        assert make.poll() is None, (self.folder / "output.txt").read_text()
        return False

    def answers(self) -> bool:
        """Whether the phone page is there."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/demo", timeout=5) as response:
                return bool(response.status == HTTPStatus.OK)
        except URLError:
            return False

    def running(self) -> list[psutil.Process]:
        """All that was started here and lives: what works in the folder, or carries its path or its mark."""
        mark = mark_of(self.state) if self.state.is_dir() else "no mark yet"
        return [process for process in psutil.process_iter() if self._is_ours(process, mark)]

    def _is_ours(self, process: psutil.Process, mark: str) -> bool:
        try:
            words = " ".join(process.cmdline())
            return is_alive(process) and (
                mark in words or str(self.folder) in words or process.cwd().startswith(str(self.folder))
            )
        except (psutil.Error, OSError):
            return False

    def kill(self) -> None:
        """All of it at once, and what starts meanwhile."""
        while left := self.running():
            for process in left:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(left, 5)

    @property
    def state(self) -> Path:
        """Where the demo keeps what it keeps."""
        return self.folder / ".haochaping"


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the engines' own user can pass through too, unlike tmp_path."""
    folder = Path(tempfile.mkdtemp(prefix="hcm"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def checkout(place: Path) -> Iterator[Checkout]:
    made = Checkout(place / "政务 one's")
    yield made
    assert made.make("clean").returncode == 0


def tell_again(demo: psutil.Process) -> None:
    """An impatient user: whatever it is doing to stop, it is told to."""
    with suppress(psutil.NoSuchProcess):
        demo.send_signal(signal.SIGTERM)
        demo.send_signal(signal.SIGINT)
        time.sleep(0.05)


def complaints(refused: subprocess.CompletedProcess[str]) -> list[str]:
    """What was said, less make's own word that it failed."""
    assert refused.returncode != 0
    return [line for line in refused.stderr.splitlines() if not line.startswith("make: ")]


def test_one_demo_runs_in_a_checkout_and_two_checkouts_side_by_side(checkout: Checkout, place: Path) -> None:
    other = Checkout(place / "two")
    with other.starting_demo() as theirs, checkout.demo() as make:
        other.wait_for(theirs)
        (told,) = complaints(checkout.make("demo", PORT=str(free_port())))
        assert f"already running at http://127.0.0.1:{checkout.port} " in told
        (told,) = complaints(checkout.make("clean"))
        assert "already running" in told
        make.terminate()
        make.wait(20)
        assert checkout.running() == []
        assert other.answers()
        (demo,) = psutil.Process(theirs.pid).children()
        os.killpg(theirs.pid, signal.SIGINT)  # Ctrl-C
        while theirs.poll() is None:
            tell_again(demo)
        theirs.wait(20)
        assert other.running() == []
    assert checkout.state.is_dir()
    assert checkout.make("clean").returncode == 0
    assert not checkout.state.exists()
    assert other.make("clean").returncode == 0


def test_after_kill_9_the_next_start_works_and_a_killed_make_leaves_nothing(checkout: Checkout) -> None:
    with checkout.demo():
        checkout.kill()
    with checkout.demo() as make:
        make.kill()
        make.wait()
        eventually(lambda: checkout.running() == [], within=20)


def test_sigint_to_make_alone_stops_it_where_the_system_shows_it(checkout: Checkout) -> None:
    with checkout.demo() as make:
        make.send_signal(signal.SIGINT)
        if Path("/proc/self/status").exists():
            make.wait(20)
            assert checkout.running() == []


def test_a_port_in_use_is_one_line(checkout: Checkout) -> None:
    with socket.create_server(("127.0.0.1", checkout.port)):
        refused = checkout.make("demo")
    (told,) = complaints(refused)
    assert f"port {checkout.port} on 127.0.0.1: Address already in use" in told
    assert "PORT=" in told
    assert checkout.running() == []


def test_no_suitable_python_is_one_line(checkout: Checkout) -> None:
    refused = checkout.make("setup", "VENV=.venv", PYTHON="/no/such python")
    assert complaints(refused) == [
        "setup: /no/such python is not Python 3.11 or newer; name another with PYTHON=…"
    ]


def test_no_network_while_installing_is_one_line_and_the_next_run_begins_again(checkout: Checkout) -> None:
    cut_off = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    refused = checkout.make("setup", "VENV=.venv", PYTHON=sys.executable, **cut_off)
    begun, told = complaints(refused)
    assert begun.startswith("setup: installing into .venv/ with Python 3.")
    assert told.startswith("setup: could not install (")
    assert "is there a network?" in told
    assert (checkout.folder / ".venv/state.txt").read_text() == "unfinished"


def test_make_alone_lists_what_there_is(checkout: Checkout) -> None:
    words = checkout.make().stdout
    for target in ("setup", "demo", "test", "check", "bench", "clean"):
        assert f"make {target} " in words
