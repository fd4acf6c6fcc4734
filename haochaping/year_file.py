"""Reading one year of the work calendar from a file that a clerk can write.

A table file holds one year, as JSON

    {"year": 2027, "source": "国办发明电〔2026〕…号", "rest": ["2027-01-01", …], "work": ["2027-02-20", …]}

or as CSV, with `rest` (休) or `work` (班) for each day of the notice:

    # source: 国办发明电〔2026〕…号
    date,kind
    2027-01-01,rest
    2027-02-20,work

A CSV may name its source in a column instead, and say `# year: 2027`; without that the year
of most of its dates is taken. A table that is only a forecast says `"official": false`
(`# official: false`); every date reckoned with it stays provisional.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from evaluation.workdays import YearTable, statutory_holidays

_KINDS = {"rest": "rest", "休": "rest", "work": "work", "班": "work"}
_SATURDAY = 5
_LAW_OF = 2025  # the year from which the eve of Spring Festival and 2 May are holidays by law


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    day: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Draft:
    """A table as written, before anything is checked."""

    year: str
    source: str
    official: bool
    lines: tuple[_Line, ...]


def read_table(path: Path) -> YearTable:
    """Read one year's table from a `.json` or `.csv` file in the format above.

    ValueError, in one line that names the line of the file: not UTF-8, a date outside the
    year (the last week of the December before may belong to it), one listed twice, a make-up
    day that is no weekend, no source, or an official table that leaves out a holiday by law.
    OSError where the file cannot be read.
    """
    readers = {".json": _read_json, ".csv": _read_csv}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ValueError(f"{path.name}: a table is a .json or a .csv file")
    try:
        return _checked(reader(path.read_text(encoding="utf-8-sig")))
    except UnicodeDecodeError:
        raise ValueError(f"{path.name}: not UTF-8; save it as CSV UTF-8") from None
    except (ValueError, csv.Error) as error:
        raise ValueError(f"{path.name}: {error}") from None


def _read_json(text: str) -> _Draft:
    try:
        written = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from None
    if not isinstance(written, dict):
        raise ValueError("line 1: expected an object with year, source, rest and work")
    lines = tuple(_json_lines(text, written))
    official = written.get("official", True) is not False
    return _Draft(str(written.get("year", "")), str(written.get("source") or ""), official, lines)


def _json_lines(text: str, written: Mapping[str, Any]) -> Iterator[_Line]:
    """Yield the dates in the order of the text, so that one cursor finds the line of each."""
    cursor = 0
    for kind in (key for key in written if key in ("rest", "work")):
        days = written[kind]
        if not isinstance(days, list):
            raise ValueError(f"{kind} must be a list of dates")
        cursor = max(cursor, text.find(f'"{kind}"'))
        for day in days:
            cursor = max(cursor, text.find(str(day), cursor + 1))
            yield _Line(text.count("\n", 0, cursor) + 1, str(day), kind)


def _read_csv(text: str) -> _Draft:
    notes: dict[str, str] = {}
    rows: list[tuple[int, list[str]]] = []
    for number, row in enumerate(text.splitlines(), start=1):
        cells = next(csv.reader([row]), [])
        if row.lstrip('"').startswith("#"):
            notes.update(_note(cells))
        elif any(cell.strip() for cell in cells):
            rows.append((number, cells))
    table = list(_named(rows))
    lines = tuple(_Line(number, cells["date"], cells["kind"]) for number, cells in table)
    source = notes.get("source") or next((cells["source"] for _, cells in table if cells.get("source")), "")
    official = notes.get("official", "true").lower() not in ("false", "no")
    return _Draft(notes.get("year") or _usual_year(lines), source, official, lines)


def _note(cells: list[str]) -> dict[str, str]:
    """Read `# key: value`; spreadsheets pad it with commas or quote it."""
    key, _, value = ",".join(cells).lstrip("# ").replace("：", ":", 1).partition(":")
    return {key.strip().lower(): value.strip(" ,")}


def _named(rows: list[tuple[int, list[str]]]) -> Iterator[tuple[int, dict[str, str]]]:
    number, header = rows[0] if rows else (1, [])
    names = [name.strip().lower() for name in header]
    if not {"date", "kind"} <= set(names):
        raise ValueError(f"line {number}: the first row must name the columns date and kind")
    for number, cells in rows[1:]:
        padded = (*(cell.strip() for cell in cells), *[""] * len(names))
        yield number, dict(zip(names, padded, strict=False))


def _usual_year(lines: Iterable[_Line]) -> str:
    years = Counter(line.day[:4] for line in lines)
    return years.most_common(1)[0][0] if years else ""


def _checked(draft: _Draft) -> YearTable:
    if not (draft.year.isdecimal() and 2000 <= int(draft.year) <= 2100):
        raise ValueError(f"{draft.year!r} is not a year between 2000 and 2100")
    if not draft.source:
        raise ValueError("no source: name the notice the table was taken from")
    year, kinds = int(draft.year), dict[date, str]()
    for line in draft.lines:
        try:
            day, kind = _checked_line(line, year)
            if day in kinds:
                raise ValueError(f"{day} is listed twice, as {kinds[day]} before")
        except ValueError as error:
            raise ValueError(f"line {line.number}: {error}") from None
        kinds[day] = kind
    rest = frozenset(day for day, kind in kinds.items() if kind == "rest")
    _check_law(year, rest, draft.official)
    return YearTable(year, rest, frozenset(kinds) - rest, draft.source, draft.official)


def _checked_line(line: _Line, year: int) -> tuple[date, str]:
    kind = _KINDS.get(line.kind.lower())
    if kind is None:
        raise ValueError(f"kind must be rest or work, not {line.kind!r}")
    day = _day(line.day)
    if day.year != year and not date(year - 1, 12, 25) <= day <= date(year - 1, 12, 31):
        raise ValueError(f"{day} is not in {year}")
    if kind == "work" and day.weekday() < _SATURDAY:
        raise ValueError(f"{day:%Y-%m-%d %a} is no weekend day, so it cannot be a make-up workday")
    return day, kind


def _day(text: str) -> date:
    """Read 2027-01-31, or 2027/1/31 as spreadsheets like to write it."""
    try:
        year, month, day = (int(part) for part in text.replace("/", "-").split("-"))
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"{text!r} is not a date such as 2027-01-31") from None


def _check_law(year: int, rest: frozenset[date], official: bool) -> None:
    """A half-written table must not pass for the notice: it would turn holidays into workdays."""
    missing = sorted(statutory_holidays(year) - rest) if year >= _LAW_OF else []
    if official and missing:
        raise ValueError(f"{missing[0]} is a holiday by law but is not listed as rest")
