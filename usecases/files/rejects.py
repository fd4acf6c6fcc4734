"""The rows of a file that were not taken, with reasons, in a file beside it that Excel opens."""

import csv
import re
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from usecases.edges import storable
from usecases.files.cells import Cell
from usecases.files.tables import Row

LINE, REASON = "行号 (line)", "原因 (reason)"
_OURS = (LINE, REASON)
ELSEWHERE = (
    "退回的行无法写在文件旁边，请把文件复制到可写的文件夹再导入，已收下的行不会重复 "
    "(rejected rows go beside the file: copy it to a folder you may write to and import it there; "
    "no row is taken twice)"
)

_FORMULA = re.compile(r"[=@]|[+-](?![0-9.]+$)")


def rejects_path(path: Path) -> Path:
    """Where the rejected rows of a file go."""
    return path.with_name(f"{path.stem}.rejected.csv")


class Rejects:
    """Written beside the input as rows are rejected; it takes its name when the whole file is done."""

    def __init__(self, path: Path, headers: Sequence[str]) -> None:
        self.count = 0
        self._input = path
        self._target = rejects_path(path)
        self._unfinished = path.with_name(f".{self._target.name}.part")
        self._kept = [place for place, header in enumerate(headers) if header not in _OURS]
        self._headers = headers
        self._file: TextIO | None = None

    def add(self, row: Row, reason: str) -> None:
        """Keep one row as it came, and why it was not taken."""
        if self._file is None:
            self._file = self._begin()
        cells = [_shown(row.cells[place]) for place in self._kept]
        csv.writer(self._file).writerow([*cells, row.line, reason])
        self.count += 1

    def finish(self) -> Path | None:
        """Put the file in its place; without rejected rows, an older one is removed."""
        if self._file is None:
            if self._target.exists():  # a disk mounted read-only refuses even to remove what is not there
                self._target.unlink()
            return None
        self._file.close()
        self._unfinished.replace(self._target)
        return self._target

    def discard(self) -> None:
        """Forget an unfinished file; nothing after `finish`."""
        if self._file is not None:
            self._file.close()
            self._unfinished.unlink(missing_ok=True)

    def _begin(self) -> TextIO:
        try:
            file = self._unfinished.open("w", encoding="utf-8-sig", newline="")
        except OSError as error:
            raise OSError(error.errno, f"{error.strerror}: {ELSEWHERE}", str(self._unfinished)) from None
        shutil.copymode(self._input, self._unfinished)  # it holds what the input holds
        csv.writer(file).writerow([*(self._headers[place] for place in self._kept), *_OURS])
        return file


def _shown(cell: Cell) -> str:
    """A cell as text; one that Excel would run as a formula gets a quote, which reading takes off again."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return storable(f"'{cell}" if _FORMULA.match(cell) else cell)
