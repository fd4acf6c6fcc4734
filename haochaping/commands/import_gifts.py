"""`haochaping gifts import`: take in gifts, their tiers and what came of them."""

from pathlib import Path

from haochaping.commands.outcome import conclude
from haochaping.commands.progress import bar
from store.audit_trail import Times
from store.db import Database
from usecases.files.import_gifts import import_gifts


async def run(database: Database, path: Path, times: Times) -> int:
    """Import a CSV or XLSX file of gifts and print the summary; the exit code.

    1, with a line on stderr for each line of the file that is wrong, when nothing was changed.
    """
    with bar(path.name) as progress:
        return await conclude(path, import_gifts(database, path, times, progress))
