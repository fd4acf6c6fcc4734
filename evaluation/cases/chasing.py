"""催办: who is told before and after each deadline of a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from evaluation.cases.case import Case
from evaluation.cases.deadlines import Deadlines
from evaluation.cases.hours import Due
from evaluation.cases.words import Party, Stage


class Rung(IntEnum):
    """How far a deadline has been chased; each is reached once."""

    NONE = 0
    NEW = 1
    """It has just come: whoever is to sign for it."""
    BEFORE = 2
    """It comes soon: whoever is to act."""
    AT = 3
    """It is over: whoever is to act."""
    SUPERIOR = 4
    """The body above."""
    OFFICE = 5
    """On the list of the area's office."""


TOLD = {
    Rung.NEW: Party.LEAD,
    Rung.BEFORE: Party.LEAD,
    Rung.AT: Party.LEAD,
    Rung.SUPERIOR: Party.SUPERIOR,
    Rung.OFFICE: Party.OFFICE,
}
_NOTICE, _LONG_NOTICE = timedelta(minutes=30), timedelta(days=1)
"""A signature is due within hours and announced half an hour before, all else a day before."""
_SUPERIOR_AFTER, _OFFICE_AFTER = timedelta(hours=2), timedelta(hours=7)
"""Working time."""


@dataclass(frozen=True, slots=True)
class Chased:
    """The deadline that was chased last, and how far; another deadline is chased anew."""

    due_at: datetime | None = None
    rung: Rung = Rung.NONE


def ladder(
    due: Due, since: datetime, deadlines: Deadlines, *, to_sign: bool, supervised: bool = False
) -> Iterator[tuple[Rung, datetime]]:
    """When each rung is reached, of a deadline that was set at `since`.

    督办: whoever is to act hears of it at once, and those above as soon as it is over.
    """
    if to_sign:
        yield Rung.NEW, since
    notice = _NOTICE if to_sign else _LONG_NOTICE
    hours, calendar = deadlines.terms.hours, deadlines.calendar
    yield Rung.BEFORE, since if supervised else max(since, due.at - notice)
    yield Rung.AT, due.at
    for rung, later in ((Rung.SUPERIOR, _SUPERIOR_AFTER), (Rung.OFFICE, _OFFICE_AFTER)):
        yield rung, due.at if supervised else hours.after(due.at, later, calendar).at


def chase(
    case: Case, chased: Chased, since: datetime, deadlines: Deadlines, now: datetime
) -> tuple[tuple[Rung, ...], datetime | None]:
    """The rungs reached by `now` and not told yet, and when the next is reached; none for a case that is closed.

    A case that waits for the citizen (a change of mind, a call-back by the bot) chases nobody.
    """
    due = case.next_due
    if due is None or waits_for_citizen(case):
        return (), None
    done = chased.rung if chased.due_at == due.at else Rung.NONE
    rungs = ladder(due, since, deadlines, to_sign=case.stage is Stage.DISPATCHED, supervised=case.supervised)
    left = [(rung, at) for rung, at in rungs if rung > done]
    reached = tuple(rung for rung, at in left if at <= now and not _is_stale(rung, due, now, case))
    return reached, next((at for _, at in left if at > now), None)


def _is_stale(rung: Rung, due: Due, now: datetime, case: Case) -> bool:
    """Whether it would announce what is over, after a standstill; 督办 is told all the same."""
    return rung is Rung.BEFORE and due.is_over(now) and not case.supervised


def waits_for_citizen(case: Case) -> bool:
    """Whether it is the citizen's turn, and nobody of the staff is late."""
    if case.stage is Stage.RECEIVED:
        return True
    if any(case.unlabelled):
        return False
    waiting = [c for c in case.live if c.answered_at and not c.outcome]
    return case.stage is Stage.ANSWERED and all(not c.by_phone for c in waiting)
