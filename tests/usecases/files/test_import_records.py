import asyncio
import signal
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.usecases.files.office import (
    AREA,
    HEADERS,
    Office,
    a_row,
    at,
    names,
    numbers,
    read_rejects,
    write_csv,
    write_xlsx,
)
from usecases.files.errors import TableError


async def test_a_gbk_file_of_good_bad_and_unplaceable_rows(office: Office, tmp_path: Path) -> None:
    rows = [
        a_row(1),
        a_row(2, 手机号="12"),
        a_row(3, 部门编码="NOBODY"),
        a_row(4, 服务渠道="快递", 办结时间="昨天"),
        a_row(1),
    ]
    file = write_csv(tmp_path / "九月.csv", [[*HEADERS, "备注"], *rows], encoding="gbk")
    summary = await office.take(file)
    assert numbers(summary) == (5, 1, 1, 1, 2)
    assert summary.ignored_columns == ("备注",)
    assert await office.states() == {"R1": "waiting", "R3": "quarantined org_unknown"}
    assert office.progress == [(5, 5), (5, 5)]


async def test_rejected_rows_stand_beside_the_file_with_reasons_in_its_own_words(
    office: Office, tmp_path: Path
) -> None:
    rows = [a_row(1), a_row(2, 手机号="12"), a_row(3, 服务渠道="快递", 办结时间="昨天", 办件编号="1.2E+17")]
    file = write_csv(tmp_path / "九月.csv", [HEADERS, *rows])
    file.chmod(0o640)
    summary = await office.take(file)
    assert summary.rejects == tmp_path / "九月.rejected.csv"
    assert summary.rejects.read_bytes().startswith(b"\xef\xbb\xbf")
    assert summary.rejects.stat().st_mode & 0o777 == 0o640
    phone, several = read_rejects(summary.rejects)
    assert list(phone) == [*HEADERS, "行号 (line)", "原因 (reason)"]
    assert [phone[header] for header in HEADERS] == rows[1]
    assert (phone["行号 (line)"], several["行号 (line)"]) == ("3", "4")
    assert phone["原因 (reason)"].startswith("手机号：不是有效的电话号码")
    assert all(column in several["原因 (reason)"] for column in ("服务渠道：", "办结时间：", "办件编号："))
    assert names(tmp_path) == ["九月.csv", "九月.rejected.csv"]


async def test_mended_rejects_can_be_imported_themselves_and_a_clean_run_removes_old_ones(
    office: Office, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", [HEADERS, a_row(1), a_row(2, 手机号="12", 事项名称="=1+1")])
    rejects = (await office.take(file)).rejects
    assert rejects is not None
    assert read_rejects(rejects)[0]["事项名称"] == "'=1+1"  # Excel must not run it
    again = (await office.take(rejects)).rejects
    assert again is not None
    assert list(read_rejects(again)[0]) == list(read_rejects(rejects)[0])
    rejects.write_text(
        rejects.read_text(encoding="utf-8-sig").replace(",12,", ",13900000002,"), encoding="gbk"
    )
    assert numbers(await office.take(rejects)) == (1, 1, 0, 0, 0)
    assert not again.exists()
    assert await office.value("SELECT item_name FROM visits WHERE record_no = 'R2'") == "=1+1"


async def test_importing_again_changes_nothing(office: Office, tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "a.xlsx", [HEADERS, *(a_row(number) for number in range(1, 4))])
    assert numbers(await office.take(file)) == (3, 3, 0, 0, 0)
    before = await office.value("SELECT md5(array_agg(v ORDER BY id)::text) FROM visits v")
    assert numbers(await office.take(file)) == (3, 0, 3, 0, 0)
    assert await office.value("SELECT md5(array_agg(v ORDER BY id)::text) FROM visits v") == before


async def test_a_workbook_with_numbers_and_dates_as_excel_has_them(office: Office, tmp_path: Path) -> None:
    rows = [
        a_row(1, 手机号=13900000001, 行政区划代码=int(AREA), 办结时间=at("2026-09-07 09:30")),
        a_row(2, 办件编号=202609070001, 手机号=1.3900000002e10, 办结时间=at("2026-09-07")),
        a_row(3, 办件编号=110101199001011237),
    ]
    summary = await office.take(write_xlsx(tmp_path / "a.xlsx", [HEADERS, *rows]))
    assert numbers(summary) == (3, 2, 0, 0, 1)
    assert await office.states() == {"R1": "waiting", "202609070001": "waiting"}
    finished = await office.value("SELECT finished_at FROM visits WHERE record_no = 'R1'")
    assert finished == datetime.fromisoformat("2026-09-07T09:30:00+08:00")
    assert await office.value("SELECT count(*) FROM addresses") == 2


async def test_english_headers_codes_and_the_given_source(office: Office, tmp_path: Path) -> None:
    headers = ["record_no", "visit_no", "item_code", "item_name", "org_code", "area_code", "service_channel",
               "applicant_type", "phone", "finished_at", "status"]  # fmt: skip
    row = [
        "R1",
        "2",
        "I1",
        "item",
        "NOBODY",
        AREA,
        "web",
        "organization",
        "",
        "2026-09-07T09:00:00+08:00",
        "",
    ]
    file = write_csv(tmp_path / "a.csv", [headers, row])
    with pytest.raises(TableError, match="source_system"):
        await office.take(file)
    assert numbers(await office.take(file, source="portal")) == (1, 0, 0, 1, 0)
    assert await office.value("SELECT source_system || visit_no FROM visits") == "portal2"


async def test_the_sources_own_column_wins_over_the_given_one(office: Office, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [HEADERS, a_row(1), a_row(2, 来源系统="")])
    await office.take(file, source="portal")
    assert await office.value("SELECT string_agg(source_system, ' ' ORDER BY id) FROM visits") == (
        "窗口系统 portal"
    )


async def test_nothing_of_a_file_that_cannot_be_read_is_taken(office: Office, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [HEADERS, *(a_row(number) for number in range(1000))])
    with file.open("a") as text:
        text.write('窗口系统,"R1001,…\n')
    with pytest.raises(TableError, match="第1002行"):
        await office.take(file)
    assert await office.states() == {}


async def test_nul_surrogates_and_a_shifted_row(office: Office, tmp_path: Path) -> None:
    rows = [a_row(1, 事项名称="身份证\x00换领"), [*a_row(2), "多出"], a_row(3, 办件编号="a\x00b")]
    summary = await office.take(write_csv(tmp_path / "a.csv", [HEADERS, *rows]))
    assert numbers(summary) == (3, 1, 0, 0, 2)
    assert await office.value("SELECT item_name FROM visits WHERE record_no = 'R1'") == "身份证\ufffd换领"
    assert summary.rejects is not None
    assert [row["办件编号"] for row in read_rejects(summary.rejects)] == ["R2", "a\ufffdb"]


async def test_the_summary_in_words(office: Office, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [[*HEADERS, "备注"], a_row(1), a_row(2, 手机号="12")])
    words = (await office.take(file)).in_words()
    assert words.splitlines()[0] == "a.csv：共 2 行 (2 rows)"
    assert "收下 1 (accepted" in words
    assert "退回 1 (rejected)" in words
    assert "a.rejected.csv" in words
    assert "备注" in words


async def test_batches_and_progress(office: Office, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [HEADERS, *(a_row(number) for number in range(1200))])
    assert numbers(await office.take(file)) == (1200, 1200, 0, 0, 0)
    assert office.progress == [(500, 1200), (1000, 1200), (1200, 1200), (1200, 1200)]


async def test_two_imports_of_overlapping_files_at_once(office: Office, tmp_path: Path) -> None:
    """The same records and phones in opposite orders: neither deadlocks nor doubles."""
    rows = [a_row(number, 手机号=f"139{number % 50:08}") for number in range(1500)]
    one = write_csv(tmp_path / "a.csv", [HEADERS, *rows])
    other = write_csv(tmp_path / "b.csv", [HEADERS, *reversed(rows)])
    first, second = await asyncio.gather(office.take(one), office.take(other))
    assert first.accepted + second.accepted == 1500
    assert first.duplicates + second.duplicates == 1500
    assert await office.value("SELECT count(*) FROM visits") == 1500
    assert await office.value("SELECT count(*) FROM citizens") == 50


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from store.db import Database
from tests.usecases.files.office import Office

async def main():
    database = Database(sys.argv[1])
    await database.open()
    office = Office(database)
    office.progress = type("Kill", (list,), {"append": lambda self, at: os.kill(os.getpid(), signal.SIGKILL)})()
    await office.take(Path(sys.argv[2]))

asyncio.run(main())
"""


async def test_a_killed_import_is_finished_by_the_next(
    office: Office, database_url: str, tmp_path: Path
) -> None:
    rows = [*(a_row(number) for number in range(1200)), a_row(5000, 手机号="12")]
    rows[3] = a_row(3, 手机号="12")
    file = write_csv(tmp_path / "a.csv", [HEADERS, *rows])
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, database_url, str(file))
    assert await process.wait() == -signal.SIGKILL
    assert await office.value("SELECT count(*) FROM visits") == 499
    assert not (tmp_path / "a.rejected.csv").exists()
    summary = await office.take(file)
    assert (summary.rows, summary.rejected) == (1201, 2)
    assert await office.value("SELECT count(*) FROM visits") == 1199
    assert names(tmp_path) == ["a.csv", "a.rejected.csv"]


async def test_a_database_that_restarts_does_not_stop_an_import(office: Office, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [HEADERS, *(a_row(number) for number in range(1500))])

    async def cut_all_connections() -> None:
        while not office.progress:
            await asyncio.sleep(0)
        await office.value(
            """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()"""
        )

    summary, _ = await asyncio.gather(office.take(file), cut_all_connections())
    assert summary.rows == 1500
    assert await office.value("SELECT count(*) FROM visits") == 1500
