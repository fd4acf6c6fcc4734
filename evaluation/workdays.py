"""工作日: which days are worked, and where a period of workdays ends.

The calendar is data. A year whose State Council notice is not at hand is reckoned from
the statutory holidays alone and never presented as certain: the answer is provisional.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

_FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_LUNAR_HOLIDAYS = {2027: ((2, 5), (2, 6), (2, 7), (2, 8), (4, 5), (6, 9), (9, 15))}
_SATURDAY = 5


class WorkCalendar(Protocol):
    """What the rules ask of a calendar."""

    def is_workday(self, day: date) -> bool:
        """Whether `day` is worked, make-up days (调休) included; a best guess where not covered."""
        ...

    def covers(self, day: date) -> bool:
        """Whether there is an official table for the year of `day`."""
        ...


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period, and whether it may still change."""

    day: date
    provisional: bool


def add_workdays(start: date, count: int, calendar: WorkCalendar) -> Deadline:
    """Return the `count`th workday after `start`, which is itself not counted (Civil Code, art. 201).

    Zero gives `start` itself, worked or not. The answer is provisional when any day stepped
    over lies in a year without an official table. ValueError for a negative count,
    OverflowError past the year 9999.
    """
    if count < 0:
        raise ValueError(f"{count} workdays cannot be counted forward")
    day, provisional = start, False
    while count:
        day += timedelta(days=1)
        provisional = provisional or not calendar.covers(day)
        count -= calendar.is_workday(day)
    return Deadline(day, provisional)


@dataclass(frozen=True, slots=True)
class YearTable:
    """The exceptions of one year: `rest` lists days off, `work` weekend days that are worked.

    Days in neither follow the week. `source` names the notice, `official` says it is one.
    A table may reach back into the last days of the December before: the notice for 2019
    had Saturday 2018-12-29 worked and Monday 2018-12-31 off.
    """

    year: int
    rest: frozenset[date]
    work: frozenset[date]
    source: str
    official: bool


def statutory_holidays(year: int) -> frozenset[date]:
    """Return the holidays fixed by law (全国年节及纪念日放假办法 as of 2025), as far as we know them.

    2027 is complete. For other years only those on fixed dates are known (New Year, Labour
    Day, National Day): Spring Festival, Qingming, Dragon Boat and Mid-Autumn are missing,
    and so is every make-up day. Good for a provisional answer only.
    """
    days = _FIXED_HOLIDAYS + _LUNAR_HOLIDAYS.get(year, ())
    return frozenset(date(year, month, day) for month, day in days)


@lru_cache(maxsize=64)
def statutory_table(year: int) -> YearTable:
    """Stand in for a year whose notice is not out: Monday to Friday less the statutory holidays."""
    source = "statutory holidays only, no notice yet"
    return YearTable(year, statutory_holidays(year), frozenset(), source, official=False)


class TableCalendar:
    """A calendar made of year tables; of two for one year the later one given wins."""

    def __init__(self, tables: Iterable[YearTable] = ()) -> None:
        self._tables = {table.year: table for table in tables}

    @property
    def years(self) -> tuple[int, ...]:
        """The years with an official table, in order."""
        return tuple(sorted(year for year, table in self._tables.items() if table.official))

    def table(self, year: int) -> YearTable:
        """Return the table in use for `year`, which is not official where no notice is known."""
        return self._tables.get(year) or statutory_table(year)

    def is_workday(self, day: date) -> bool:
        """Whether `day` is worked; the next year's notice has the last word on late December."""
        for table in (self._tables.get(day.year + 1), self.table(day.year)):
            if table and day in table.work:
                return True
            if table and day in table.rest:
                return False
        return day.weekday() < _SATURDAY

    def covers(self, day: date) -> bool:
        """Whether there is an official table for the year of `day`."""
        return self.table(day.year).official
