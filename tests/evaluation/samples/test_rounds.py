"""When a month's sample is drawn, and what is done about a rating that was."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.levels import Level
from evaluation.reports import Months, months_after
from evaluation.samples.rounds import (
    CallBack,
    Reach,
    Step,
    draws_at,
    next_step,
    seed_of,
)
from evaluation.window import civil, window_closes
from tests.evaluation.dates import CALENDAR, MOMENTS, at

NOW = at("Wed 2026-10-14 09:00")
WEEK_AGO, YESTERDAY = NOW - timedelta(days=8), NOW - timedelta(days=1)
FREE = Reach(may_write=True)


@pytest.mark.parametrize(
    ("month", "night"),
    [  # counted by hand on the State Council's notice for 2026
        ("Tue 2026-09-01 00:00", "Wed 2026-10-14 03:00"),  # National Day; Sat 10 October is worked
        ("Sun 2026-02-01 00:00", "Sat 2026-03-07 03:00"),  # Sat 28 February is worked, and is the last day
        ("Thu 2026-01-01 00:00", "Sat 2026-02-07 03:00"),
        ("Sun 2026-11-01 00:00", "Tue 2026-12-08 03:00"),
    ],
)
def test_it_is_drawn_in_the_first_night_after_the_last_window(month: str, night: str) -> None:
    assert draws_at(at(month).date(), CALENDAR) == at(night)


@given(MOMENTS, st.integers(1, 10))
def test_no_window_of_its_month_is_open_when_it_is_drawn(given_at: datetime, workdays: int) -> None:
    month = months_after(civil(given_at).date(), 0)
    drawn = draws_at(month, CALENDAR, workdays)
    assert drawn > window_closes(given_at, CALENDAR, workdays).closes_at
    assert drawn > Months(month, month).ends
    assert civil(drawn).hour == 3


def test_the_seed_names_its_sample() -> None:
    assert seed_of("320115000000", date(2026, 12, 1)) == "320115000000 2026-12"


@pytest.mark.parametrize(
    ("call_back", "reach", "step"),
    [
        (None, FREE, Step.ASK),
        (None, Reach(may_write=True, busy=True), Step.LATER),  # another drawn rating of theirs is being asked about
        (None, Reach(may_write=True, free_at=NOW + timedelta(hours=1)), Step.LATER),  # a prompt went out within 24 h
        (None, Reach(may_write=True, free_at=NOW), Step.ASK),
        (None, Reach(may_write=False), Step.CALL),  # said stop, or has no chat and no SMS
        (CallBack(None), FREE, Step.LATER),  # the case's own call-back is to come
        (CallBack(None), Reach(may_write=False), Step.LATER),
        (CallBack(YESTERDAY, True), FREE, Step.SERVED),  # just answered: not asked the same again
        (CallBack(YESTERDAY, True), Reach(may_write=False), Step.SERVED),
        (CallBack(WEEK_AGO, False), FREE, Step.ASK),  # long ago, and no level was named
        (CallBack(WEEK_AGO, False, Level.DISSATISFIED), FREE, Step.SERVED),
        (CallBack(WEEK_AGO, False), Reach(may_write=False), Step.CALL),
    ],
)  # fmt: skip
def test_what_is_done_about_a_drawn_rating(call_back: CallBack | None, reach: Reach, step: Step) -> None:
    assert next_step(call_back, reach, NOW) is step
