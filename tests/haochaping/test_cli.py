"""Bad words on the command line: one line that names what is wrong, and a status that is not 0."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from store.vault import new_key

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


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({}, "security.phone_key"),
        ({"PHONE_KEY": new_key()}, "security.lookup_key"),
        ({"PHONE_KEY": "abc", "LOOKUP_KEY": new_key()}, "security.phone_key"),
        ({"PHONE_KEY": new_key(), "LOOKUP_KEY": "钥匙"}, "security.lookup_key"),
    ],
)
def test_up_without_keys_of_its_own_starts_nothing_and_says_where_to_read(
    tmp_path: Path, keys: dict[str, str], told: str
) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HAOCHAPING")}
    given = {f"HAOCHAPING__SECURITY__{name}": value for name, value in keys.items()}
    state = tmp_path / "state"
    refused = subprocess.run(
        [HAOCHAPING, "up"],
        env={**kept, **given, "HAOCHAPING_STATE_DIR": str(state)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (refused.returncode, refused.stdout) == (1, "")
    [line] = refused.stderr.splitlines()
    assert told in line
    assert "32 random bytes in base64: docs/operations.md (Keys)" in line
    assert not state.exists()
