"""Bad words on the command line: one line that names what is wrong, and a status that is not 0."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

HAOCHAPING = str(Path(sys.executable).with_name("haochaping"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("nope", "No such command 'nope'"),
        ("--nope", "No such option: --nope"),
        ("deadline", "Missing option '--from'"),
        ("deadline --from 2026-09-30 --workdays many", "'--workdays'"),
        ("calendar show", "Missing argument 'year'"),
        ("calendar show 1800", "'year'"),
        ("import one two", "unexpected extra argument"),
        ("key add ''", "a key needs a name"),
        ("key add '  '", "a key needs a name"),
    ],
)
def test_bad_words_are_named_in_one_line(words: str, told: str) -> None:
    refused = subprocess.run([HAOCHAPING, *shlex.split(words)], capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout) == (2, "")
    [line] = refused.stderr.splitlines()
    assert line.startswith("haochaping: ")
    assert told in line
