"""The work calendar as a whole: the years chinesecalendar knows, and the tables imported over them."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from itertools import groupby

import chinese_calendar

from evaluation.workdays import TableCalendar, YearTable
from haochaping.year_file import read_table

__all__ = ["load_calendar", "read_table", "show_year"]


def load_calendar(tables: Iterable[YearTable] = ()) -> TableCalendar:
    """Return the calendar in use: the package's years, and `tables`, which win over them."""
    return TableCalendar((*_package_tables(), *tables))


@cache
def _package_tables() -> tuple[YearTable, ...]:
    """chinesecalendar's years; one without its National Day is not there yet."""
    source = f"chinesecalendar {version('chinesecalendar')}"
    rest, work = chinese_calendar.holidays, chinese_calendar.workdays
    years = sorted({day.year for day in rest if (day.month, day.day) == (10, 1)})
    return tuple(
        YearTable(year, _of_year(rest, year), _of_year(work, year), source, official=True) for year in years
    )


def _of_year(days: Iterable[date], year: int) -> frozenset[date]:
    return frozenset(day for day in days if day.year == year)


def show_year(calendar: TableCalendar, year: int) -> str:
    """Return one year as text: its source, then a line a month with workdays, days off and make-up days.

    ValueError outside the years 1 to 9998.
    """
    if not 1 <= year <= 9998:
        raise ValueError(f"{year} is not a year we can show")
    table = calendar.table(year)
    standing = "official" if table.official else "provisional"
    listed = sorted(_of_year(table.rest | table.work | _next_table_days(calendar, year), year))
    rest = [day for day in listed if not calendar.is_workday(day)]
    work = [day for day in listed if calendar.is_workday(day)]
    months = [_month_line(calendar, date(year, month, 1), rest, work) for month in range(1, 13)]
    head = f"{'month':<8} {'workdays':>8}  {'off':<28} make-up workdays"
    return "\n".join((f"{year}: {standing} ({table.source})", head, *(line.rstrip() for line in months)))


def _next_table_days(calendar: TableCalendar, year: int) -> frozenset[date]:
    following = calendar.table(year + 1)
    return following.rest | following.work


def _month_line(calendar: TableCalendar, first: date, rest: list[date], work: list[date]) -> str:
    following = (first + timedelta(days=31)).replace(day=1)
    days = [first + timedelta(days=number) for number in range((following - first).days)]
    worked = sum(calendar.is_workday(day) for day in days)
    off = ", ".join(_span(run) for run in _runs(rest) if run[0] in days)
    made_up = ", ".join(f"{day:%m-%d %a}" for day in work if day in days)
    return f"{first:%Y-%m}  {worked:>8}  {off:<28} {made_up}"


def _runs(days: list[date]) -> Iterator[list[date]]:
    """Yield runs of consecutive days; a day and its place in the list grow together inside one."""
    for _, run in groupby(enumerate(days), key=lambda placed: placed[1].toordinal() - placed[0]):
        yield [day for _, day in run]


def _span(run: list[date]) -> str:
    return f"{run[0]:%m-%d}" if len(run) == 1 else f"{run[0]:%m-%d}…{run[-1]:%m-%d}"
