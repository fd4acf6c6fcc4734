import io
import zipfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from tests.usecases.files.office import at, write_csv, write_xlsx
from usecases.files.tables import Row, TableError, open_table

HEADER = ["编号", "姓名", "电话"]


def is_header(cells: Sequence[str]) -> bool:
    return "编号" in cells


def rows_of(path: Path, headers: Sequence[str] = HEADER) -> list[Row]:
    with closing(open_table(path, is_header)) as table:
        assert list(table.headers) == list(headers)
        rows = table.take(1000)
        assert table.take(1000) == []
        return rows


def cells_of(path: Path) -> list[tuple[object, ...]]:
    return [row.cells for row in rows_of(path)]


def refused(path: Path) -> str:
    with pytest.raises(TableError) as error:
        rows_of(path)
    assert "\n" not in str(error.value)
    assert path.name in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    file = write_csv(
        tmp_path / "a.csv",
        [HEADER, ["A1", "张三；李四，王五", "139"]],
        encoding=encoding,
        delimiter=delimiter,
    )
    assert cells_of(file) == [("A1", "张三；李四，王五", "139")]


def test_gb18030_beyond_gbk_and_long_enough_to_be_read_in_pieces(tmp_path: Path) -> None:
    rows = [HEADER, *([f"A{number}", "𠮷田㐂", "139"] for number in range(100_000))]
    file = write_csv(tmp_path / "a.csv", rows, encoding="gb18030")
    with closing(open_table(file, is_header)) as table:
        assert table.total == 100_000
        assert table.take(1)[0].cells == ("A0", "𠮷田㐂", "139")


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_few_broken_bytes_do_not_stop_a_file(tmp_path: Path, encoding: str) -> None:
    file = write_csv(
        tmp_path / "a.csv",
        [HEADER, *([f"A{n}", "居住地址变更登记", "139"] for n in range(50))],
        encoding=encoding,
    )
    file.write_bytes(file.read_bytes() + b"A50," + "张三".encode(encoding)[:-1] + b",139\n")
    last = rows_of(file)[-1]
    assert last.cells[0] == "A50"
    assert "\ufffd" in str(last.cells[1])


def test_numbers_of_lines_blank_lines_and_a_cell_over_two_lines(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('\n编号,姓名,电话\n,,\nA1,"张三\n李四",139\n\nA2,王五,138\n')
    assert [(row.line, row.cells[0]) for row in rows_of(file)] == [(4, "A1"), (7, "A2")]


def test_a_title_above_the_header_is_passed_over(tmp_path: Path) -> None:
    rows = [["2026年9月办件清单"], ["制表：张三", "", "2026-09-07"], HEADER, ["A1", "李四", "139"]]
    assert cells_of(write_csv(tmp_path / "a.csv", rows)) == [("A1", "李四", "139")]
    assert cells_of(write_xlsx(tmp_path / "a.xlsx", rows)) == [("A1", "李四", "139")]


def test_excels_own_delimiter_line(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("sep=;\n编号;姓名;电话\nA1;张三;139\n")
    assert cells_of(file) == [("A1", "张三", "139")]


def test_short_and_long_rows(tmp_path: Path) -> None:
    file = write_csv(
        tmp_path / "a.csv", [[*HEADER, "", ""], ["A1"], ["A2", "", "139", "", "", ""], ["A3", "", "", "x"]]
    )
    assert [(row.cells, row.surplus) for row in rows_of(file)] == [
        (("A1", "", ""), False),
        (("A2", "", "139"), False),
        (("A3", "", ""), True),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "13900000001",
        " 13900000001\u3000",
        "'13900000001",
        '="13900000001"',
        "\t13900000001",
        "\ufeff13900000001",
    ],
)
def test_tricks_that_keep_digits_are_taken_off(tmp_path: Path, written: str) -> None:
    assert cells_of(write_csv(tmp_path / "a.csv", [HEADER, ["A1", "", written]])) == [
        ("A1", "", "13900000001")
    ]


def test_nul_and_surrogates_are_harmless(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(
        "编号,姓名,电话\nA\x001,张三,139\n".encode() + "A2,\ud800,1\n".encode(errors="surrogatepass")
    )
    first, second = rows_of(file)
    assert first.cells[0] == "A\x001"
    assert set(str(second.cells[1])) == {"\ufffd"}


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (13900000001, "13900000001"),
        (13900000001.0, "13900000001"),
        (320115000000, "320115000000"),
        (1.5, "1.5"),
        (True, "True"),
        (None, ""),
        (at("2026-09-07 09:30:00.000400"), at("2026-09-07 09:30")),
        (at("2026-09-07 09:29:59.999600"), at("2026-09-07 09:30")),
        (at("2026-09-07"), at("2026-09-07")),
        (at("2026-09-07").date(), at("2026-09-07")),
        (1234567890123456, "1234567890123456"),  # exact: written by a program
        (110101199001011000, "1.10101199001011E+17"),  # what Excel leaves of it: shown as damaged
        (1.1010119900101123e17, "1.10101199001011E+17"),
    ],
)
def test_cells_of_a_workbook(tmp_path: Path, value: object, read: object) -> None:
    assert cells_of(write_xlsx(tmp_path / "a.xlsx", [HEADER, ["A1", "x", value]])) == [("A1", "x", read)]


def test_the_sheet_with_the_header_is_found_whatever_stands_before_it(tmp_path: Path) -> None:
    advice = [["填表说明"], ["请勿修改表头"]]
    file = write_xlsx(tmp_path / "a.xlsx", [], advice, [HEADER, ["A1", "张三", "139"]])
    assert cells_of(file) == [("A1", "张三", "139")]


def test_a_hidden_sheet_is_not_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(HEADER)
    hidden = book.create_sheet()
    hidden.append(HEADER)
    hidden.append(["A1", "", ""])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert "没有数据" in refused(tmp_path / "a.xlsx")


def test_what_a_file_is_its_content_says(tmp_path: Path) -> None:
    rows = [HEADER, ["A1", "张三", "139"]]
    assert cells_of(write_csv(tmp_path / "a.xlsx", rows)) == [("A1", "张三", "139")]
    file = write_xlsx(tmp_path / "b.xlsx", rows).rename(tmp_path / "b.csv")
    assert cells_of(file) == [("A1", "张三", "139")]


def test_a_workbook_that_states_the_wrong_size(tmp_path: Path) -> None:
    whole = write_xlsx(tmp_path / "a.xlsx", [HEADER, ["A1", "张三", "139"], ["A2", "李四", "138"]])
    wrong = tmp_path / "b.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(wrong, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'ref="A1:C3"', b'ref="A1"'))
    assert [cells[0] for cells in cells_of(wrong)] == ["A1", "A2"]


def old_workbook() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def half_a_workbook() -> bytes:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    return buffer.getvalue()[:2000]


def another_archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "hello")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "没有表格"),
        (b"\n\n , ,\n", "没有表格"),
        ("编号,姓名\n".encode(), "没有数据"),
        ("编号,姓名\n,\n".encode(), "没有数据"),
        ("编号,姓名,姓名\nA1,a,b\n".encode(), "表头重复：姓名"),
        ('编号,姓名\nA1,"张三\nA2,李四\nA3,王五\n'.encode(), "第2行的引号"),
        (old_workbook(), ".xlsx"),
        (half_a_workbook(), "已损坏"),
        (another_archive(), "已损坏"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "不是CSV或XLSX"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "坏文件.csv"
    file.write_bytes(content)
    assert says in refused(file)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path / "nothing.csv")
    assert "Is a directory" in refused(tmp_path)


def test_a_damaged_part_of_a_workbook_is_found_before_the_first_row(tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "a.xlsx", [HEADER, *([f"A{n}", "张三", "139"] for n in range(5000))])
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    content[sheet.header_offset + sheet.compress_size // 2] ^= 0xFF
    file.write_bytes(content)
    assert "已损坏" in refused(file)
