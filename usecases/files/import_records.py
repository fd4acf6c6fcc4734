"""Take in the records of a file, five hundred rows at a time."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from store.db import Database
from store.vault import Vault
from usecases.files.headers import RECORDS, Columns, read_columns
from usecases.files.rejects import Rejects
from usecases.files.summary import FileSummary
from usecases.files.tables import Row, Table, open_table
from usecases.files.values import Value, read_item
from usecases.intake.record import FieldError, Rejected, read_record
from usecases.intake.take_in import Desk, Intake, take_in
from usecases.release import Progress
from usecases.rules import Clock, Rules

BATCH = 500
"""Rows of one transaction."""


async def import_records(
    database: Database,
    path: Path,
    *,
    vault: Vault,
    rules: Rules,
    clock: Clock,
    source: str | None,
    progress: Progress,
) -> FileSummary:
    """Take in a CSV or XLSX file; again, and nothing changes but what a killed import had left.

    `source` is the source system of rows that name none. Rejected rows are written beside the
    file. TableError when the file as a whole cannot be read: then nothing of it was taken.
    """
    await clock.refresh()
    given = frozenset(["source_system"]) if source else frozenset[str]()
    table = await asyncio.to_thread(open_table, path, RECORDS.looks_like_header)
    try:
        columns = read_columns(path.name, table.headers, RECORDS, given)
        importing = _Importing(table, columns, source, Rejects(path, table.headers))
        try:
            return await importing.run(database, vault, rules, clock, progress)
        finally:
            importing.rejects.discard()
    finally:
        await asyncio.to_thread(table.close)


class _Importing:
    """One file on its way in."""

    def __init__(self, table: Table, columns: Columns, source: str | None, rejects: Rejects) -> None:
        self.rejects = rejects
        self._table = table
        self._columns = columns
        self._source = source
        self._summary = FileSummary(table.path.name, ignored_columns=columns.ignored)

    async def run(
        self, database: Database, vault: Vault, rules: Rules, clock: Clock, progress: Progress
    ) -> FileSummary:
        """Take batch after batch."""
        while rows := await asyncio.to_thread(self._table.take, BATCH):
            desk = Desk(vault, rules, clock.now())
            await self._take(database, rows, desk)
            progress(self._summary.rows, self._table.total)
        progress(self._summary.rows, self._summary.rows)
        self._summary.rejects = self.rejects.finish()
        return self._summary

    async def _take(self, database: Database, rows: list[Row], desk: Desk) -> None:
        good, bad = self._read(rows, desk)
        items = [item for _, item in good]
        intake = await database.persist(lambda tx: take_in(tx, items, desk))
        self._count(len(rows), intake)
        bad += [(good[rejected.index][0], rejected.errors) for rejected in intake.rejected]
        await asyncio.to_thread(self._reject, sorted(bad, key=lambda rejected: rejected[0].line))

    def _read(
        self, rows: Sequence[Row], desk: Desk
    ) -> tuple[list[tuple[Row, dict[str, Value]]], list[tuple[Row, list[FieldError]]]]:
        good, bad = [], []
        for row in rows:
            item, errors = read_item(row, self._columns, self._source)
            if errors:
                bad.append((row, _all_errors(item, errors, desk)))
            else:
                good.append((row, item))
        return good, bad

    def _count(self, rows: int, intake: Intake) -> None:
        self._summary.rows += rows
        self._summary.accepted += intake.accepted
        self._summary.duplicates += intake.duplicates
        self._summary.quarantined += intake.quarantined

    def _reject(self, rejected: list[tuple[Row, list[FieldError]]]) -> None:
        for row, errors in rejected:
            self.rejects.add(row, "；".join(self._in_words(error) for error in errors))
        self._summary.rejected += len(rejected)

    def _in_words(self, error: FieldError) -> str:
        return f"{self._name(error.field)}：{error.message}"

    def _name(self, field: str) -> str:
        """A field as the file calls it, or as we do where the file has no such column."""
        if field in self._columns.position:
            return self._columns.headers[self._columns.position[field]]
        return RECORDS.title(field) if field in RECORDS.titles else field


def _all_errors(item: dict[str, Value], found: list[FieldError], desk: Desk) -> list[FieldError]:
    """What the look at the file found and what intake would find, so that a row is mended in one go."""
    outcome = read_record(0, item, desk.now)
    named = {error.field for error in found}
    more = outcome.errors if isinstance(outcome, Rejected) else []
    return [*found, *(error for error in more if error.field not in named)]
