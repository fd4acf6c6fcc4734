"""What is due on cases: complaints go out, rests end, call-backs pass to people, deadlines are chased."""

from datetime import datetime

from evaluation.cases.chasing import Chased, chase
from evaluation.cases.standing import Where, higher
from evaluation.cases.watching import itself, on_record
from store import cases
from store.db import Transaction
from usecases.cases.moving import Known, chased, lock_in_order, move
from usecases.cases.places import where_is
from usecases.cases.tell_staff import tell_staff
from usecases.rules import Rules
from usecases.tell import Word


async def due(tx: Transaction, now: datetime, limit: int) -> list[int]:
    """The cases that are to be looked at."""
    return await cases.watched(tx, now, limit)


async def look(tx: Transaction, case_id: int, word: Word, rules: Rules, now: datetime) -> None:
    """Look at one case: let happen what is due, and tell the staff of its deadline."""
    known = await lock_in_order(tx, case_id)
    where = await where_is(tx, known.row.area_code, known.case)
    while event := itself(known.case, higher(known.case, where), now):
        known = await move(tx, known, event, rules)
    await _chase(tx, known, where, word, rules, now)


async def _chase(
    tx: Transaction, known: Known, where: Where, word: Word, rules: Rules, now: datetime
) -> None:
    rungs, _ = chase(known.case, known.row.chased, known.row.moved_at, rules.deadlines, now)
    due = known.case.next_due
    for rung in rungs:
        if event := on_record(known.case, rung, higher(known.case, where), now):
            known = await move(tx, known, event, rules)
    await tell_staff(tx, known, where, rungs, word, rules, now)
    done = Chased(due.at, rungs[-1]) if rungs and due else known.row.chased
    await chased(tx, known, done, rules, now)
