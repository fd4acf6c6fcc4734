import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from haochaping.processes import by_environment, is_alive, mark_of
from haochaping.procfile import ProcfileError, read_procfile
from tests.waiting import eventually

RUN = """
import os, sys
from pathlib import Path
from haochaping.supervisor import run
sys.exit(run(Path("Procfile").resolve(), Path("state").resolve(), {**os.environ, "GREETING": "你好"}))
"""

PROCESS = """
import os, signal, sys, time
from pathlib import Path

def goodbye(*_):
    print("goodbye")
    sys.exit(0)

signal.signal(signal.SIGTERM, goodbye)
name = sys.argv[1]
print(os.environ["GREETING"], sys.prefix)
Path(f"{name}.pid").write_text(str(os.getpid()))
time.sleep(float(sys.argv[2]))
"""


class Checkout:
    """A folder with a Procfile, and what runs from it."""

    def __init__(self, folder: Path, **processes: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "process.py").write_text(PROCESS)
        lines = [f"{name}: {command}\n" for name, command in processes.items()]
        (folder / "Procfile").write_text("".join(lines))

    @contextmanager
    def up(self) -> Iterator[subprocess.Popen[str]]:
        """The command that supervises, ended with its processes whatever the test does."""
        environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
        command = [sys.executable, "-c", RUN]
        with subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            start_new_session=True,
        ) as owner:
            try:
                yield owner
            finally:
                owner.terminate()
                owner.wait(30)
                for left in self.running():
                    left.kill()

    def pid(self, name: str, other_than: int = 0) -> int:
        """The process of this name that runs now."""

        def seen() -> int:
            file = self.folder / f"{name}.pid"
            number = int((file.exists() and file.read_text()) or 0)
            return number if number != other_than and psutil.pid_exists(number) else 0

        return eventually(seen)

    def supervisord(self) -> int:
        return int((self.folder / "state/supervisord.pid").read_text())

    def running(self) -> list[psutil.Process]:
        if not (self.folder / "state").exists():
            return []
        return by_environment("HAOCHAPING_SUPERVISED", mark_of(self.folder / "state"))


FOREVER = "python process.py {} 100"


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "政 务 %41;#", web=FOREVER.format("web"), worker=FOREVER.format("worker"))


def test_all_run_are_told_to_stop_and_leave_nothing(checkout: Checkout) -> None:
    with checkout.up() as owner:
        pids = checkout.pid("web"), checkout.pid("worker")
        owner.terminate()
        output, _ = owner.communicate(timeout=20)
    assert owner.returncode == 0
    assert not any(map(psutil.pid_exists, pids))
    assert checkout.running() == []
    # The environment is passed on, commands are those beside our interpreter, each line tells whose it is.
    assert f"web        | 你好 {sys.prefix}\n" in output
    assert f"worker     | 你好 {sys.prefix}\n" in output
    assert "worker     | goodbye\n" in output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_ctrl_c_and_a_closed_terminal_stop_it_too(checkout: Checkout, number: signal.Signals) -> None:
    with checkout.up() as owner:
        checkout.pid("web")
        owner.send_signal(number)
        owner.communicate(timeout=20)
    assert owner.returncode == 0
    assert checkout.running() == []


def test_a_killed_process_comes_back_and_the_others_stay(checkout: Checkout) -> None:
    with checkout.up():
        web, worker = checkout.pid("web"), checkout.pid("worker")
        os.kill(web, signal.SIGKILL)
        assert checkout.pid("web", other_than=web) != web
        assert checkout.pid("worker") == worker


def test_one_that_dies_at_once_is_tried_again_and_again(tmp_path: Path) -> None:
    checkout = Checkout(tmp_path, brief="python process.py brief 0", web=FOREVER.format("web"))
    with checkout.up() as owner:
        assert owner.stdout is not None
        starts = (line for line in owner.stdout if line.startswith("brief "))
        assert len([next(starts) for _ in range(3)]) == 3
        checkout.pid("web")


def test_all_stop_when_their_owner_is_killed(checkout: Checkout) -> None:
    with checkout.up() as owner:
        checkout.pid("web")
        owner.kill()
        owner.wait()
        eventually(lambda: checkout.running() == [])


def test_a_killed_supervisor_comes_back_with_its_processes(checkout: Checkout) -> None:
    with checkout.up() as owner:
        web = checkout.pid("web")
        os.kill(checkout.supervisord(), signal.SIGKILL)
        assert checkout.pid("web", other_than=web) != web
        eventually(lambda: not psutil.pid_exists(web))
        owner.terminate()
        owner.communicate(timeout=20)
    assert owner.returncode == 0
    assert checkout.running() == []


def test_orphans_are_ended_at_the_next_start_and_a_neighbour_is_not_disturbed(
    checkout: Checkout, tmp_path: Path
) -> None:
    neighbour = Checkout(tmp_path / "neighbour", web=FOREVER.format("web"))
    with neighbour.up(), checkout.up() as owner:
        theirs, orphan = neighbour.pid("web"), psutil.Process(checkout.pid("web"))
        owner.send_signal(signal.SIGSTOP)  # or it would notice
        os.kill(checkout.supervisord(), signal.SIGKILL)
        owner.kill()
        owner.wait()
        assert is_alive(orphan)
        with checkout.up():
            assert checkout.pid("web", other_than=orphan.pid) != orphan.pid
            assert not is_alive(orphan)
        assert neighbour.pid("web") == theirs


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "names no process"),
        ("# web: haochaping web\n", "names no process"),
        ("web: a\nweb: b\n", "unique"),
        ("web: a && b\n", "one plain command"),
        ("web: a | b\n", "one plain command"),
        ("web: a 'b\n", "one plain command"),
    ],
)
def test_a_procfile_that_cannot_be_run_is_one_line(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "Procfile").write_text(text)
    with pytest.raises(ProcfileError, match=complaint) as refused:
        read_procfile(tmp_path / "Procfile")
    assert "\n" not in str(refused.value)


def test_a_missing_procfile_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ProcfileError, match="No such file"):
        read_procfile(tmp_path / "Procfile")


def test_a_procfile_is_read_as_honcho_reads_it(tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text(
        "# ours\nweb: haochaping web --port $PORT\nworker:  python -c 'a; b'\n"
    )
    assert read_procfile(tmp_path / "Procfile") == {
        "web": "haochaping web --port $PORT",
        "worker": "python -c 'a; b'",
    }
