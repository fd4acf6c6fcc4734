"""`haochaping import`: take in the records of a file."""

from pathlib import Path

from haochaping.commands.outcome import conclude
from haochaping.commands.progress import bar
from store.db import Database
from store.vault import Vault
from usecases.files.import_records import import_records
from usecases.rules import Clock, Rules


async def run(
    database: Database, path: Path, *, vault: Vault, rules: Rules, clock: Clock, source: str | None = None
) -> int:
    """Import a CSV or XLSX file and print what became of it; the exit code.

    1 where rows were rejected: the summary says where they are. 1, with what is wrong on stderr,
    also when the file as a whole cannot be taken.
    """
    with bar(path.name) as progress:
        work = import_records(
            database, path, vault=vault, rules=rules, clock=clock, source=source, progress=progress
        )
        return await conclude(path, work)
