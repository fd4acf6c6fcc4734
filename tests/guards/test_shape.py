"""What must agree although it stands in different files."""

import tomllib
from typing import Any

import typer.main

from haochaping.cli import app
from haochaping.procfile import read_procfile
from haochaping.settings import ROOT, SETTINGS_FILE
from store.schema import newest_migration
from store.version import EXPECTED_VERSION


def test_the_version_this_code_needs_is_the_newest_migration() -> None:
    assert newest_migration() == EXPECTED_VERSION


def test_every_process_of_the_procfile_is_a_command() -> None:
    commands = set(typer.main.get_group(app).commands)
    for command in read_procfile(ROOT / "Procfile").values():
        program, name = command.split()
        assert program == "haochaping"
        assert name in commands


def test_every_setting_says_why_one_would_change_it() -> None:
    keys = [line for line in SETTINGS_FILE.read_text(encoding="utf-8").splitlines() if " = " in line]
    assert [line for line in keys if not line.startswith("#") and "#" not in line] == []
    assert len(keys) >= len(_leaves(tomllib.loads(SETTINGS_FILE.read_text(encoding="utf-8"))))


def _leaves(table: dict[str, Any]) -> list[str]:
    return [
        name
        for key, value in table.items()
        for name in (_leaves(value) if isinstance(value, dict) else [key])
    ]
