"""What ends by itself: windows that close with no rating, ratings whose record never came."""

from datetime import datetime

from evaluation.window import Window
from store import events, windows
from store.db import Transaction
from store.windows import EndedWindow
from usecases.reckon import is_owed, stands_of
from usecases.rules import Rules


async def close_windows(tx: Transaction, rules: Rules, now: datetime, limit: int) -> int:
    """Let visits lapse whose window is over by the calendar as it is known now; how many were looked at.

    Their told end has come, but the reckoning that would have moved it need not have: the clock of a
    demo jumps over nights, and a table may have been imported a moment ago.
    """
    certain_too = await is_owed(tx)
    over: list[int] = []
    moved: dict[Window, list[int]] = {}
    found = await windows.ended(tx, now, limit)
    for each in found:
        told = Window(each.closes_at, each.provisional)
        stands = _stands(each, told, rules) if each.provisional or certain_too else told
        if stands != told:
            moved.setdefault(stands, []).append(each.visit_id)
        if stands.is_over(now):
            over.append(each.visit_id)
    for window, ids in moved.items():
        await windows.set_end(tx, ids, window.closes_at, provisional=window.provisional)
    await windows.lapse(tx, over, now, int(rules.lapse_level) if rules.lapse_level else None)
    return len(found)


def _stands(ended: EndedWindow, told: Window, rules: Rules) -> Window:
    return stands_of(told, rules, opened_at=ended.opened_at, finished_at=ended.finished_at)


async def expire_held(tx: Transaction, now: datetime) -> int:
    """Give up on ratings whose record never came; how many."""
    return await events.expire(tx, now)
