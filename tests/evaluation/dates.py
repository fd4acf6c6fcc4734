"""Dates in words a clerk can check: the weekday is written out and must be right."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from evaluation.window import CIVIL_ZONE
from evaluation.workdays import TableCalendar, YearTable


def days(*texts: str) -> frozenset[date]:
    """Days of 2026, each as "10-01" or a run "10-01…10-07"."""
    found = set()
    for text in texts:
        first, _, last = text.partition("…")
        start, end = (date.fromisoformat(f"2026-{part}") for part in (first, last or first))
        found |= {date.fromordinal(number) for number in range(start.toordinal(), end.toordinal() + 1)}
    return frozenset(found)


NOTICE_2026 = YearTable(
    2026,
    rest=days(
        "01-01…01-03",
        "02-15…02-23",
        "04-04…04-06",
        "05-01…05-05",
        "06-19…06-21",
        "09-25…09-27",
        "10-01…10-07",
    ),
    work=days("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
    source="State Council notice of 2025-11-04",
    official=True,
)
"""The notice as published, typed in from it."""

CALENDAR = TableCalendar([NOTICE_2026])


def on(text: str) -> date:
    """ "Fri 2026-09-18" """
    day = date.fromisoformat(text[4:])
    assert f"{day:%a}" == text[:3], f"{day} is a {day:%a}"
    return day


def at(text: str) -> datetime:
    """ "Fri 2026-09-18 10:00", civil time."""
    moment = datetime.fromisoformat(text[4:]).replace(tzinfo=CIVIL_ZONE)
    assert f"{moment:%a}" == text[:3], f"{moment} is a {moment:%a}"
    return moment


def naive(text: str) -> datetime:
    """The same without its zone, as no rule may take it."""
    return at(text).replace(tzinfo=None)


MOMENTS = st.datetimes(
    naive("Thu 2026-01-01 00:00"), naive("Tue 2027-06-01 00:00"), timezones=st.sampled_from([UTC, CIVIL_ZONE])
)
"""Any moment of a known year and of the unknown one after it."""
