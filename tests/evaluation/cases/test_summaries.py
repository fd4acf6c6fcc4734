"""When half days are summed up over 2026, worked out by hand: holidays, worked Saturdays, Spring Festival."""

from datetime import time

import pytest
from hypothesis import given

from evaluation.cases.deadlines import Deadlines, Terms
from evaluation.cases.summaries import Half, ended, half
from tests.evaluation.dates import CALENDAR, MOMENTS, at

DEADLINES = Deadlines(Terms(), CALENDAR)


@pytest.mark.parametrize(
    ("now", "of"),
    [
        ("Mon 2026-03-02 09:00", None),  # the morning is not over
        ("Mon 2026-03-02 11:59", None),
        ("Mon 2026-03-02 12:00", "Mon 2026-03-02 12:00"),
        ("Mon 2026-03-02 17:29", "Mon 2026-03-02 12:00"),  # late, for we were down at noon
        ("Mon 2026-03-02 17:30", "Mon 2026-03-02 17:30"),
        ("Mon 2026-03-02 23:59", "Mon 2026-03-02 17:30"),
        ("Tue 2026-03-03 00:00", None),  # overtaken by the next
        ("Sat 2026-03-07 12:00", None),
        ("Sat 2026-02-14 12:00", "Sat 2026-02-14 12:00"),  # a worked Saturday
        ("Mon 2026-02-16 17:30", None),  # Spring Festival
        ("Sat 2026-02-28 17:30", "Sat 2026-02-28 17:30"),  # worked
        ("Fri 2026-10-02 12:00", None),  # National Day
        ("Sun 2026-09-20 17:30", "Sun 2026-09-20 17:30"),  # a worked Sunday
    ],
)
def test_half_days_are_summed_up_at_noon_and_when_the_office_closes(now: str, of: str | None) -> None:
    assert ended(at(now), DEADLINES) == (at(of) if of else None)


@pytest.mark.parametrize(
    ("of", "before", "following", "after_next"),
    [
        ("Tue 2026-03-03 12:00", "Mon 2026-03-02 17:30", "Tue 2026-03-03 17:30", "Wed 2026-03-04 12:00"),
        ("Fri 2026-03-06 17:30", "Fri 2026-03-06 12:00", "Mon 2026-03-09 12:00", "Mon 2026-03-09 17:30"),
        ("Sat 2026-02-14 17:30", "Sat 2026-02-14 12:00", "Tue 2026-02-24 12:00", "Tue 2026-02-24 17:30"),
        ("Tue 2026-02-24 12:00", "Sat 2026-02-14 17:30", "Tue 2026-02-24 17:30", "Wed 2026-02-25 12:00"),
        ("Fri 2026-02-27 17:30", "Fri 2026-02-27 12:00", "Sat 2026-02-28 12:00", "Sat 2026-02-28 17:30"),
        ("Wed 2026-09-30 17:30", "Wed 2026-09-30 12:00", "Thu 2026-10-08 12:00", "Thu 2026-10-08 17:30"),
        ("Sat 2026-10-10 12:00", "Fri 2026-10-09 17:30", "Sat 2026-10-10 17:30", "Mon 2026-10-12 12:00"),
    ],
)
def test_what_comes_next_reaches_over_holidays(of: str, before: str, following: str, after_next: str) -> None:
    assert half(at(of), DEADLINES) == Half(at(before), at(of), at(following), at(after_next))


@given(MOMENTS)
def test_the_half_days_of_any_moment_follow_each_other(now: object) -> None:
    found = half(now, DEADLINES)  # type: ignore[arg-type]
    assert found.before < found.at < found.next < found.after_next
    assert half(found.next, DEADLINES).next == found.after_next


def test_their_hours_are_a_setting() -> None:
    deadlines = Deadlines(Terms(summaries=(time(11), time(16), time(19))), CALENDAR)
    assert ended(at("Mon 2026-03-02 16:10"), deadlines) == at("Mon 2026-03-02 16:00")
    assert half(at("Mon 2026-03-02 16:00"), deadlines).next == at("Mon 2026-03-02 19:00")


@pytest.mark.parametrize(
    ("heard", "due"),
    [
        ("Mon 2026-03-02 09:00", "Wed 2026-03-04 00:00"),  # 24:00 of Tuesday
        ("Mon 2026-03-02 23:00", "Wed 2026-03-04 00:00"),
        ("Fri 2026-03-06 16:00", "Tue 2026-03-10 00:00"),
        ("Sat 2026-03-07 10:00", "Tue 2026-03-10 00:00"),
        ("Fri 2026-02-13 16:00", "Sun 2026-02-15 00:00"),  # Saturday is worked
        ("Sat 2026-02-14 10:00", "Wed 2026-02-25 00:00"),  # Spring Festival
        ("Wed 2026-09-30 10:00", "Fri 2026-10-09 00:00"),  # National Day
        ("Sat 2026-09-19 10:00", "Mon 2026-09-21 00:00"),  # Sunday is worked
    ],
)
def test_what_a_guide_heard_is_labelled_by_the_next_workday(heard: str, due: str) -> None:
    assert DEADLINES.label(at(heard)).at == at(due)
