"""Files that are taken whole or not at all: their rows, and what is wrong with which line."""

from collections.abc import Iterator, Sequence

from usecases.edges import storable
from usecases.files.cells import Cell
from usecases.files.errors import TableError
from usecases.files.tables import Row, Table

READ_AT_ONCE = 5000
SHOWN = 20
"""So many lines with errors are shown; with more, the file has one mistake many times."""

LineError = tuple[int, str]
"""A line's number, and what is wrong with it."""


def rows_of(table: Table) -> Iterator[Row]:
    """All rows of a table."""
    while rows := table.take(READ_AT_ONCE):
        yield from rows


def text_of(cell: Cell) -> str:
    """A cell as text that can be stored."""
    return storable(cell) if isinstance(cell, str) else cell.isoformat(" ")


def refuse(name: str, errors: Sequence[LineError]) -> None:
    """Raise TableError when there are errors: a line for each."""
    if not errors:
        return
    shown = [f"{name}: 第{line}行 (line {line}): {message}" for line, message in sorted(errors)[:SHOWN]]
    if len(errors) > SHOWN:
        shown.append(f"{name}: 还有 {len(errors) - SHOWN} 处错误 ({len(errors) - SHOWN} more errors)")
    raise TableError("\n".join(shown))
