"""Reports as files: CSV that Excel opens as what it is, and XLSX."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from urllib.parse import quote

from fastapi import Response
from openpyxl import Workbook
from openpyxl.cell import Cell as XlsxCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from web.console.pages import HEADERS
from web.console.reports.tables import NOTHING, Cell, Column, Kind, Report, Table

BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the system's own encoding."""
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FORMATS = {Kind.COUNT: "#,##0", Kind.SHARE: "0.0%", Kind.DAYS: "0.0", Kind.MEAN: "0.00"}
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_of(report: Report) -> bytes:
    """The tables one below the other, each under its title where there are several."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for number, table in enumerate(report.tables):
        if number:
            writer.writerow([])
        if len(report.tables) > 1:
            writer.writerow([harmless(table.title)])
        writer.writerow([harmless(column.label) for column in table.columns])
        for line in table.lines:
            writer.writerow([_plain(cell) for cell in line])
    return (BOM + text.getvalue()).encode()


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return NOTHING
    if isinstance(cell, float):
        return round(cell, 4)
    return harmless(cell) if isinstance(cell, str) else cell


def harmless(text: str) -> str:
    """Text that a spreadsheet might run as a formula, with a quotation mark before it: then it is only read."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def xlsx_of(report: Report) -> bytes:
    """A sheet for each table, and one that says what the figures are."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in report.tables:
        _fill(book.create_sheet(table.title), table)
    _explain(book.create_sheet("说明"), report)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Worksheet, table: Table) -> None:
    for number, column in enumerate(table.columns, start=1):
        head = _put(sheet, 1, number, column.label)
        head.font = Font(bold=True)
        if column.kind is not Kind.TEXT:
            head.alignment = Alignment(horizontal="right")
        sheet.column_dimensions[get_column_letter(number)].width = _width(table, number - 1)
    for row, line in enumerate(table.lines, start=2):
        for number, (column, cell) in enumerate(zip(table.columns, line, strict=True), start=1):
            _figure(sheet, row, number, column, cell)
    sheet.freeze_panes = "A2"


def _figure(sheet: Worksheet, row: int, number: int, column: Column, cell: Cell) -> None:
    put = _put(sheet, row, number, NOTHING if cell is None else cell)
    if column.kind is not Kind.TEXT:
        put.number_format = _FORMATS[column.kind]
        put.alignment = Alignment(horizontal="right")


def _put(sheet: Worksheet, row: int, number: int, value: str | int | float) -> XlsxCell:
    cell = sheet.cell(row, number)
    assert isinstance(cell, XlsxCell), "no cells are merged"
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # else a text that begins with = would be kept as a formula
    return cell


def _width(table: Table, place: int) -> float:
    texts = [table.columns[place].label, *(str(line[place]) for line in table.lines)]
    return min(40.0, 4 + max(sum(2 if ord(sign) > 255 else 1 for sign in text) for text in texts))


def _explain(sheet: Worksheet, report: Report) -> None:
    lines: list[Sequence[str]] = [(report.title,), (report.about,), *((note,) for note in report.notes)]
    for table in report.tables:
        lines += [(), (table.title,), *((note,) for note in table.notes)]
        lines += [(column.label, column.formula) for column in table.formulas]
    for row, line in enumerate(lines, start=1):
        for number, text in enumerate(line, start=1):
            _put(sheet, row, number, text)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 80


def attached(body: bytes, media_type: str, name: str) -> Response:
    """A file that the browser saves under this name."""
    headers = {**HEADERS, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(body, media_type=media_type, headers=headers)
