"""How much is left until a deadline, as people count it: workdays, and hours on the last day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from evaluation.window import civil
from evaluation.workdays import WorkCalendar

_A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left, or by how much it is late."""

    late: bool
    workdays: int
    """After today up to the last day; when late, after the last day up to today."""
    same_day: bool
    """Today is the last day."""
    span: timedelta
    """By the clock."""
    last_day: date
    ends_day: bool
    """The deadline is 24:00 of the last day."""


def left(due_at: datetime, now: datetime, calendar: WorkCalendar) -> Left:
    """Count what is left at `now` until a deadline, which is exclusive."""
    last, today = civil(due_at - _A_MOMENT).date(), civil(now).date()
    late = now >= due_at
    between = _workdays(last, today, calendar) if late else _workdays(today, last, calendar)
    return Left(late, between, last == today, abs(due_at - now), last, last != civil(due_at).date())


def _workdays(after: date, until: date, calendar: WorkCalendar) -> int:
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(map(calendar.is_workday, days))
