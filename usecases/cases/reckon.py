"""Deadlines of cases are reckoned again when the calendar is better known; one that was told never comes sooner."""

from datetime import datetime

from evaluation.cases.case import SYSTEM, Event
from evaluation.cases.reckoning import moved
from evaluation.cases.words import Move
from store import cases
from store.db import Transaction
from usecases.cases.moving import lock, move
from usecases.rules import Rules


async def waiting(tx: Transaction, after: int, limit: int) -> list[int]:
    """The cases whose citizens were told until when they are answered, and were not answered."""
    return await cases.promised(tx, after, limit)


async def reckon(
    tx: Transaction, case_id: int, rules: Rules, now: datetime, *, certain_too: bool = False
) -> bool:
    """Reckon the deadlines of one case that are provisional, or all of them; whether one moved.

    `certain_too`: a table has come, and may put right what was certain before.
    """
    known = await lock(tx, case_id)
    promised = [complaint.due for complaint in known.case.live if not complaint.answered_at and complaint.due]
    if not (certain_too or any(due.provisional for due in promised)):
        return False
    dues = moved(known.events, rules.deadlines)
    if dues:
        await move(tx, known, Event(Move.MOVE_DEADLINE, now, SYSTEM, dues=dues), rules)
    return bool(dues)
