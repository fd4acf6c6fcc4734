"""报表: periods of whole months, rates that show what they are made of, and when a figure would point at a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from evaluation.window import CIVIL_ZONE, civil

MOST_MONTHS = 36
"""More would take the database too long at once."""

FEWEST_RATINGS = 5
"""Of fewer ratings than this no figure is shown: who knows who was served could tell who rated, and how."""


@dataclass(frozen=True, slots=True)
class Months:
    """A period of whole civil months; both are the first day of one, the last is inside."""

    first: date
    last: date

    @classmethod
    def lately(cls, now: datetime) -> "Months":
        """The year so far, or the whole of the last one while it is January."""
        this = civil(now).date().replace(day=1)
        if this.month == 1:
            return cls(this.replace(year=this.year - 1), this)
        return cls(this.replace(month=1), this)

    @classmethod
    def between(cls, first: date, last: date) -> "Months":
        """From one month to another, whichever comes first, and no more than `MOST_MONTHS`: the latest."""
        first, last = sorted((first.replace(day=1), last.replace(day=1)))
        return cls(max(first, months_after(last, 1 - MOST_MONTHS)), last)

    @property
    def begins(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.first, time(), CIVIL_ZONE)

    @property
    def ends(self) -> datetime:
        """The end, exclusive."""
        return datetime.combine(months_after(self.last, 1), time(), CIVIL_ZONE)

    def each(self) -> list[date]:
        """The first day of every month, in order."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        return [months_after(self.first, number) for number in range(count + 1)]


def months_after(day: date, months: int) -> date:
    """The first day of the month so many months after that of `day`; before it where negative."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    numerator: int
    denominator: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there is nothing to be a share of, which is neither 0 nor 100 %."""
        return self.numerator / self.denominator if self.denominator else None


WINDOW_OVER = "window_over_prompted"
"""Prompted, and the time for rating is over."""
WINDOW_OPEN = "window_open"
"""Prompted, and may still be rated."""
RATED_UNASKED = "rated_unasked"
"""Rated on site or otherwise before there was a prompt."""
WITHDRAWN = "withdrawn"
"""Taken back by the system it came from: nothing was finished."""


@dataclass(slots=True)
class Participation:
    """What became of the matters finished in one area in one period."""

    visits: dict[str, int] = field(default_factory=dict)
    """By what became of them: one of the words above, `waiting`, `quarantined` or why they were excluded."""
    rated: dict[str, int] = field(default_factory=dict)
    """How many of each of these have an active rating."""
    levels: dict[int, int] = field(default_factory=dict)
    """Active ratings by level."""

    def add(self, became: str, level: int | None, count: int) -> None:
        """Count some more."""
        self.visits[became] = self.visits.get(became, 0) + count
        if level is not None:
            self.rated[became] = self.rated.get(became, 0) + count
            self.levels[level] = self.levels.get(level, 0) + count

    @property
    def ratings(self) -> int:
        """All active ratings."""
        return sum(self.levels.values())

    @property
    def of_all(self) -> Rate:
        """Active ratings ÷ all finished matters: the programme's own rate."""
        finished = sum(self.visits.values()) - self.visits.get(WITHDRAWN, 0)
        return Rate(self.ratings, finished)

    @property
    def of_prompted(self) -> Rate:
        """Active ratings ÷ prompted visits whose window is over."""
        return Rate(self.rated.get(WINDOW_OVER, 0), self.visits.get(WINDOW_OVER, 0))

    @property
    def excluded(self) -> Mapping[str, int]:
        """What the second rate leaves out, by reason."""
        return {because: count for because, count in self.visits.items() if because != WINDOW_OVER}

    @property
    def points_at_somebody(self) -> bool:
        """Whether there are so few ratings that they must not be shown."""
        return 0 < self.ratings < FEWEST_RATINGS


@dataclass(frozen=True, slots=True)
class Span:
    """A period of time, `until` exclusive."""

    since: datetime
    until: datetime


def around(day: date, days: int, now: datetime) -> tuple[Span, Span]:
    """The `days` days before a day and those from it on, as far as they have passed."""
    turn = datetime.combine(day, time(), CIVIL_ZONE)
    before = datetime.combine(day - timedelta(days=days), time(), CIVIL_ZONE)
    after = datetime.combine(day + timedelta(days=days), time(), CIVIL_ZONE)
    return Span(before, turn), Span(turn, max(turn, min(after, now)))
