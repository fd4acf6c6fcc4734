"""半天一汇总: when the half days of work end, and what is summed up then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from evaluation.cases.deadlines import Deadlines
from evaluation.window import CIVIL_ZONE, civil

_LONGEST = 400
"""Days; a calendar without any workday for so long is wrong."""


@dataclass(frozen=True, slots=True)
class Half:
    """A half day of work as it ends: `at`, with the ends of the one before and of the two that come."""

    before: datetime
    at: datetime
    next: datetime
    after_next: datetime


def ended(now: datetime, deadlines: Deadlines) -> datetime | None:
    """The end of the half day that is to be summed up at `now`; None on days of rest and in the morning.

    What could not be summed up on its own day is overtaken by the next one.
    """
    today = civil(now).date()
    return max((at for at in _of_day(today, deadlines) if at <= now), default=None)


def half(at: datetime, deadlines: Deadlines) -> Half:
    """The half day that ends at `at`, or in which `at` is; OverflowError if there are no workdays."""
    coming = _going(civil(at).date(), 1, deadlines)
    ahead = (each for each in coming if each > at)
    behind = (each for each in _going(civil(at).date(), -1, deadlines) if each < at)
    return Half(next(behind), at, next(ahead), next(ahead))


def _of_day(day: date, deadlines: Deadlines) -> list[datetime]:
    if not deadlines.calendar.is_workday(day):
        return []
    return [datetime.combine(day, at, CIVIL_ZONE) for at in deadlines.terms.summaries]


def _going(day: date, step: int, deadlines: Deadlines) -> Iterator[datetime]:
    """The ends of half days from a day on, or back from it."""
    for days in range(_LONGEST):
        yield from _of_day(day + timedelta(days=step * days), deadlines)[::step]
    raise OverflowError("no workday for more than a year")
