"""评价窗口期: until when a citizen may rate, and every other deadline counted in workdays."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from evaluation.workdays import WorkCalendar, add_workdays

CIVIL_ZONE = ZoneInfo("Asia/Shanghai")
"""The one civil time of the country; days begin and end by it."""

WINDOW_WORKDAYS = 5
"""在5个工作日内 (苏协调办〔2021〕13号 四)."""


class Anchor(StrEnum):
    """From when the window is counted; the programme's text leaves it open, so it is a setting."""

    PROMPT = "prompt"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Window:
    """A period that ends at `closes_at`, exclusive: 24:00 of its last day, civil time."""

    closes_at: datetime
    provisional: bool

    @property
    def last_day(self) -> date:
        """The last civil day that is wholly inside."""
        return last_day(self.closes_at)

    def is_over(self, now: datetime) -> bool:
        """Whether the period has ended at `now`."""
        return now >= self.closes_at


def civil(at: datetime) -> datetime:
    """Return the same instant in civil time; ValueError for a time without a zone."""
    if at.utcoffset() is None:
        raise ValueError(f"{at.isoformat()} has no time zone")
    return at.astimezone(CIVIL_ZONE)


def midnight(at: datetime) -> datetime:
    """Return the first moment of the civil day that an instant is on."""
    return begins(civil(at).date())


def last_day(until: datetime) -> date:
    """Return the last civil day that is wholly before an end, which is exclusive."""
    return civil(until).date() - timedelta(days=1)


def last_moment(until: datetime) -> tuple[date, str]:
    """The day and time of an end, which is exclusive, as people say it: 24:00 of a day, not 0:00 of the next."""
    at = civil(until)
    if at.time() == time():
        return at.date() - timedelta(days=1), "24:00"
    return at.date(), f"{at:%H:%M}"


def begins(day: date) -> datetime:
    """Return 0:00 of a day in civil time."""
    return datetime.combine(day, time(), CIVIL_ZONE)


def end_of_workdays(start: datetime, n: int, calendar: WorkCalendar) -> Window:
    """Return the end of the `n`th workday after `start`; zero is the end of the same day, worked or not.

    The day of `start` is not counted (Civil Code, art. 201) and the last day counts to its
    24:00 (art. 203). ValueError for a time without a zone or a negative `n`.
    """
    deadline = add_workdays(civil(start).date(), n, calendar)
    return Window(begins(deadline.day + timedelta(days=1)), deadline.provisional)


def window_closes(anchor_at: datetime, calendar: WorkCalendar, workdays: int = WINDOW_WORKDAYS) -> Window:
    """Return the window of a visit anchored at `anchor_at` (GB/T 39734—2020 7.2; 苏协调办〔2021〕13号 四).

    The number includes itself (Civil Code, art. 1259): the fifth workday is still inside.
    """
    return end_of_workdays(anchor_at, workdays, calendar)


def never_shorter(told: Window, recomputed: Window) -> Window:
    """Return what stands of a deadline already told to a citizen once the calendar is better known.

    It may move later, never earlier, and is as provisional as the newer reckoning. A certain
    deadline is not moved by a guess.
    """
    if recomputed.provisional and not told.provisional:
        return told
    return Window(max(told.closes_at, recomputed.closes_at), recomputed.provisional)
