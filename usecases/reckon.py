"""Windows are reckoned again when the calendar is better known; one once told is never shortened."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from evaluation.window import Window, never_shorter
from evaluation.workdays import YearTable
from store import calendars, operations, windows
from store.db import Transaction
from usecases.rules import Rules

OWED = "reckon_windows"
"""The task in the schedule, due by wall time."""
KNOWN_AFTER = timedelta(minutes=1)
"""By then every process tells windows by a table that was imported: web processes read the tables twice
a minute, workers whenever they tell windows or close them."""
AGAIN_AFTER = timedelta(minutes=1)
"""When what is owed is tried again: its worker was killed, or it could not be paid in full."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """How many visits got a new end, and how many should have, but their citizen was busy with them."""

    moved: int = 0
    busy: int = 0


def stands_of(told: Window, rules: Rules, *, opened_at: datetime, finished_at: datetime) -> Window:
    """What stands of a window by the calendar as it is known now."""
    return never_shorter(told, rules.window_of(prompted_at=opened_at, finished_at=finished_at))


async def reckon_again(
    tx: Transaction, rules: Rules, now: datetime, *, certain_too: bool = False
) -> Reckoned:
    """Reckon provisional windows that are open by the calendar as it is known now.

    `certain_too`: a table has come, and may put right what was certain before (a holiday is made
    longer, as in January 2020).
    """
    moved = busy = 0
    for told in await windows.told(tx, now, certain_too=certain_too):
        before = Window(told.closes_at, told.provisional)
        stands = stands_of(before, rules, opened_at=told.opened_at, finished_at=told.finished_at)
        if stands != before:
            count = await windows.move(tx, told, stands.closes_at, provisional=stands.provisional)
            moved += count
            busy += max(told.visits - count, 0)
    return Reckoned(moved, busy)


async def take_table(tx: Transaction, table: YearTable, wall: datetime) -> None:
    """Keep a year's table, and owe another reckoning: until they read it, processes go on telling the old one's."""
    await calendars.put(tx, table, wall)
    await operations.ask_for(tx, OWED, wall + KNOWN_AFTER)


async def is_owed(tx: Transaction) -> bool:
    """Whether there may be windows that were told by a table since replaced."""
    return await operations.is_asked_for(tx, OWED)


async def take_owed(tx: Transaction, wall: datetime) -> datetime | None:
    """Take on the reckoning that is owed, if it is due: until when it is this worker's."""
    until = wall + AGAIN_AFTER
    return until if await operations.take_asked(tx, OWED, wall, until) else None


async def reckon_owed(tx: Transaction, rules: Rules, now: datetime, until: datetime) -> Reckoned:
    """Reckon all open windows again. The debt is paid once none was busy and none was still to open."""
    reckoned = await reckon_again(tx, rules, now, certain_too=True)
    imported_at = await calendars.last_import(tx)
    waiting = imported_at is not None and await windows.on_their_way(tx, imported_at + KNOWN_AFTER)
    if not reckoned.busy and not waiting:
        await operations.have_done(tx, OWED, until)
    return reckoned
