"""Platforms from the settings and the environment; a bad mapping is one line at start."""

import json
from pathlib import Path
from typing import Any

import pytest

from haochaping.commands.doctor import examine
from haochaping.settings import SettingsError, load
from tests.dispatcher import platform

KEY = "HAOCHAPING__DISPATCH__KEYS__CITY_1"


def in_the_environment(monkeypatch: pytest.MonkeyPatch, secret: str = "s" * 32, **changes: Any) -> None:
    monkeypatch.setenv("HAOCHAPING__DISPATCH__PLATFORMS", json.dumps([platform("http://10.0.0.1") | changes]))
    if secret:
        monkeypatch.setenv(KEY, secret)


def test_none_is_set_up() -> None:
    settings = load()
    assert (settings.dispatch.wires(), settings.dispatch.rules()) == ({}, ())


def test_a_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_environment(monkeypatch)
    [wire] = load().dispatch.wires().values()
    assert (wire.key_id, wire.secret) == ("city_1", b"s" * 32)


@pytest.mark.parametrize(
    ("changes", "secret", "told"),
    [
        ({}, "", f"setting dispatch.platforms city: key city_1: set {KEY} to 32 characters or more"),
        ({}, "short", f"setting dispatch.platforms city: key city_1: set {KEY} to 32 characters or more"),
        ({"order": {"nonsense": "a"}}, "s" * 32, "setting dispatch.platforms city: order: there is no field nonsense"),
        ({"base_url": "12345.example"}, "s" * 32, "setting dispatch.platforms.0.base_url: "),
        ({"answer": {"ok": "code"}}, "s" * 32, "setting dispatch.platforms.0.answer: "),
        ({"silent": ["gossip"]}, "s" * 32, "setting dispatch.platforms.0.silent.0: "),
        ({"pone": True}, "s" * 32, "setting dispatch.platforms.0.pone: "),
    ],
)  # fmt: skip
def test_a_bad_one_is_one_line(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], secret: str, told: str
) -> None:
    in_the_environment(monkeypatch, secret, **changes)
    with pytest.raises(SettingsError) as wrong:
        load()
    assert str(wrong.value).startswith(told)
    assert "\n" not in str(wrong.value)


def test_a_whole_area_code_stands_for_its_area(monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_environment(monkeypatch, areas=["320100000000", "3202"])
    [rules] = load().dispatch.rules()
    assert rules.areas == ("3201", "3202")


def told_by_the_doctor(folder: Path) -> list[tuple[str, str]]:
    return [(f.verdict, f.text) for f in examine(load(), folder) if f.text.startswith("dispatch ")]


def test_the_doctor_lists_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    in_the_environment(monkeypatch)
    [(verdict, text)] = told_by_the_doctor(tmp_path)
    assert (verdict, "http://10.0.0.1 is not https" in text) == ("note", True)
    in_the_environment(monkeypatch, base_url="https://12345.example.gov.cn")
    assert told_by_the_doctor(tmp_path) == [
        ("ok", "dispatch city: 11 fields of an order, 10 of a report; signs with city_1, takes city_1")
    ]
