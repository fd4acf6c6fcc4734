"""Make one move of a case: plan it, try it, keep it, one commit."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from evaluation.cases.case import Case, Event
from evaluation.cases.chasing import Chased, Rung
from evaluation.cases.machine import fold, step
from evaluation.cases.planning import opening, plan
from evaluation.cases.watching import look_again
from store import case_history, cases, people
from store.cases import Locked, Matter
from store.db import Transaction
from usecases.orders.owe import owe
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


async def begin(
    tx: Transaction,
    matter: Matter,
    first: Event,
    complain: Callable[[int], Awaitable[int]],
    rules: Rules,
) -> int:
    """Open a case by its first event; its number. `complain` makes its complaint, given that number."""
    event = opening(first, rules.deadlines)
    assert event.org is not None, "somebody leads a case"
    assert event.due is not None, "it is opened until it is dispatched"
    case_id = await cases.add(tx, matter, event.org, event.at, event.due.at)
    await case_history.append(tx, case_id, 1, replace(event, complaint=await complain(case_id)))
    return case_id


async def move(tx: Transaction, known: Known, event: Event, rules: Rules) -> Known:
    """Make a move of a locked case and keep it; raises `Illegal`, and changes nothing."""
    planned = plan(known.case, event, rules.deadlines)
    case = step(known.case, planned)
    row = _moved(known, case, event.at)
    await case_history.append(tx, row.id, case.events, planned)
    await cases.save(tx, row, case, look_again(case, row.chased, event.at, rules.deadlines, event.at))
    await owe(tx, row, case, planned, rules)
    return Known(row, case, (*known.events, planned))


def _moved(known: Known, case: Case, at: datetime) -> Locked:
    """The row after a move; another lead body is chased anew, and so is one that comes under 督办."""
    row = replace(known.row, moved_at=at, events=case.events)
    as_before = (case.lead, case.supervised) == (known.case.lead, known.case.supervised)
    return row if as_before else replace(row, chased_due=None, chased_rung=Rung.NONE)


async def chased(tx: Transaction, known: Known, done: Chased, rules: Rules, now: datetime) -> None:
    """Write how far a locked case was chased."""
    watch_at = look_again(known.case, done, known.row.moved_at, rules.deadlines, now)
    await cases.watch_again(tx, known.row.id, done, watch_at)
