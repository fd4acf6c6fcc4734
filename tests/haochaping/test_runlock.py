import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from haochaping.runlock import AlreadyRunningError, running_at
from tests.waiting import eventually

HOLDER = """
import sys, time
from pathlib import Path
from haochaping.runlock import running_at
with running_at("http://127.0.0.1:8000", Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def start_holder(state_dir: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, state_dir], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def end_holder(holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.communicate()


def test_the_second_hears_where_the_first_runs(tmp_path: Path) -> None:
    holder = start_holder(tmp_path)
    with pytest.raises(AlreadyRunningError) as refused, running_at("http://127.0.0.1:9000", tmp_path):
        pass
    end_holder(holder)
    assert str(refused.value) == f"already running at http://127.0.0.1:8000 (pid {holder.pid})"


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    holder = start_holder(tmp_path)
    os.kill(holder.pid, signal.SIGKILL)
    eventually(lambda: psutil.Process(holder.pid).status() == psutil.STATUS_ZOMBIE)
    with running_at("http://127.0.0.1:9000", tmp_path):
        pass
    end_holder(holder)


def test_the_lock_is_free_after_the_block_and_after_an_error_in_it(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), running_at("http://127.0.0.1:8000", tmp_path):
        raise ZeroDivisionError
    with running_at("http://127.0.0.1:8000", tmp_path):
        pass


def test_two_checkouts_do_not_disturb_each_other(tmp_path: Path) -> None:
    with (
        running_at("http://127.0.0.1:8000", tmp_path / "one"),
        running_at("http://127.0.0.1:8001", tmp_path / "两 个"),
    ):
        pass


def test_the_words_of_a_killed_holder_are_not_believed(tmp_path: Path) -> None:
    holder = start_holder(tmp_path)
    end_holder(holder)
    with (
        running_at("http://127.0.0.1:8001", tmp_path),
        pytest.raises(AlreadyRunningError, match="8001"),
        running_at("http://127.0.0.1:8002", tmp_path),
    ):
        pass


def test_processes_that_we_start_do_not_keep_the_lock(tmp_path: Path) -> None:
    with running_at("http://127.0.0.1:8000", tmp_path):
        child = subprocess.Popen(["sleep", "60"])
    with running_at("http://127.0.0.1:8000", tmp_path):
        pass
    child.kill()
    child.wait()
