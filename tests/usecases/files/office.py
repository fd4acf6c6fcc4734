"""What these tests import with: files as people make them, and a product that stands at one moment."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl

from haochaping.calendar import load_calendar
from store.catalogue import OrgRow, put
from store.db import Database
from store.vault import Vault, new_key
from tests.world import civil_time
from usecases.files.import_orgs import import_orgs
from usecases.files.import_records import import_records
from usecases.files.summary import FileSummary, OrgSummary
from usecases.rules import Rules

ORG, AREA = "11320115014149603X", "320115000000"
HEADERS = [
    "来源系统", "办件编号", "事项编码", "事项名称", "部门编码", "行政区划代码", "服务渠道", "申请人类型",
    "手机号", "办结时间",
]  # fmt: skip
FINISHED = "2026-09-07 09:00"

Rows = Sequence[Sequence[Any]]


class StillClock:
    """Both clocks stand at one moment, which the test moves."""

    def __init__(self) -> None:
        self.moment = civil_time("Mon 2026-09-07 10:00")

    def now(self) -> datetime:
        return self.moment

    def wall(self) -> datetime:
        return self.moment

    async def refresh(self) -> None:
        pass


def a_row(number: int | str, **changes: Any) -> list[Any]:
    """A good row under `HEADERS`, with what the test changes by header."""
    row = dict(
        zip(
            HEADERS,
            [
                "窗口系统", f"R{number}", "000117051000", "居民身份证换领", ORG, AREA, "窗口", "个人",
                f"139{int(number):08}" if isinstance(number, int) else "13900000001", FINISHED,
            ],
            strict=True,
        )
    )  # fmt: skip
    return list((row | changes).values())


def at(text: str) -> datetime:
    """A time as files have it, without a zone."""
    return datetime.fromisoformat(text)


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def write_csv(path: Path, rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_xlsx(path: Path, *sheets: Rows) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def read_rejects(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Office:
    """The use cases with what they need."""

    database: Database
    clock: StillClock = field(default_factory=StillClock)
    vault: Vault = field(default_factory=lambda: Vault.from_text(new_key(), new_key()))
    rules: Rules = field(default_factory=lambda: Rules(calendar=load_calendar))
    progress: list[tuple[int, int | None]] = field(default_factory=list)

    async def furnish(self) -> None:
        """Put the org and area of `a_row` into the catalogue."""
        async with self.database.transaction() as tx:
            await put(tx, [OrgRow(ORG, "江宁分局", AREA, "江宁区", None)])

    async def take(self, path: Path, *, source: str | None = None) -> FileSummary:
        return await import_records(
            self.database,
            path,
            vault=self.vault,
            rules=self.rules,
            clock=self.clock,
            source=source,
            progress=lambda done, total: self.progress.append((done, total)),
        )

    async def take_orgs(self, path: Path) -> OrgSummary:
        return await import_orgs(
            self.database,
            path,
            vault=self.vault,
            rules=self.rules,
            clock=self.clock,
            progress=lambda *_: None,
        )

    async def states(self) -> dict[str, str]:
        """Where each record stands, and why if it is not waiting."""
        async with self.database.transaction() as tx:
            rows = await tx.fetch(
                _Standing,
                "SELECT record_no, concat_ws(' ', state, excluded_because, quarantined_because) AS state FROM visits",
            )
        return {row.record_no: row.state for row in rows}

    async def value(self, sql: Any, **params: object) -> Any:
        async with self.database.transaction() as tx:
            return await tx.value(sql, **params)


@dataclass(frozen=True)
class _Standing:
    record_no: str
    state: str


def numbers(summary: FileSummary) -> tuple[int, int, int, int, int]:
    """rows, accepted, duplicates, quarantined, rejected."""
    assert summary.rows == summary.accepted + summary.duplicates + summary.quarantined + summary.rejected
    return summary.rows, summary.accepted, summary.duplicates, summary.quarantined, summary.rejected
