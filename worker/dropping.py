"""Files that people or systems put into the drop folder, imported once each."""

import asyncio
import re
from pathlib import Path

import structlog

from store import intake
from store.db import LOST, Transaction
from usecases.files.errors import TableError
from usecases.files.import_records import import_records
from usecases.files.summary import FileSummary
from worker.drop_folder import DropFolder, Dropped
from worker.runtime import Runtime

log = structlog.get_logger()

FILES_AT_ONCE = 10
"""Files that a tick takes; the others wait for the next."""


_SOMEBODY = re.compile(r"\d{7,}|[^\x00-\x7f]+")
"""What may be a number or a name in a file's name; logs hold neither."""


async def take_dropped(runtime: Runtime) -> int:
    """Import the files that are whole; how many were finished since the last call.

    A long import goes on beside the ticks, so that prompts do not wait for it. Never raises for
    the folder's or the database's sake: the rest of a tick must go on.
    """
    drops = runtime.drops
    if runtime.drop_folder is None:
        return 0
    if drops.importing is None:
        drops.importing = asyncio.create_task(_take(runtime, DropFolder(runtime.drop_folder)))
        await asyncio.wait({drops.importing}, timeout=drops.patience)
    if not drops.importing.done():
        return 0
    finished, drops.importing = drops.importing, None
    return finished.result()


async def _take(runtime: Runtime, folder: DropFolder) -> int:
    """Take what is there unless another worker does."""
    try:
        ready = await asyncio.to_thread(_look, runtime, folder)
        if not ready and not await asyncio.to_thread(folder.leftovers):
            return 0
        async with runtime.database.transaction() as tx:
            if not await intake.hold_drop_folder(tx):
                return 0
            return await _take_all(runtime, tx, folder, ready)
    except (OSError, *LOST) as error:
        log.warning("drop folder: trying again at the next tick", error=type(error).__name__)
        return 0


def _look(runtime: Runtime, folder: DropFolder) -> list[Dropped]:
    folder.make()
    return folder.whole(runtime.drops, runtime.clock.wall())


async def _take_all(runtime: Runtime, tx: Transaction, folder: DropFolder, ready: list[Dropped]) -> int:
    """First what a killed worker left, then what is ready; `tx` holds the lock."""
    taken = 0
    for path in folder.leftovers():
        await _import(runtime, tx, folder, path)
        taken += 1
    for dropped in ready[:FILES_AT_ONCE]:
        if moved := folder.take(dropped):
            await _import(runtime, tx, folder, moved)
            taken += 1
    return taken


async def _import(runtime: Runtime, tx: Transaction, folder: DropFolder, path: Path) -> None:
    """Import one file and put it away; a lost database or a full disk leaves it where it is."""
    outcome = await _outcome(runtime, path)
    await intake.hold_drop_folder(tx)  # fails if the lock went with its connection: the file is another's now
    wall = runtime.clock.wall()
    if isinstance(outcome, FileSummary):
        kept = folder.keep_done(path, outcome, wall)
        log.info("file imported", file=_masked(kept), rows=outcome.rows, rejected=outcome.rejected)
    else:
        kept = folder.keep_rejected(path, outcome, wall)
        log.warning("file rejected", file=_masked(kept))


def _masked(path: Path) -> str:
    return _SOMEBODY.sub("*", path.name)


async def _outcome(runtime: Runtime, path: Path) -> FileSummary | str:
    """The summary of an import, or why the file could not be imported."""
    try:
        return await import_records(
            runtime.database,
            path,
            vault=runtime.vault,
            rules=runtime.rules,
            clock=runtime.clock,
            source=None,
            progress=lambda *_: None,
        )
    except TableError as error:
        return str(error)
    except (OSError, *LOST):
        raise
    except Exception as error:  # noqa: BLE001 - one file we stumble over must not hold up all later ones
        log.error("file import failed", file=_masked(path), error=type(error).__name__)
        return f"{path.name}: 程序出错，请联系管理员 (an error of ours: {type(error).__name__})"
