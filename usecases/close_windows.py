"""What ends by itself: windows that close with no rating, ratings whose record never came."""

from datetime import datetime

from evaluation.window import Window, never_shorter
from store import events, visits
from store.db import Transaction
from usecases.rules import Rules


async def close_windows(tx: Transaction, rules: Rules, now: datetime, limit: int) -> int:
    """Let visits lapse whose window is over; how many, at most `limit`."""
    level = int(rules.lapse_level) if rules.lapse_level else None
    return await visits.lapse(tx, now, limit, level)


async def expire_held(tx: Transaction, now: datetime) -> int:
    """Give up on ratings whose record never came; how many."""
    return await events.expire(tx, now)


async def reckon_again(tx: Transaction, rules: Rules, now: datetime, *, certain_too: bool = False) -> int:
    """Reckon provisional windows by the calendar as it is known now; how many visits were moved.

    `certain_too`: a table has come, and may put right what was certain before (a holiday is made
    longer, as in January 2020). A window once told is never shortened.
    """
    moved = 0
    for told in await visits.told_windows(tx, now, certain_too=certain_too):
        before = Window(told.closes_at, told.provisional)
        fresh = rules.window_of(prompted_at=told.opened_at, finished_at=told.finished_at)
        stands = never_shorter(before, fresh)
        if stands != before:
            moved += await visits.move_window(tx, told, stands.closes_at, provisional=stands.provisional)
    return moved
