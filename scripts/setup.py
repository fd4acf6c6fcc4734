"""Make .venv/ what pyproject.toml and constraints.txt say.  setup.py [dev]

Run by setup.sh with the Python that .venv/ is made of, so it uses nothing but the standard library.
"""

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = VENV / "state.txt"
"""What is installed: a fingerprint and the extras; UNFINISHED while we are at it."""
LOG = VENV / "pip.log"
UNFINISHED = "unfinished"


def main() -> None:
    """Install what is missing; quick when nothing is."""
    extras = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with _alone():
            _make(extras)
    except OSError as error:
        _fail(f"{error.filename or VENV}: {error.strerror}")
    except KeyboardInterrupt:
        _fail("stopped; the next run begins again", 130)


@contextmanager
def _alone() -> Iterator[None]:
    """Two setups of one checkout come one after the other."""
    with Path(__file__).open() as ourselves:
        fcntl.flock(ourselves, fcntl.LOCK_EX)
        yield


def _make(extras: list[str]) -> None:
    wanted = [_fingerprint(), *extras]
    state = STATE.read_text().split() if STATE.exists() else []
    if set(wanted) <= set(state) and os.access(PYTHON, os.X_OK):
        return
    _say(f"installing into {VENV.name}/ with Python {sys.version.split()[0]}; the first time takes a minute")
    if state == [UNFINISHED] or not _has_pip():
        _begin_again()
    STATE.write_text(UNFINISHED)
    _install(extras)
    STATE.write_text(" ".join(wanted))


def _fingerprint() -> str:
    """Of what is to be installed, and of where: a checkout that was moved is set up again."""
    parts = (ROOT / "pyproject.toml", ROOT / "constraints.txt")
    content = b"".join(part.read_bytes() for part in parts) + os.fsencode(ROOT)
    return hashlib.sha256(content).hexdigest()[:16]


def _has_pip() -> bool:
    try:
        asked = subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False)  # noqa: S603
        return asked.returncode == 0
    except OSError:
        return False


def _begin_again() -> None:
    if VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    STATE.write_text(UNFINISHED)
    if _run([sys.executable, "-m", "venv", VENV]) != 0:
        _fail(f"could not make {VENV.name}/: {_last_words()}")


def _install(extras: list[str]) -> None:
    ourselves = f".[{','.join(extras)}]" if extras else "."
    options = ["--disable-pip-version-check", "--retries=2", "--no-compile", "-c", "constraints.txt"]
    if _run([PYTHON, "-m", "pip", "install", *options, "-e", ourselves]) != 0:
        _fail(f"could not install ({_last_words()}); is there a network? Details: {LOG.relative_to(ROOT)}")
    # Byte code of what we use alone: of all that is installed it would take longer than the installing.
    _run([PYTHON, "-c", "import haochaping.entries.web, haochaping.entries.worker, haochaping.commands.demo"])


def _run(command: list[str | Path]) -> int:
    """Run to the end, its words into the log; told to stop, we take all it has started with us."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with LOG.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            return process.wait()
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _last_words() -> str:
    """The last error in the log, or its last line."""
    lines = [line.strip() for line in LOG.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith(("ERROR: ", "Error: "))]
    return re.sub(r"\s+", " ", (errors or lines or ["no reason given"])[-1])


def _say(line: str) -> None:
    sys.stderr.write(f"setup: {line}\n")


def _fail(line: str, status: int = 1) -> NoReturn:
    _say(line)
    sys.exit(status)


if __name__ == "__main__":
    main()
