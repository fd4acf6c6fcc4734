"""The Procfile: which processes we consist of."""

import shlex
from collections.abc import Collection
from pathlib import Path

from honcho.environ import parse_procfile


class ProcfileError(Exception):
    """The Procfile cannot be run; the message is the one line that says why."""


def read_procfile(procfile: Path, without: Collection[str] = ()) -> dict[str, str]:
    """Name and command of each process, `without` those that the settings leave nothing to do."""
    try:
        programs = dict(parse_procfile(procfile.read_text()).processes)
    except (OSError, UnicodeError, AssertionError) as error:
        raise ProcfileError(f"{procfile}: {getattr(error, 'strerror', None) or error}") from error
    if not programs:
        raise ProcfileError(f"{procfile}: names no process")
    for name, command in programs.items():
        if not _is_plain(command):
            raise ProcfileError(f"{procfile}: {name}: must be one plain command, without ; & | < >")
    return {name: command for name, command in programs.items() if name not in without}


def _is_plain(command: str) -> bool:
    """Whether it is one process, which gets the signals itself instead of a shell around it."""
    try:
        words = list(shlex.shlex(command, posix=True, punctuation_chars=True))
    except ValueError:  # a quotation without end
        return False
    return bool(words) and not any(word[0] in "();<>|&" for word in words if word)
