"""Deadlines of cases over 2026, worked out by hand from the State Council's notice.

Days off: 1–3 January, 15–23 February, 4–6 April, 1–5 May, 19–21 June, 25–27 September, 1–7 October. Worked weekends:
4 January, 14 and 28 February, 9 May, 20 September, 10 October.
"""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.cases.deadlines import Anchor, Deadlines, Terms
from evaluation.cases.hours import USUAL_HOURS, Due, OfficeHours, never_sooner
from evaluation.cases.words import Track
from tests.evaluation.dates import CALENDAR, MOMENTS, at

DEADLINES = Deadlines(Terms(), CALENDAR)


@pytest.mark.parametrize(
    ("reached", "due"),
    [
        ("Mon 2026-03-02 09:30", "Mon 2026-03-02 11:30"),
        ("Mon 2026-03-02 11:00", "Mon 2026-03-02 14:30"),  # noon does not count
        ("Mon 2026-03-02 12:30", "Mon 2026-03-02 15:30"),
        ("Mon 2026-03-02 15:30", "Mon 2026-03-02 17:30"),
        ("Mon 2026-03-02 16:30", "Tue 2026-03-03 10:00"),
        ("Mon 2026-03-02 20:00", "Tue 2026-03-03 11:00"),
        ("Fri 2026-03-06 17:00", "Mon 2026-03-09 10:30"),
        ("Sat 2026-03-07 10:00", "Mon 2026-03-09 11:00"),
        ("Fri 2026-02-13 17:00", "Sat 2026-02-14 10:30"),  # a worked Saturday
        ("Sat 2026-02-14 17:00", "Tue 2026-02-24 10:30"),  # Spring Festival
        ("Wed 2026-09-30 16:30", "Thu 2026-10-08 10:00"),  # National Day
        ("Fri 2026-10-09 17:30", "Sat 2026-10-10 11:00"),  # a worked Saturday
    ],
)
def test_a_case_is_signed_for_within_two_working_hours(reached: str, due: str) -> None:
    assert DEADLINES.acknowledgement(at(reached)) == Due(at(due))


@pytest.mark.parametrize(
    ("reached", "due"),
    [
        ("Mon 2026-03-02 09:00", "Mon 2026-03-02 14:00"),
        ("Mon 2026-03-02 15:00", "Tue 2026-03-03 10:00"),
        ("Wed 2026-09-30 16:30", "Thu 2026-10-08 11:30"),
    ],
)
def test_it_is_given_back_within_half_a_working_day(reached: str, due: str) -> None:
    assert DEADLINES.give_back(at(reached)) == Due(at(due))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("Mon 2026-03-02 09:00", "Tue 2026-03-03 00:00"),
        ("Mon 2026-03-02 17:29", "Tue 2026-03-03 00:00"),
        ("Mon 2026-03-02 17:30", "Wed 2026-03-04 00:00"),  # the office is closed
        ("Fri 2026-03-06 18:00", "Tue 2026-03-10 00:00"),
        ("Sat 2026-03-07 10:00", "Tue 2026-03-10 00:00"),
        ("Sat 2026-02-14 10:00", "Sun 2026-02-15 00:00"),  # a worked Saturday
        ("Sat 2026-02-14 18:00", "Wed 2026-02-25 00:00"),  # Spring Festival
        ("Sun 2026-09-20 10:00", "Mon 2026-09-21 00:00"),  # a worked Sunday
        ("Wed 2026-09-30 17:30", "Fri 2026-10-09 00:00"),  # National Day
    ],
)
def test_the_same_day_is_the_next_workday_after_the_office_closed(start: str, due: str) -> None:
    assert DEADLINES.answer(at(start), Track.SIMPLE) == Due(at(due))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("Mon 2026-03-02 10:00", "Tue 2026-03-10 00:00"),
        ("Fri 2026-02-13 10:00", "Sat 2026-02-28 00:00"),  # Spring Festival; Sat 14th is worked
        ("Thu 2026-04-30 10:00", "Tue 2026-05-12 00:00"),  # Labour Day; Sat 9th is worked
        ("Thu 2026-06-18 10:00", "Sat 2026-06-27 00:00"),  # Dragon Boat
        ("Wed 2026-09-30 10:00", "Wed 2026-10-14 00:00"),  # National Day; Sat 10th is worked
    ],
)
def test_a_general_case_is_answered_within_five_workdays(start: str, due: str) -> None:
    assert DEADLINES.answer(at(start), Track.GENERAL) == Due(at(due))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("Mon 2026-03-02 10:00", "Tue 2026-03-24 00:00"),
        ("Fri 2026-02-13 10:00", "Fri 2026-03-13 00:00"),  # Spring Festival; Sat 14th and 28th are worked
        ("Mon 2026-09-14 10:00", "Sun 2026-10-11 00:00"),  # Mid-Autumn and National Day
    ],
)
def test_a_complex_case_is_answered_within_fifteen_workdays(start: str, due: str) -> None:
    assert DEADLINES.answer(at(start), Track.COMPLEX) == Due(at(due))


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("Mon 2026-03-09 23:59", "Mon 2026-03-02 00:00"),
        ("Tue 2026-03-10 00:00", "Tue 2026-03-03 00:00"),
        ("Sun 2026-03-15 12:00", "Mon 2026-03-09 00:00"),
        ("Thu 2026-10-08 12:00", "Wed 2026-09-23 00:00"),  # National Day and the Mid-Autumn Festival
    ],
)
def test_what_nobody_sorts_is_late_when_a_general_case_would_be(now: str, before: str) -> None:
    last = at(before) - timedelta(minutes=1)
    assert DEADLINES.unsorted_late_before(at(now)) == at(before)
    assert DEADLINES.answer(last, Track.GENERAL).is_over(at(now))
    assert not DEADLINES.answer(at(before), Track.GENERAL).is_over(at(now))


@pytest.mark.parametrize(
    ("reached", "due"),
    [
        ("Fri 2026-03-06 16:00", "Tue 2026-03-10 00:00"),
        ("Sat 2026-02-14 16:00", "Wed 2026-02-25 00:00"),
        ("Wed 2026-09-30 10:00", "Fri 2026-10-09 00:00"),
    ],
)
def test_an_appeal_has_one_workday(reached: str, due: str) -> None:
    assert DEADLINES.appeal(at(reached)) == Due(at(due))


def test_a_year_without_a_notice_is_provisional() -> None:
    assert DEADLINES.answer(at("Thu 2026-12-24 10:00"), Track.GENERAL) == Due(at("Fri 2027-01-01 00:00"))
    assert DEADLINES.answer(at("Thu 2026-12-31 10:00"), Track.GENERAL).provisional
    assert DEADLINES.acknowledgement(at("Thu 2026-12-31 17:00")).provisional


@pytest.mark.parametrize(
    ("anchor", "due"),
    [
        (Anchor.RATED, "Fri 2026-03-06 00:00"),  # Sat 28th is worked
        (Anchor.DISPATCHED, "Tue 2026-03-10 00:00"),
        (Anchor.ACKNOWLEDGED, "Wed 2026-03-11 00:00"),
    ],
)
def test_the_time_is_counted_from_what_the_setting_says(anchor: Anchor, due: str) -> None:
    deadlines = Deadlines(Terms(anchor=anchor), CALENDAR)
    start = deadlines.start(
        rated_at=at("Fri 2026-02-27 23:50"),
        dispatched_at=at("Mon 2026-03-02 08:00"),
        acknowledged_at=at("Tue 2026-03-03 09:00"),
    )
    assert deadlines.answer(start, Track.GENERAL) == Due(at(due))


@pytest.mark.parametrize(
    ("due", "rested", "resumed", "moved"),
    [
        ("Tue 2026-03-10 00:00", "Tue 2026-03-03 10:00", "Tue 2026-03-03 16:00", "Tue 2026-03-10 00:00"),
        ("Tue 2026-03-10 00:00", "Tue 2026-03-03 10:00", "Thu 2026-03-05 09:00", "Thu 2026-03-12 00:00"),
        ("Tue 2026-03-10 00:00", "Fri 2026-03-06 10:00", "Mon 2026-03-09 09:00", "Wed 2026-03-11 00:00"),
        ("Sat 2026-02-28 00:00", "Fri 2026-02-13 10:00", "Tue 2026-02-24 09:00", "Tue 2026-03-03 00:00"),
    ],
)
def test_the_workdays_of_a_rest_are_given_back(due: str, rested: str, resumed: str, moved: str) -> None:
    assert DEADLINES.resumed(Due(at(due)), at(rested), at(resumed)) == Due(at(moved))


@given(MOMENTS, st.integers(0, 40))
def test_working_time_is_what_lies_between(start: datetime, half_hours: int) -> None:
    length = timedelta(minutes=30 * half_hours)
    due = USUAL_HOURS.after(start, length, CALENDAR)
    assert due.at >= start
    assert USUAL_HOURS.between(start, due.at, CALENDAR) == length


@given(MOMENTS, st.booleans(), MOMENTS, st.booleans())
def test_what_was_told_is_never_sooner(
    told: datetime, told_guess: bool, reckoned: datetime, guess: bool
) -> None:
    before = Due(told, told_guess)
    after = never_sooner(before, Due(reckoned, guess))
    assert after.at >= before.at
    assert told_guess or not after.provisional


@pytest.mark.parametrize(
    "spans",
    [
        (),
        ((time(9), time(9)),),
        ((time(13), time(17)), (time(9), time(12))),
        ((time(9), time(14)), (time(13), time(17))),
    ],
)
def test_office_hours_are_in_order_and_apart(spans: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="office hours"):
        OfficeHours(spans)
