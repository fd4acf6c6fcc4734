from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.workdays import TableCalendar, YearTable, add_workdays, statutory_holidays
from tests.evaluation.dates import CALENDAR, NOTICE_2026, on

OVER_THREE_YEARS = st.dates(date(2025, 12, 1), date(2028, 2, 1))


@pytest.mark.parametrize(
    ("start", "one", "five", "fifteen"),
    [
        ("Fri 2026-02-13", "Sat 2026-02-14", "Fri 2026-02-27", "Thu 2026-03-12"),  # Spring Festival
        ("Fri 2026-09-18", "Sun 2026-09-20", "Thu 2026-09-24", "Thu 2026-10-15"),  # Sun 20th is worked
        ("Thu 2026-09-24", "Mon 2026-09-28", "Fri 2026-10-09", "Thu 2026-10-22"),  # Mid-Autumn, National Day
        ("Wed 2026-09-30", "Thu 2026-10-08", "Tue 2026-10-13", "Tue 2026-10-27"),  # Sat 10th is worked
        ("Fri 2026-11-20", "Mon 2026-11-23", "Fri 2026-11-27", "Fri 2026-12-11"),  # plain weeks
        ("Thu 2026-12-10", "Fri 2026-12-11", "Thu 2026-12-17", "Thu 2026-12-31"),  # to the last known day
    ],
)
def test_deadlines_of_one_five_and_fifteen_workdays(start: str, one: str, five: str, fifteen: str) -> None:
    for count, end in ((1, one), (5, five), (15, fifteen)):
        deadline = add_workdays(on(start), count, CALENDAR)
        assert (deadline.day, deadline.provisional) == (on(end), False)


@pytest.mark.parametrize(
    ("start", "count", "end", "provisional"),
    [
        ("Fri 2026-12-25", 1, "Mon 2026-12-28", False),
        ("Fri 2026-12-25", 4, "Thu 2026-12-31", False),
        ("Fri 2026-12-25", 5, "Mon 2027-01-04", True),  # over New Year, whose make-up days are unknown
        ("Fri 2026-12-25", 15, "Mon 2027-01-18", True),
        ("Thu 2027-02-04", 1, "Tue 2027-02-09", True),  # Spring Festival as far as the law goes
        ("Wed 2028-02-02", 1, "Thu 2028-02-03", True),
        ("Fri 2025-12-26", 4, "Sun 2026-01-04", True),  # the end is in a known year, the way there is not
        ("Wed 2025-12-31", 1, "Sun 2026-01-04", False),  # the start day is not stepped over
        ("Sat 2027-02-06", 0, "Sat 2027-02-06", False),  # the day itself needs no table
    ],
)
def test_a_year_without_its_notice_is_provisional(
    start: str, count: int, end: str, provisional: bool
) -> None:
    deadline = add_workdays(on(start), count, CALENDAR)
    assert (deadline.day, deadline.provisional) == (on(end), provisional)


def test_a_deadline_cannot_lie_in_the_past() -> None:
    with pytest.raises(ValueError, match="-1 workdays"):
        add_workdays(date(2026, 9, 18), -1, CALENDAR)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("Sat 2026-02-14", True),  # make-up day
        ("Sat 2026-02-28", True),
        ("Sun 2026-09-20", True),
        ("Sat 2026-10-10", True),
        ("Fri 2026-02-20", False),  # Spring Festival
        ("Fri 2026-09-25", False),  # Mid-Autumn
        ("Wed 2026-10-07", False),  # National Day
        ("Thu 2026-10-08", True),
        ("Sat 2026-11-21", False),  # a plain weekend
    ],
)
def test_days_of_2026(day: str, worked: bool) -> None:
    assert CALENDAR.is_workday(on(day)) is worked
    assert CALENDAR.covers(on(day))


def test_statutory_holidays_of_2027_are_thirteen_days() -> None:
    assert len(statutory_holidays(2027)) == 13
    assert not any(CALENDAR.is_workday(day) for day in statutory_holidays(2027))


def test_a_year_we_know_nothing_of_has_its_fixed_holidays_only() -> None:
    found = sorted(f"{day:%m-%d}" for day in statutory_holidays(2031))
    assert found == ["01-01", "05-01", "05-02", "10-01", "10-02", "10-03"]


def test_an_unofficial_table_is_used_but_not_trusted() -> None:
    forecast = YearTable(2027, frozenset({date(2027, 1, 4)}), frozenset(), "a forecast", official=False)
    calendar = TableCalendar([NOTICE_2026, forecast])
    deadline = add_workdays(on("Thu 2026-12-31"), 1, calendar)
    assert (deadline.day, deadline.provisional) == (on("Fri 2027-01-01"), True)  # not in the forecast
    assert not calendar.is_workday(on("Mon 2027-01-04"))
    assert calendar.years == (2026,)


def test_the_later_table_of_a_year_wins() -> None:
    corrected = YearTable(2026, NOTICE_2026.rest | {date(2026, 11, 20)}, NOTICE_2026.work, "corrected", True)
    assert not TableCalendar([NOTICE_2026, corrected]).is_workday(on("Fri 2026-11-20"))
    assert TableCalendar([corrected, NOTICE_2026]).is_workday(on("Fri 2026-11-20"))


def test_a_notice_may_reach_back_into_december() -> None:
    """The notice for 2019 had Sat 2018-12-29 worked and Mon 2018-12-31 off."""
    notice = YearTable(
        2027, frozenset({date(2026, 12, 31)}), frozenset({date(2026, 12, 26)}), "made up", official=True
    )
    calendar = TableCalendar([NOTICE_2026, notice])
    assert calendar.is_workday(on("Sat 2026-12-26"))
    assert not calendar.is_workday(on("Thu 2026-12-31"))


@given(start=OVER_THREE_YEARS, count=st.integers(1, 60))
def test_a_period_ends_on_a_workday_with_that_many_on_the_way(start: date, count: int) -> None:
    end = add_workdays(start, count, CALENDAR).day
    way = [start + timedelta(days=number) for number in range(1, (end - start).days + 1)]
    assert CALENDAR.is_workday(end)
    assert sum(map(CALENDAR.is_workday, way)) == count


@given(start=OVER_THREE_YEARS, later=st.integers(0, 40), count=st.integers(0, 40), more=st.integers(0, 20))
def test_starting_later_or_counting_further_never_ends_earlier(
    start: date, later: int, count: int, more: int
) -> None:
    end = add_workdays(start, count, CALENDAR).day
    assert add_workdays(start + timedelta(days=later), count, CALENDAR).day >= end
    further = add_workdays(start, count + more, CALENDAR).day
    assert further >= end
    assert more == 0 or further > end


@given(start=OVER_THREE_YEARS, count=st.integers(0, 40), more=st.integers(0, 20))
def test_counting_on_from_the_end_is_counting_at_once(start: date, count: int, more: int) -> None:
    halfway = add_workdays(start, count, CALENDAR).day
    assert add_workdays(halfway, more, CALENDAR).day == add_workdays(start, count + more, CALENDAR).day


@given(start=OVER_THREE_YEARS, count=st.integers(0, 60))
def test_provisional_means_a_step_into_an_unknown_year(start: date, count: int) -> None:
    deadline = add_workdays(start, count, CALENDAR)
    way = [start + timedelta(days=number) for number in range(1, (deadline.day - start).days + 1)]
    assert deadline.provisional is any(day.year != 2026 for day in way)
