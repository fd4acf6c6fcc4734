"""Make one move of a case: plan it, try it, keep it, one commit."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.cases.case import Case, Event
from evaluation.cases.chasing import Chased
from evaluation.cases.machine import fold, step
from evaluation.cases.planning import plan
from evaluation.cases.watching import look_again
from store import case_history, cases, people
from store.cases import Locked
from store.db import Transaction
from usecases.rules import Rules


class NoSuchCase(Exception):
    """There is no such case, or not for whoever asks: nobody learns which."""


@dataclass(frozen=True, slots=True)
class Known:
    """A case, locked, with its history."""

    row: Locked
    case: Case
    events: tuple[Event, ...]


async def lock(tx: Transaction, case_id: int) -> Known:
    """Lock a case and read its history. Raises `NoSuchCase`."""
    row = await cases.lock(tx, case_id)
    if row is None:
        raise NoSuchCase
    events = tuple(await case_history.events_of(tx, case_id))
    return Known(row, fold(events), events)


async def lock_in_order(tx: Transaction, case_id: int) -> Known:
    """Lock a case and its citizen, who comes first. Raises `NoSuchCase`."""
    citizen_id = await cases.citizen_of(tx, case_id)
    if citizen_id is not None:
        await people.lock(tx, citizen_id)
    return await lock(tx, case_id)


async def move(tx: Transaction, known: Known, event: Event, rules: Rules) -> Known:
    """Make a move of a locked case and keep it; raises `Illegal`, and changes nothing."""
    planned = plan(known.case, event, rules.deadlines)
    case = step(known.case, planned)
    await case_history.append(tx, known.row.id, case.events, planned)
    await keep(tx, known, case, rules, event.at)
    return Known(known.row, case, (*known.events, planned))


async def keep(tx: Transaction, known: Known, case: Case, rules: Rules, now: datetime) -> None:
    """Write how the case stands, and when it is looked at again."""
    watch_at = look_again(case, known.row.chased, now, rules.deadlines, now)
    await cases.save(tx, known.row.id, case, now, watch_at)


async def chased(tx: Transaction, known: Known, done: Chased, rules: Rules, now: datetime) -> None:
    """Write how far a locked case was chased."""
    watch_at = look_again(known.case, done, known.row.moved_at, rules.deadlines, now)
    await cases.watch_again(tx, known.row.id, done, watch_at)
