"""`haochaping org import`: take in the catalogue of orgs and areas."""

from pathlib import Path

from haochaping.commands.outcome import conclude
from haochaping.commands.progress import bar
from store.db import Database
from store.vault import Vault
from usecases.files.import_orgs import import_orgs
from usecases.rules import Clock, Rules


async def run(database: Database, path: Path, *, vault: Vault, rules: Rules, clock: Clock) -> int:
    """Import a CSV or XLSX file of orgs, release what they can place, print the summary; the exit code.

    1, with a line on stderr for each line of the file that is wrong, when nothing was changed.
    """
    with bar(path.name) as progress:
        work = import_orgs(database, path, vault=vault, rules=rules, clock=clock, progress=progress)
        return await conclude(path, work)
