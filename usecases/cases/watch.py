"""What is due on cases: complaints go out, rests end, call-backs pass to people, deadlines are chased."""

from datetime import datetime

from evaluation.cases.chasing import Chased, Rung, chase
from evaluation.cases.standing import higher
from evaluation.cases.watching import itself, on_record
from store import cases
from store.db import Transaction
from usecases.cases.moving import Known, chased, lock_in_order, move
from usecases.cases.places import where_is
from usecases.rules import Rules


async def due(tx: Transaction, now: datetime, limit: int) -> list[int]:
    """The cases that are to be looked at."""
    return await cases.watched(tx, now, limit)


async def look(tx: Transaction, case_id: int, rules: Rules, now: datetime) -> tuple[Known, tuple[Rung, ...]]:
    """Look at one case: let happen what is due, and see who is to be told of its deadline."""
    known = await lock_in_order(tx, case_id)
    up = higher(known.case, await where_is(tx, known.row.area_code, known.case))
    while event := itself(known.case, up, now):
        known = await move(tx, known, event, rules)
    return await _chase(tx, known, up, rules, now)


async def _chase(
    tx: Transaction, known: Known, up: str, rules: Rules, now: datetime
) -> tuple[Known, tuple[Rung, ...]]:
    rungs, _ = chase(known.case, known.row.chased, known.row.moved_at, rules.deadlines, now)
    due = known.case.next_due
    for rung in rungs:
        if event := on_record(known.case, rung, up, now):
            known = await move(tx, known, event, rules)
    done = Chased(due.at, rungs[-1]) if rungs and due else known.row.chased
    await chased(tx, known, done, rules, now)
    return known, rungs
