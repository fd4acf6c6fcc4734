"""A CSV or XLSX file as a header row and numbered rows, read as they are needed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

from usecases.files.cells import Cell
from usecases.files.errors import TableError
from usecases.files.text_tables import TextFile

__all__ = ["Cell", "Row", "Table", "TableError", "open_table"]

HEAD = 10
"""The header row is looked for among so many rows: exports begin with a title, templates with advice."""

IsHeader = Callable[[Sequence[str]], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank, a cell for every header; `surplus` when it had more."""

    line: int
    cells: tuple[Cell, ...]
    surplus: bool


class Sheet(Protocol):
    """What looks like one table; a file may hold several, or be readable in several ways."""

    def lines(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """The rows that are not blank, each with its number in the file."""
        ...

    def count(self, after: int) -> int | None:
        """How many rows follow line `after`, if that can be told; TableError if they cannot be read."""
        ...


class Source(Protocol):
    """An open file."""

    def sheets(self) -> Iterable[Sheet]:
        """The likeliest first."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class Table:
    """A table that was found in a file; close it after use."""

    def __init__(self, path: Path, source: Source, is_header: IsHeader) -> None:
        self.path = path
        self._source = source
        head = _find_head(source, is_header)
        if head is None:
            raise TableError(f"{path.name}: 文件中没有表格 (no table in it: add a header row and rows)")
        self.headers = _headers(path, head.cells)
        self.total = head.sheet.count(head.line)
        first = next(head.rest, None)
        if first is None and is_header(self.headers):
            raise TableError(f"{path.name}: 只有表头，没有数据 (headers but no rows)")
        self._lines = head.rest if first is None else chain([first], head.rest)

    def take(self, count: int) -> list[Row]:
        """The next rows, at most `count`; an empty list at the end."""
        return [self._row(line, cells) for line, cells in islice(self._lines, count)]

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()

    def _row(self, line: int, cells: tuple[Cell, ...]) -> Row:
        width = len(self.headers)
        padded = (*cells, *[""] * (width - len(cells)))
        return Row(line, padded[:width], surplus=any(cells[width:]))


def open_table(path: Path, is_header: IsHeader) -> Table:
    """Find the table in a file by its header row; TableError, in one line, when there is none."""
    try:
        source = _open(path)
        try:
            return Table(path, source, is_header)
        except BaseException:
            source.close()
            raise
    except OSError as error:
        raise TableError(f"{path.name}: 无法读取 (cannot be read: {error.strerror})") from error


def _open(path: Path) -> Source:
    """What a file is, its first bytes tell, whatever it is called."""
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PK\x03\x04"):
        from usecases.files.workbooks import Workbook  # noqa: PLC0415  # a tenth of a second, for who has one

        return Workbook(path)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(f"{path.name}: 旧版或加密的Excel文件 (save it as .xlsx without a password)")
    return TextFile(path)


@dataclass(frozen=True, slots=True)
class _Head:
    sheet: Sheet
    line: int
    cells: tuple[Cell, ...]
    rest: Iterator[tuple[int, tuple[Cell, ...]]]


def _find_head(source: Source, is_header: IsHeader) -> _Head | None:
    """The first row that is understood as a header; failing that, the first row there is."""
    fallback = None
    for sheet in source.sheets():
        lines = sheet.lines()
        begin = list(islice(lines, HEAD))
        for position, (line, cells) in enumerate(begin):
            head = _Head(sheet, line, cells, chain(begin[position + 1 :], lines))
            if is_header([_text(cell) for cell in cells]):
                return head
            fallback = fallback or head
    return fallback


def _headers(path: Path, cells: Sequence[Cell]) -> tuple[str, ...]:
    """The headers without the empty columns at the end."""
    names = [_text(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        named = "、".join(twice)
        raise TableError(f"{path.name}: 表头重复：{named} (the same header twice: rename or remove one)")
    return tuple(names)


def _text(cell: Cell) -> str:
    return cell.isoformat(" ") if isinstance(cell, datetime) else cell
