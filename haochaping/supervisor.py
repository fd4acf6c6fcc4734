"""Runs the processes of the Procfile and starts again what dies."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from haochaping.embedded.home import make_state_dir
from haochaping.output import PrefixedOutput
from haochaping.processes import Ladder, by_environment, end, mark_of
from haochaping.procfile import read_procfile

STOP_SECONDS = 10
"""What a process has between SIGTERM and SIGKILL."""
EARLY_DEATH_SECONDS = 3
"""One that dies younger than this gets a longer pause each time; an older one is back within a second."""

_MARK = "HAOCHAPING_SUPERVISED"
_COMMAND = "HAOCHAPING_COMMAND"
_TICK = 0.5
_STOP: Ladder = [(signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 3)]
_TRIES = 5


def run(
    procfile: Path,
    state_dir: Path,
    env: Mapping[str, str],
    *,
    without: Collection[str] = (),
    meanwhile: Callable[[], object] = lambda: None,
) -> int:
    """Run all processes of the Procfile until SIGINT, SIGTERM or SIGHUP, then stop them: 0 if all went well.

    Those in `without` are left out. Their output goes to ours, each line after the name of its process.
    `meanwhile` is called twice a second. Must be called from the main thread, which gets the signals.
    ProcfileError if there is nothing to run.
    """
    make_state_dir(state_dir)
    job = _Job(procfile.resolve(), read_procfile(procfile, without), state_dir.resolve(), env)
    with _stop_signals() as stop:
        end_leftovers(state_dir)
        try:
            return _keep_running(job, stop, meanwhile)
        finally:
            end_leftovers(state_dir)


def end_leftovers(state_dir: Path) -> None:
    """End what a killed supervisor of this state folder left running."""
    if not state_dir.is_dir():
        return
    mark = mark_of(state_dir)
    while left := by_environment(_MARK, mark):  # again, for what was being started meanwhile
        end(left, _STOP)


@dataclass(frozen=True)
class _Job:
    procfile: Path
    programs: Mapping[str, str]
    state_dir: Path
    env: Mapping[str, str]

    def environment(self) -> dict[str, str]:
        """The caller's, with our commands first on the PATH and the mark that finds what is left over."""
        ours = str(Path(sys.executable).parent)
        path = os.pathsep.join((ours, self.env.get("PATH", os.defpath)))
        # Into a pipe Python would write by the block, and the lines would come minutes late.
        commands = {f"{_COMMAND}_{number}": line for number, line in enumerate(self.programs.values())}
        mark = mark_of(self.state_dir)
        return {"PYTHONUNBUFFERED": "1", **self.env, "PATH": path, _MARK: mark, **commands}

    def configuration(self, outputs: Mapping[str, int]) -> str:
        """What supervisord reads; no path or command is in it, for a % ; or # would mean something there."""
        about = "".join(
            _PROGRAM.format(name=name, command=f"{_COMMAND}_{number}", output=outputs[name])
            for number, name in enumerate(self.programs)
        )
        return _SUPERVISORD.format(user=os.geteuid(), programs=",".join(self.programs)) + about


_SUPERVISORD = """\
[supervisord]
user={user}
logfile=/dev/null
logfile_maxbytes=0
loglevel=info
minfds=256
minprocs=1
nocleanup=true

; one group, so that all are told to stop at the same time
[group:haochaping]
programs={programs}
"""

# stopasgroup stays off: a worker that shuts down warmly would lose the child that it waits for.
_PROGRAM = f"""
[program:{{name}}]
command=/bin/sh -c 'eval "exec ${{command}}"'
autorestart=true
startsecs={EARLY_DEATH_SECONDS}
startretries=1000000000
stopwaitsecs={STOP_SECONDS}
killasgroup=true
redirect_stderr=true
stdout_logfile=/dev/fd/{{output}}
stdout_logfile_maxbytes=0
"""


def _keep_running(job: _Job, stop: threading.Event, meanwhile: Callable[[], object]) -> int:
    early_deaths = 0
    while early_deaths < _TRIES:
        began = time.monotonic()
        with _supervisord(job) as child:
            while child.poll() is None:
                if stop.wait(_TICK):
                    return 0
                meanwhile()
        early_deaths = early_deaths + 1 if time.monotonic() - began < EARLY_DEATH_SECONDS else 0
        sys.stderr.write("the supervisor itself died: starting it and its processes again\n")
        end_leftovers(job.state_dir)
        if stop.wait(1):
            return 0
    return 1


@contextmanager
def _supervisord(job: _Job) -> Iterator[subprocess.Popen[bytes]]:
    output = PrefixedOutput([*job.programs, "supervisor"], sys.stdout.buffer)
    configuration = job.state_dir / "supervisord.conf"
    configuration.write_text(job.configuration(output.write_ends))
    child = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "haochaping.supervised", configuration, job.state_dir / "supervisord.pid"],
        cwd=job.procfile.parent,
        env=job.environment(),
        stdin=subprocess.DEVNULL,
        stdout=output.write_ends["supervisor"],
        pass_fds=list(output.write_ends.values()),
        start_new_session=True,  # a Ctrl-C in the terminal is for us to pass on
    )
    output.start()
    try:
        yield child
    finally:
        _stop(child)
        output.finish(patience=2)


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_SECONDS + 5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@contextmanager
def _stop_signals() -> Iterator[threading.Event]:
    stop = threading.Event()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, lambda *_: stop.set()) for number in numbers]
    try:
        yield stop
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
