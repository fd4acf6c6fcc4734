"""XLSX, read row by row."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from usecases.files.cells import Cell, from_excel
from usecases.files.errors import TableError

warnings.filterwarnings("ignore", module="openpyxl")  # styles and the like: nothing that we read

DAMAGED = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, KeyError, ValueError, TypeError, EOFError,
    OverflowError,
)  # fmt: skip
"""What the library raises for a file that is no workbook, or no longer one."""


class Workbook:
    """An open workbook."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("rb")  # given a path, the library would judge by its ending
        try:
            _check_whole(path)
            self._book = openpyxl.load_workbook(self._file, read_only=True, data_only=True)
        except DAMAGED as error:
            self._file.close()
            raise _damaged(path) from error

    def sheets(self) -> Iterator["Worksheet"]:
        """Its sheets that can be seen, in their order."""
        for sheet in self._book.worksheets:
            if sheet.sheet_state == "visible":
                yield Worksheet(self._path, sheet, sheet.max_row)

    def close(self) -> None:
        """Let go of the file."""
        self._book.close()
        self._file.close()


@dataclass
class Worksheet:
    """One sheet; `stated` is its last row as the file says, which need not be true."""

    path: Path
    sheet: Any  # its read-only kind is no worksheet to the type checker
    stated: int | None

    def lines(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """The rows that are not blank."""
        self.sheet.reset_dimensions()  # some programs state one row or cell, and the library would stop there
        try:
            for line, values in enumerate(self.sheet.iter_rows(values_only=True), start=1):
                cells = tuple(map(from_excel, values))
                if any(cells):
                    yield line, cells
        except DAMAGED as error:
            raise _damaged(self.path) from error

    def count(self, after: int) -> int | None:
        """As many as the file says; None where it says nothing sensible."""
        return self.stated - after if self.stated and self.stated > after else None


def _check_whole(path: Path) -> None:
    """Raise BadZipFile when a part of the file is damaged: found before the first row is taken."""
    with zipfile.ZipFile(path) as archive:
        if archive.testzip() is not None:
            raise zipfile.BadZipFile


def _damaged(path: Path) -> TableError:
    return TableError(
        f"{path.name}: Excel文件已损坏或不完整 (the workbook is damaged: save it again as .xlsx)"
    )
