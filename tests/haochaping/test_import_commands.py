from pathlib import Path

import psycopg
import pytest

from haochaping.commands import import_gifts, import_orgs, import_records
from haochaping.commands.outcome import Summary, conclude
from store.audit_trail import Times
from store.db import Database
from tests.usecases.files.office import AREA, HEADERS, Office, a_row, write_csv


@pytest.fixture
async def office(database: Database) -> Office:
    opened = Office(database)
    await opened.furnish()
    return opened


async def import_file(office: Office, path: Path, source: str | None = None) -> int:
    return await import_records.run(
        office.database, path, vault=office.vault, rules=office.rules, clock=office.clock, source=source
    )


async def import_catalogue(office: Office, path: Path) -> int:
    return await import_orgs.run(
        office.database, path, vault=office.vault, rules=office.rules, clock=office.clock
    )


async def test_rejected_rows_end_with_1_and_the_summary_says_where_they_are(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_csv(tmp_path / "a[b].csv", [HEADERS, a_row(1), a_row(2, 手机号="12")])
    assert await import_file(office, file) == 1
    said = capsys.readouterr()
    assert "收下 1" in said.out
    assert str(tmp_path / "a[b].rejected.csv") in said.out
    assert said.err == ""


async def test_a_file_all_of_which_is_taken_ends_with_0(office: Office, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [HEADERS, a_row(1)])
    assert [await import_file(office, file) for _ in range(2)] == [0, 0], "duplicates are no mistake"


async def test_a_time_nobody_can_read_is_told_with_an_example(office: Office, tmp_path: Path) -> None:
    file = write_csv(
        tmp_path / "a.csv", [HEADERS, a_row(1, 办结时间="上周五"), a_row(2, 办结时间="2026-13-01")]
    )
    assert await import_file(office, file) == 1
    rejected = (tmp_path / "a.rejected.csv").read_text(encoding="utf-8-sig")
    assert rejected.count("办结时间：不是能识别的时间，请写成 2026-11-20 09:30 这样") == 2
    assert "ISO" not in rejected


@pytest.mark.parametrize("rows", [[a_row(1)], [a_row(1), a_row(2)]])
async def test_a_file_without_its_header_row_is_told_so(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: list[list[str]]
) -> None:
    assert await import_file(office, write_csv(tmp_path / "a.csv", rows)) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("a.csv: 缺少表头行")
    write_csv(tmp_path / "a.csv", [HEADERS])
    assert await import_file(office, tmp_path / "a.csv") == 1
    assert "只有表头，没有数据" in capsys.readouterr().err
    assert await import_catalogue(office, write_csv(tmp_path / "b.csv", [["A", "甲", AREA, "江宁区"]])) == 1
    assert "缺少表头行" in capsys.readouterr().err


async def test_a_bad_file_is_one_line_and_1(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await import_file(office, tmp_path / "nothing.csv") == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "nothing.csv" in said.err


async def test_a_folder_that_takes_no_rejects_is_one_line(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_csv(tmp_path / "a.csv", [HEADERS, a_row(2, 手机号="12")])
    (tmp_path / ".a.rejected.csv.part").mkdir()
    assert await import_file(office, file) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert ".a.rejected.csv.part" in said
    assert "copy it to a folder you may write to" in said


async def test_a_catalogue_and_a_wrong_one(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = ["机构编码", "机构名称", "区划代码", "区划名称"]
    file = write_csv(tmp_path / "orgs.csv", [headers, ["A", "甲", AREA, "江宁区"]])
    assert await import_catalogue(office, file) == 0
    assert "机构 1 个" in capsys.readouterr().out
    write_csv(file, [headers, ["A", "", AREA, "江宁区"], ["B", "乙", "1", "江宁区"]])
    assert await import_catalogue(office, file) == 1
    assert len(capsys.readouterr().err.splitlines()) == 2


async def test_a_database_that_cannot_be_reached_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    async def lost() -> Summary:
        raise psycopg.OperationalError("the connection is lost")

    assert await conclude(Path("a.csv"), lost()) == 1
    assert "run it again" in capsys.readouterr().err


async def test_a_file_of_gifts_is_summed_up_or_its_wrong_lines_are_told(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times = Times(office.clock.now(), office.clock.wall())
    headers = ["礼品名称", "英文名称", "档次", "积分"]
    file = write_csv(tmp_path / "gifts.csv", [headers, ["毛巾", "Towel", "1", "30"], ["雨伞", "", "2", "x"]])
    assert await import_gifts.run(office.database, file, times) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[0].startswith("gifts.csv: 第3行 (line 3): 英文名称 (gift_en)")
    write_csv(file, [headers, ["毛巾", "Towel", "1", "30"]])
    assert await import_gifts.run(office.database, file, times) == 0
    assert "礼品 1 种" in capsys.readouterr().out
