import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from evaluation.window import CIVIL_ZONE
from worker.drop_folder import DropFolder, Drops

NOW = datetime(2026, 9, 7, 10, tzinfo=CIVIL_ZONE)


def looks(root: Path, *steps: tuple[float, Callable[[], object]]) -> list[str]:
    """The names that the last of several looks finds whole; each `seconds` after NOW, after something was done."""
    drop, drops = DropFolder(root), Drops()
    drop.make()
    found: list[str] = []
    for seconds, done_before in steps:
        done_before()
        found = [dropped.path.name for dropped in drop.whole(drops, NOW + timedelta(seconds=seconds))]
    return found


def write(path: Path, content: str, seconds: float) -> Callable[[], object]:
    """Something that writes a file whose time is `seconds` after NOW."""

    def do() -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        at = NOW.timestamp() + seconds
        os.utime(path, (at, at))

    return do


def nothing() -> None:
    pass


def test_a_file_waits_until_it_has_not_changed_for_a_while(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    assert looks(tmp_path, (0, write(file, "a", -60))) == []
    assert looks(tmp_path, (0, write(file, "a", -60)), (5, nothing)) == ["a.csv"]
    assert looks(tmp_path, (0, write(file, "a", -1)), (3, nothing)) == []
    assert looks(tmp_path, (0, write(file, "a", -1)), (3, nothing), (5, nothing)) == ["a.csv"]
    assert looks(tmp_path, (0, write(file, "a", -60)), (5, write(file, "ab", -60))) == []
    assert looks(tmp_path, (0, write(file, "a", -60)), (5, write(file, "b", -50))) == []
    assert looks(tmp_path, (0, write(file, "a", -60)), (5, write(file, "b", -50)), (9, nothing)) == ["a.csv"]


def test_a_file_from_a_machine_whose_clock_is_ahead_waits_by_ours(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    assert looks(tmp_path, (0, write(file, "a", 3600)), (3, nothing)) == []
    assert looks(tmp_path, (0, write(file, "a", 3600)), (3, nothing), (6, nothing)) == ["a.csv"]


@pytest.mark.parametrize(
    "name", ["a.csv.tmp", "a.csv.part", "a.filepart", "A.TMP", "~$a.xlsx", ".a.csv", "folder/a.csv"]
)
def test_unfinished_and_hidden_files_and_folders_are_left_alone(tmp_path: Path, name: str) -> None:
    assert looks(tmp_path, (0, write(tmp_path / name, "a", -60)), (60, nothing)) == []


def test_links_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "secret", "a", -60)()
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop/a.csv").symlink_to(tmp_path / "secret")
    assert looks(tmp_path / "drop", (0, nothing), (60, nothing)) == []


def test_a_file_changed_between_the_look_and_the_taking_stays(tmp_path: Path) -> None:
    drop, drops = DropFolder(tmp_path), Drops()
    drop.make()
    write(tmp_path / "a.csv", "a", -60)()
    drop.whole(drops, NOW)
    (dropped,) = drop.whole(drops, NOW)
    write(tmp_path / "a.csv", "half of another", -60)()
    assert drop.take(dropped) is None
    (tmp_path / "a.csv").unlink()
    assert drop.take(dropped) is None
