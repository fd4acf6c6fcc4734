"""办公时间: working hours, and time counted inside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Self

from evaluation.window import CIVIL_ZONE, civil, midnight
from evaluation.workdays import WorkCalendar

_LONGEST = timedelta(days=400)
"""A calendar without any workday for so long is wrong."""


@dataclass(frozen=True, slots=True)
class Due:
    """Until when something is to be done (exclusive), and whether the calendar may still move it."""

    at: datetime
    provisional: bool = False

    def is_over(self, now: datetime) -> bool:
        """Whether it is overdue at `now`."""
        return now >= self.at


def never_sooner(told: Due | None, reckoned: Due) -> Due:
    """What stands once the citizen was told a deadline: it may move later, never earlier.

    A certain deadline is not moved by a guess.
    """
    if told is None:
        return reckoned
    if reckoned.provisional and not told.provisional:
        return told
    return Due(max(told.at, reckoned.at), reckoned.provisional)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The spans of a workday in which an office works, in order and apart: 09:00–12:00 and 13:30–17:30."""

    spans: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        """ValueError for spans that are empty, backwards, out of order or overlapping."""
        ends = [at for span in self.spans for at in span]
        if not ends or any(later <= earlier for earlier, later in pairwise(ends)):
            raise ValueError("office hours must be spans of a day, in order and apart")

    @classmethod
    def of(cls, text: str) -> Self:
        """Read "09:00-12:00, 13:30-17:30"; ValueError for anything else."""
        spans = []
        for span in text.split(","):
            begins, _, ends = span.strip().partition("-")
            spans.append((time.fromisoformat(begins), time.fromisoformat(ends)))
        return cls(tuple(spans))

    @property
    def closes(self) -> time:
        """When the office closes for the day."""
        return self.spans[-1][1]

    @property
    def day(self) -> timedelta:
        """How long a whole working day is."""
        spans = [datetime.combine(date.min, e) - datetime.combine(date.min, b) for b, e in self.spans]
        return sum(spans, timedelta())

    def after(self, start: datetime, length: timedelta, calendar: WorkCalendar) -> Due:
        """When `length` of working time has passed since `start`; OverflowError if there are no workdays.

        Two hours from 16:30 on a Friday end on Monday at 10:00.
        """
        left, provisional = length, False
        for begins, ends, covered in self._spans_from(start, calendar):
            provisional = provisional or not covered
            worked = ends - max(begins, start)
            if left <= worked:
                return Due(max(begins, start) + left, provisional)
            left -= worked
        raise OverflowError("no workday for more than a year")

    def between(self, start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
        """How much working time lies between two moments."""
        worked = timedelta()
        for begins, ends, _ in self._spans_from(start, calendar):
            if begins >= end:
                break
            worked += min(ends, end) - max(begins, start)
        return worked

    def _spans_from(
        self, start: datetime, calendar: WorkCalendar
    ) -> Iterator[tuple[datetime, datetime, bool]]:
        """The spans that end after `start`, and whether the calendar is sure of all days up to each."""
        first = midnight(start)
        day, covered = first, True
        while day - first < _LONGEST:
            on = civil(day).date()
            covered = covered and calendar.covers(on)
            if calendar.is_workday(on):
                for begins, ends in self.spans:
                    span = (
                        datetime.combine(on, begins, CIVIL_ZONE),
                        datetime.combine(on, ends, CIVIL_ZONE),
                    )
                    if span[1] > start:
                        yield (*span, covered)
            day += timedelta(days=1)


USUAL_HOURS = OfficeHours(((time(9), time(12)), (time(13, 30), time(17, 30))))
