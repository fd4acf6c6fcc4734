import asyncio
import fcntl
import json
import os
import signal
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from store import intake
from store.vault import Vault, new_key
from tests.usecases.files.office import HEADERS, a_row, names, read_rejects, write_csv, write_xlsx
from tests.waiting import until
from tests.world import AREA_CODE, ORG_CODE, World
from worker.drop_folder import Drops
from worker.dropping import take_dropped
from worker.runtime import Runtime
from worker.ticking import tick

LONG_AGO = 60


def rows(*numbers: int, **changes: str) -> list[list[str]]:
    here = {"部门编码": ORG_CODE, "行政区划代码": AREA_CODE} | changes
    return [HEADERS, *(a_row(number, **here) for number in numbers)]


def aged(path: Path, seconds: float = LONG_AGO) -> Path:
    """As if it had been written a while ago."""
    written = path.stat().st_mtime - seconds
    os.utime(path, (written, written))
    return path


@dataclass
class Folder:
    """A drop folder, and the worker that watches it."""

    root: Path
    runtime: Runtime
    world: World

    def put(self, name: str, *numbers: int, **changes: str) -> Path:
        write = write_xlsx if name.endswith("xlsx") else write_csv
        return aged(write(self.root / name, rows(*numbers, **changes)))

    def holds(self, where: str = ".") -> list[str]:
        return [name for name in names(self.root / where) if name not in ("done", "rejected", "taking")]

    async def look(self) -> int:
        """One tick's look, and what it began to its end."""
        taken = await take_dropped(self.runtime)
        while self.runtime.drops.importing:
            await asyncio.wait({self.runtime.drops.importing})
            taken += await take_dropped(self.runtime)
        return taken

    async def take(self) -> int:
        """Two looks: the first sees a file, the second that it has not changed."""
        return await self.look() + await self.look()

    async def records(self) -> int:
        count: int = await self.world.value("SELECT count(*) FROM visits")
        return count


@pytest.fixture
async def folder(world: World, tmp_path: Path) -> Folder:
    world.runtime.drop_folder = tmp_path / "drop"
    made = Folder(tmp_path / "drop", world.runtime, world)
    await made.look()
    return made


async def test_without_a_folder_nothing_happens(world: World) -> None:
    assert world.runtime.drop_folder is None
    assert await take_dropped(world.runtime) == 0


async def test_a_missing_folder_is_made(folder: Folder) -> None:
    assert names(folder.root) == ["done", "rejected", "taking"]


async def test_a_file_is_taken_whole_and_moved_with_its_summary_and_rejects(folder: Folder) -> None:
    file = folder.put("九月.csv", 1, 2)
    with file.open("a") as text:
        text.write(",".join(a_row(3, 手机号="12")) + "\n")
    aged(file)
    assert await folder.look() == 0
    assert folder.holds() == ["九月.csv"]
    assert await folder.look() == 1
    assert folder.holds() == folder.holds("taking") == []
    assert folder.holds("done") == ["九月.csv", "九月.rejected.csv", "九月.summary.txt"]
    summary = (folder.root / "done/九月.summary.txt").read_text(encoding="utf-8")
    assert "九月.csv：共 3 行" in summary
    assert "九月.rejected.csv" in summary
    assert read_rejects(folder.root / "done/九月.rejected.csv")[0]["办件编号"] == "R3"
    assert await folder.records() == 2


@pytest.mark.parametrize("how", ["w", "a", "r+"])
async def test_a_file_that_somebody_has_open_for_writing_waits(folder: Folder, how: str) -> None:
    whole = folder.put("a.csv", 1, 2).read_text(encoding="utf-8")
    with (folder.root / "a.csv").open(how, encoding="utf-8") as writing:
        writing.truncate(len(HEADERS))
        aged(folder.root / "a.csv")
        waits = hasattr(fcntl, "F_SETLEASE")  # elsewhere only its silence tells
        assert not waits or (await folder.take(), folder.holds()) == (0, ["a.csv"])
        writing.seek(0)
        writing.truncate()
        writing.write(whole)
    aged(folder.root / "a.csv")
    assert await folder.take() == 1
    assert await folder.records() == 2


async def test_records_of_a_dropped_file_are_prompted(folder: Folder) -> None:
    folder.put("a.xlsx", 1)
    await folder.take()
    await folder.world.pass_hours(24)
    assert len(await folder.world.phone("13900000001").prompts()) == 1


async def test_a_tick_takes_files(folder: Folder) -> None:
    folder.put("a.csv", 1)
    await tick(folder.runtime)
    await tick(folder.runtime)
    await folder.look()
    assert "a.summary.txt" in folder.holds("done")


async def test_a_file_that_cannot_be_read_is_rejected_with_reasons_and_the_next_is_taken(
    folder: Folder,
) -> None:
    aged(write_csv(folder.root / "1.csv", [["办件编号"], ["R1"]]))
    (folder.root / "2.xlsx").write_bytes(b"PK\x03\x04 half")
    aged(folder.root / "2.xlsx")
    folder.put("3.csv", 3)
    assert await folder.take() == 3
    assert folder.holds("rejected") == ["1.csv", "1.reasons.txt", "2.reasons.txt", "2.xlsx"]
    assert "缺少必填列" in (folder.root / "rejected/1.reasons.txt").read_text(encoding="utf-8")
    assert folder.holds("done") == ["3.csv", "3.summary.txt"]


async def test_a_name_that_is_taken_gets_the_time_and_nothing_is_overwritten(folder: Folder) -> None:
    for number in (1, 2, 3):
        folder.put("a.csv", number, 手机号="12")
        assert await folder.take() == 1
    folder.put("a.rejected.csv", 4)  # mended rejects, dropped under their own name
    assert await folder.take() == 1
    done = folder.holds("done")
    assert len([name for name in done if name.endswith(".summary.txt")]) == 4
    rejects = [folder.root / "done" / name for name in done if name.endswith(".rejected.csv")]
    numbers = sorted(read_rejects(path)[0]["办件编号"] for path in rejects)
    assert numbers == ["R1", "R2", "R3"]
    assert await folder.records() == 1


async def test_the_same_file_again_changes_nothing(folder: Folder) -> None:
    for _ in range(2):
        folder.put("a.csv", 1, 2)
        assert await folder.take() == 1
    assert await folder.records() == 2
    later = next(name for name in folder.holds("done") if name.startswith("a.2") and name.endswith(".txt"))
    assert "重复 2" in (folder.root / "done" / later).read_text(encoding="utf-8")


async def test_a_tick_takes_so_many_files_and_the_rest_at_the_next(folder: Folder) -> None:
    for number in range(12):
        folder.put(f"{number:02}.csv", number)
    assert await folder.take() == 10
    assert folder.holds() == ["10.csv", "11.csv"]
    assert await folder.look() == 2


async def test_what_a_killed_worker_had_taken_is_imported_again(folder: Folder) -> None:
    folder.put("a.csv", 1, 2).rename(folder.root / "taking/a.csv")
    (folder.root / "taking/a.rejected.csv").write_text("of the killed import")
    (folder.root / "taking/.a.rejected.csv.part").write_text("of the killed import")
    assert await folder.look() == 1
    assert folder.holds("done") == ["a.csv", "a.summary.txt"]
    assert await folder.records() == 2


async def test_while_one_worker_imports_another_leaves_the_folder_alone(folder: Folder) -> None:
    folder.put("a.csv", 1)
    (folder.root / "taking/b.csv").write_text("being imported")
    async with folder.world.parts.database.transaction() as tx:
        assert await intake.hold_drop_folder(tx)
        assert await folder.take() == 0
    assert folder.holds() == ["a.csv"]
    assert folder.holds("taking") == ["b.csv"]


async def test_two_workers_that_look_at_once_take_each_file_once(folder: Folder) -> None:
    other = Folder(folder.root, replace(folder.runtime, drops=Drops()), folder.world)
    for number in range(6):
        folder.put(f"{number}.csv", number)
    await asyncio.gather(folder.look(), other.look())
    taken = await asyncio.gather(folder.look(), other.look())
    assert sum(taken) == 6
    assert folder.holds("done") == sorted(f"{n}.{end}" for n in range(6) for end in ("csv", "summary.txt"))


async def test_a_long_import_goes_on_beside_the_ticks(folder: Folder) -> None:
    folder.runtime.drops.patience = 0
    folder.put("a.csv", *range(1500))
    await folder.look()
    assert await take_dropped(folder.runtime) == 0
    running = folder.runtime.drops.importing
    assert running is not None
    assert await take_dropped(folder.runtime) == 0
    assert folder.runtime.drops.importing is running
    assert await folder.look() == 1
    assert await folder.records() == 1500


async def test_a_database_that_goes_away_meanwhile_only_delays_a_file(folder: Folder) -> None:
    folder.runtime.drops.patience = 0
    folder.put("a.csv", *range(1500))
    await folder.look()
    await take_dropped(folder.runtime)
    while not await folder.records():
        await asyncio.sleep(0)
    await folder.world.value(
        """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()"""
    )
    assert await folder.look() == 0
    assert folder.holds("taking") == ["a.csv"]
    assert await folder.look() == 1
    assert folder.holds("done") == ["a.csv", "a.summary.txt"]
    assert await folder.records() == 1500


async def test_a_folder_that_cannot_be_used_does_not_stop_the_tick(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    world.runtime.drop_folder = tmp_path / "file/drop"
    assert await take_dropped(world.runtime) == 0
    assert (await tick(world.runtime)).delivery_jobs == 0


class BrokenVault(Vault):
    """Fails as only an error of ours would."""

    def seal(self, text: str) -> bytes:
        raise RuntimeError(text)


async def test_a_file_that_we_stumble_over_does_not_hold_up_the_next(folder: Folder) -> None:
    working, folder.runtime.vault = folder.runtime.vault, BrokenVault.from_text(new_key(), new_key())
    folder.put("a.csv", 1)
    assert await folder.take() == 1
    reasons = (folder.root / "rejected/a.reasons.txt").read_text(encoding="utf-8")
    assert "RuntimeError" in reasons
    assert "139" not in reasons
    folder.runtime.vault = working
    folder.put("b.csv", 1)
    assert await folder.take() == 1
    assert folder.holds("done") == ["b.csv", "b.summary.txt"]


WORKER = """
import asyncio, json, sys
from haochaping.settings import load
from haochaping.wiring.parts import build
from haochaping.wiring.queue import connect_redis
from haochaping.wiring.worker import build_runtime
from worker.dropping import take_dropped

async def main():
    settings = load(**json.loads(sys.argv[1]))
    runtime = await build_runtime(build(settings), connect_redis(settings))
    while True:
        await take_dropped(runtime)

asyncio.run(main())
"""


async def test_a_worker_killed_in_the_middle_of_a_file(folder: Folder) -> None:
    settings = folder.world.parts.settings
    given = {
        "database_url": settings.database_url,
        "redis_url": settings.redis_url,
        "security": settings.security.model_dump(),
        "demo": {"enabled": True, "start": ""},
        "intake": settings.intake.model_dump() | {"drop_folder": str(folder.root)},
    }
    folder.put("a.csv", *range(3000))
    with (folder.root / "a.csv").open("a") as text:
        text.write(",".join(a_row(9999, 手机号="12")) + "\n")
    aged(folder.root / "a.csv")
    worker = await asyncio.create_subprocess_exec(sys.executable, "-c", WORKER, json.dumps(given))

    async def has_begun() -> bool:
        assert worker.returncode is None
        return bool(await folder.records())

    try:
        await until(has_begun, within=60)
    finally:  # it would look into its folder for ever
        worker.send_signal(signal.SIGKILL)
        ended = await worker.wait()
    assert ended == -signal.SIGKILL
    assert 0 < await folder.records() < 3000
    assert folder.holds("taking") == ["a.csv"]

    await until(folder.look, within=60)  # the lock of the dead goes free in its own time
    assert await folder.records() == 3000
    assert folder.holds("taking") == []
    assert folder.holds("done") == ["a.csv", "a.rejected.csv", "a.summary.txt"]
    assert [row["办件编号"] for row in read_rejects(folder.root / "done/a.rejected.csv")] == ["R9999"]
    assert "共 3001 行" in (folder.root / "done/a.summary.txt").read_text(encoding="utf-8")


async def test_a_name_or_a_number_in_a_files_name_is_not_logged(folder: Folder) -> None:
    folder.put("13900000777张三 0907.csv", 1)
    (folder.root / "13900000778李四.csv").write_text("没有表头")
    aged(folder.root / "13900000778李四.csv")
    with capture_logs() as logged:
        await folder.take()
    assert {entry["file"] for entry in logged if "file" in entry} == {"** 0907.csv", "**.csv"}
