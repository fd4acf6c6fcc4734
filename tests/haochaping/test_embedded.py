import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from haochaping.embedded import EmbeddedError, Stack, remove_state, start, stop_leftovers
from haochaping.embedded.account import choose_account
from haochaping.embedded.binaries import copy_binaries
from haochaping.embedded.home import make_state_dir
from haochaping.processes import mark_of
from tests.waiting import eventually

OWNER = """
import sys, time
from pathlib import Path
from haochaping.embedded import start
start(Path(sys.argv[1]), min_free_mb=1)
print("started", flush=True)
time.sleep(60)
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the engines' user may pass through, as through most checkouts, but not tmp_path."""
    folder = Path(tempfile.mkdtemp(prefix="hcp"))
    folder.chmod(0o711)
    yield folder
    for state in folder.rglob("state"):
        remove_state(state)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def used() -> Iterator[Path]:
    """A state folder with a database in it; the tests that take it leave nothing running."""
    folder = Path(tempfile.mkdtemp(prefix="hcp"))
    folder.chmod(0o711)
    with running(folder / "state") as stack:
        query(stack, "CREATE TABLE kept AS SELECT 5 AS level")
    yield folder / "state"
    remove_state(folder / "state")
    folder.rmdir()


class running:  # noqa: N801 - reads as a word
    """Start, and stop whatever happens."""

    def __init__(self, state_dir: Path) -> None:
        self.stack = start(state_dir, min_free_mb=1)

    def __enter__(self) -> Stack:
        return self.stack

    def __exit__(self, *_: object) -> None:
        self.stack.stop()


def query(stack: Stack, sql: str) -> object:
    with psycopg.connect(stack.urls.database_url) as connection:
        cursor = connection.execute(sql.encode())
        row = cursor.fetchone() if cursor.description else None
    return row and row[0]


def works(stack: Stack) -> bool:
    client = redis.Redis.from_url(stack.urls.redis_url)
    pong = client.ping()
    client.close()
    return bool(pong) and query(stack, "SELECT current_database()") == "haochaping"


def postmaster(state_dir: Path) -> int:
    return int((state_dir / "postgresql/postmaster.pid").read_text().split()[0])


def valkey(state_dir: Path) -> int:
    return int((state_dir / "valkey/valkey.pid").read_text())


def engines_of(state_dir: Path) -> list[psutil.Process]:
    mark = mark_of(state_dir)
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(mark in part for part in process.info["cmdline"] or ())
    ]


def test_start_makes_a_durable_utf8_database_and_stop_leaves_nothing(place: Path) -> None:
    state = place / "state"
    make_state_dir(state)
    half = state / "postgresql.unfinished-1"  # of a start that was killed
    (half / "base").mkdir(parents=True)
    with running(state) as stack:
        assert works(stack)
        assert not half.exists()
        assert query(stack, "SHOW server_encoding") == "UTF8"
        assert query(stack, "SHOW timezone") == "UTC"
        assert query(stack, "SHOW fsync") == "on"
        assert query(stack, "SHOW listen_addresses") == ""
        assert query(stack, "SELECT upper('é') || length('好差评')") == "É3"
        assert engines_of(state)
    assert engines_of(state) == []
    assert not (state / "run").exists()


def test_data_stay(used: Path) -> None:
    with running(used) as stack:
        assert query(stack, "SELECT level FROM kept") == 5


def test_starting_twice_finds_the_same_engines(used: Path) -> None:
    with running(used) as first:
        before = postmaster(used), valkey(used)
        second = start(used, min_free_mb=1)
        assert second.urls == first.urls
        assert (postmaster(used), valkey(used)) == before


def test_the_engines_of_a_killed_owner_are_found_again(used: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", OWNER, used], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "started\n"
        before = postmaster(used), valkey(used)
        owner.kill()
    with running(used) as stack:
        assert works(stack)
        assert (postmaster(used), valkey(used)) == before
    assert engines_of(used) == []


def test_leftovers_of_a_killed_owner_can_be_stopped(used: Path) -> None:
    start(used, min_free_mb=1)
    stop_leftovers(used)
    assert engines_of(used) == []


@pytest.mark.parametrize("whose", [postmaster, valkey])
def test_an_engine_killed_is_started_again(used: Path, whose: object) -> None:
    assert callable(whose)
    start(used, min_free_mb=1)
    os.kill(whose(used), signal.SIGKILL)
    with running(used) as stack:
        assert works(stack)
        assert query(stack, "SELECT level FROM kept") == 5


def test_everything_killed_at_once_with_an_old_process_number_taken(used: Path) -> None:
    start(used, min_free_mb=1)
    for process in engines_of(used):
        process.kill()
    eventually(lambda: not [p for p in engines_of(used) if p.status() != psutil.STATUS_ZOMBIE])
    pid_file = used / "postgresql/postmaster.pid"
    pid_file.write_text(pid_file.read_text().replace(str(postmaster(used)), str(os.getpid()), 1))
    with running(used) as stack:
        assert works(stack)


def test_mend_starts_again_what_died_while_we_run(used: Path) -> None:
    with running(used) as stack:
        assert stack.mend() == []
        os.kill(postmaster(used), signal.SIGKILL)
        os.kill(valkey(used), signal.SIGKILL)
        mended: list[str] = eventually(stack.mend)
        assert mended
        eventually(lambda: stack.mend() == [] and stack.valkey.answers() and stack.postgres.answers())
        assert works(stack)
    assert engines_of(used) == []


@pytest.mark.parametrize(
    "name",
    [
        "政务 服务 'a\" %41,#?&b",
        "/".join(["a-rather-deep-folder-with-a-long-name"] * 12),
    ],
)
def test_any_checkout_path_will_do(place: Path, name: str) -> None:
    state = place / name / "state"
    with running(state) as stack:
        assert works(stack)
        sockets = stack.home.sockets
        assert sockets.stat().st_mode & 0o777 == 0o700
        again = start(state, min_free_mb=1)
        assert again.urls == stack.urls
    assert not sockets.exists()
    assert engines_of(state) == []


def test_two_stacks_side_by_side(place: Path, used: Path) -> None:
    with running(place / "state") as one, running(used) as other:
        assert one.urls != other.urls
        one.stop()
        assert engines_of(place / "state") == []
        assert works(other)


def one_line(state_dir: Path, min_free_mb: int = 1) -> str:
    with pytest.raises(EmbeddedError) as refused:
        start(state_dir, min_free_mb=min_free_mb)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_full_disk_is_one_line_and_starts_nothing(place: Path) -> None:
    line = one_line(place / "state", min_free_mb=10**9)
    assert "disk nearly full" in line
    assert "embedded.min_free_mb is 1000000000" in line
    assert engines_of(place / "state") == []


def test_a_folder_that_cannot_be_written_is_one_line(place: Path) -> None:
    (place / "file").touch()
    assert str(place / "file") in one_line(place / "file" / "state")
    # Linux and root: the only folder in which even root can make nothing; elsewhere: a closed one.
    closed = place / "closed"
    closed.mkdir(mode=0o500)
    shut = Path("/proc/self/fdinfo") if os.geteuid() == 0 and Path("/proc/self").exists() else closed
    assert "cannot keep the embedded engines' state" in one_line(shut / "state")


def test_an_engine_that_cannot_start_gives_the_last_useful_line_of_its_log(used: Path) -> None:
    settings = used / "postgresql/postgresql.conf"
    good = settings.read_text()
    settings.write_text("shared_buffers = much\n")
    line = one_line(used)
    settings.write_text(good)
    assert line.startswith("PostgreSQL did not start: FATAL:")
    assert "postgresql.conf" in line
    assert engines_of(used) == []


def test_no_mode_of_a_parent_changes_and_root_keeps_closed_checkouts_data_elsewhere(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    state = closed / "state"
    with running(state) as stack:
        assert works(stack)
        elsewhere = stack.home.root
    said = capfd.readouterr().err
    if os.geteuid() == 0:
        assert elsewhere.parent == Path("/var/lib/haochaping")
        assert said.count("\n") == 1
        assert str(elsewhere) in said
    else:
        assert (elsewhere, said) == (state, "")
    assert closed.stat().st_mode & 0o777 == 0o700
    remove_state(state)
    assert not elsewhere.exists()
    assert not state.exists()


def test_the_engines_are_not_root_and_their_copy_runs(place: Path) -> None:
    account = choose_account(place / "nothing")
    assert account.uid != 0
    binaries = copy_binaries(place)
    assert binaries == copy_binaries(place)
    assert binaries.initdb.is_relative_to(place)
    assert binaries.reachable_by(account)
