"""CSV in the encodings and with the delimiters that people have."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from usecases.files.cells import Cell, plain
from usecases.files.errors import TableError

DELIMITERS = ",\t;"
CHUNK = 1024 * 1024
BAD_AT_MOST = 0.2
"""Of the bytes beyond ASCII, so many may be broken, as systems leave them that cut fields by bytes.

A text in GBK read as UTF-8 has far more, while one in UTF-8 can pass for GBK without any.
"""

CONTROLS_AT_MOST = 0.01
"""Of all bytes; more control characters, and it is no text."""

_ASCII = bytes(range(128))
_UNDECODED = re.compile("[\udc80-\udcff]")
_CONTROL = re.compile("[\x01-\x08\x0b\x0e-\x1f]")


class TextFile:
    """A text file whose encoding was found; read anew for each way of reading it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoding = find_encoding(path)
        self._open = ExitStack()

    def sheets(self) -> Iterator["DelimitedText"]:
        """The file with each delimiter, the commonest in its beginning first."""
        with self._text() as text:
            beginning = text.read(CHUNK // 16)
        for delimiter in sorted(DELIMITERS, key=beginning.count, reverse=True):
            text = self._open.enter_context(self._text())
            yield DelimitedText(self._path, text, delimiter)

    def close(self) -> None:
        """Close it wherever it is open."""
        self._open.close()

    def _text(self) -> TextIO:
        return self._path.open(encoding=self._encoding, errors="replace", newline="")


@dataclass
class DelimitedText:
    """A text file read with one delimiter."""

    path: Path
    text: TextIO
    delimiter: str

    def lines(self) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """The rows that are not blank; a row that spans lines has the number of its first."""
        yield from self._lines(self.text, strict=False)

    def count(self, after: int) -> int:
        """Read it through: a quotation mark that never ends would swallow rows without a word."""
        with self.path.open(encoding=self.text.encoding, errors="replace", newline="") as text:
            return sum(line > after for line, _ in self._lines(text, strict=True))

    def _lines(self, text: TextIO, *, strict: bool) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        reader = csv.reader(text, delimiter=self.delimiter, strict=strict)
        line = 1
        try:
            for fields in reader:
                cells = tuple(map(plain, fields))
                if any(cell.strip(DELIMITERS + " ") for cell in cells) and not cells[0].startswith("sep="):
                    yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise TableError(
                f"{self.path.name}: 第{line}行的引号不成对或单元格过长 (line {line}: {error}; mend its quotation marks)"
            ) from error


def find_encoding(path: Path) -> str:
    """UTF-16 with its mark, UTF-8 or GB18030; TableError for what is no text."""
    with path.open("rb") as file:
        start = file.read(3)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        if _reads_as(path, encoding):
            return encoding
    raise TableError(
        f"{path.name}: 不是CSV或XLSX文件 (neither CSV in UTF-8 or GBK nor XLSX: save it as one of them)"
    )


def _reads_as(path: Path, encoding: str) -> bool:
    """Whether a whole file is text of this encoding, but for a few bytes."""
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    size = beyond_ascii = undecoded = control = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            text = decoder.decode(chunk)
            size += len(chunk)
            beyond_ascii += len(chunk.translate(None, _ASCII))
            undecoded += len(_UNDECODED.findall(text))
            control += len(_CONTROL.findall(text))
    undecoded += len(_UNDECODED.findall(decoder.decode(b"", final=True)))
    return undecoded <= BAD_AT_MOST * beyond_ascii and control <= CONTROLS_AT_MOST * size
