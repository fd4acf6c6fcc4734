from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.window import CIVIL_ZONE, Anchor, Window, civil, end_of_workdays, never_shorter, window_closes
from tests.evaluation.dates import CALENDAR, MOMENTS, at, naive, on

WINDOWS = st.builds(Window, closes_at=MOMENTS, provisional=st.booleans())


@pytest.mark.parametrize(
    ("prompted", "closes"),
    [
        ("Mon 2026-09-07 09:00", "Tue 2026-09-15 00:00"),  # a plain week; the end is exclusive
        ("Mon 2026-09-07 00:00", "Tue 2026-09-15 00:00"),  # the hour of the prompt does not matter
        ("Mon 2026-09-07 23:59", "Tue 2026-09-15 00:00"),
        ("Fri 2026-09-18 10:00", "Fri 2026-09-25 00:00"),  # Sun 20th is worked (调休)
        ("Sat 2026-09-19 10:00", "Fri 2026-09-25 00:00"),  # prompted on a day off
        ("Sun 2026-09-20 10:00", "Tue 2026-09-29 00:00"),  # prompted on the make-up day, which is not counted
        ("Wed 2026-09-30 16:00", "Wed 2026-10-14 00:00"),  # National Day; Sat 10th is worked
        ("Sat 2026-10-03 09:00", "Wed 2026-10-14 00:00"),  # in the middle of the holiday
        ("Fri 2026-02-13 12:00", "Sat 2026-02-28 00:00"),  # Spring Festival; Sat 14th is worked
        ("Wed 2026-02-25 12:00", "Wed 2026-03-04 00:00"),  # Sat 28th is worked
        ("Thu 2026-04-30 18:00", "Tue 2026-05-12 00:00"),  # Labour Day; Sat 9th is worked
        ("Thu 2026-12-24 10:00", "Fri 2027-01-01 00:00"),  # closes with the last day of a known year
    ],
)
def test_the_window_closes_after_the_fifth_workday(prompted: str, closes: str) -> None:
    assert window_closes(at(prompted), CALENDAR) == Window(at(closes), provisional=False)


@pytest.mark.parametrize(
    ("prompted", "closes"),
    [
        ("Fri 2026-12-25 10:00", "Tue 2027-01-05 00:00"),
        ("Thu 2027-02-04 10:00", "Tue 2027-02-16 00:00"),
        ("Mon 2028-03-06 10:00", "Tue 2028-03-14 00:00"),
    ],
)
def test_a_window_into_an_unknown_year_is_provisional(prompted: str, closes: str) -> None:
    assert window_closes(at(prompted), CALENDAR) == Window(at(closes), provisional=True)


@pytest.mark.parametrize(
    ("start", "n", "closes"),
    [
        ("Fri 2026-11-20 15:00", 0, "Sat 2026-11-21 00:00"),  # the same day: 立整立改
        ("Sat 2026-11-21 15:00", 0, "Sun 2026-11-22 00:00"),  # on a day off too
        ("Fri 2026-11-20 15:00", 1, "Tue 2026-11-24 00:00"),
        ("Fri 2026-11-20 15:00", 15, "Sat 2026-12-12 00:00"),
    ],
)
def test_other_deadlines(start: str, n: int, closes: str) -> None:
    assert end_of_workdays(at(start), n, CALENDAR).closes_at == at(closes)


def test_the_day_is_the_civil_day() -> None:
    late_in_utc = datetime(2026, 9, 17, 16, 0, tzinfo=UTC)  # Fri 18th 00:00 at home
    assert window_closes(late_in_utc, CALENDAR).closes_at == at("Fri 2026-09-25 00:00")
    before_midnight = late_in_utc - timedelta(seconds=1)
    assert window_closes(before_midnight, CALENDAR).last_day == on("Wed 2026-09-23")


def test_the_last_day_is_inside_and_midnight_is_not() -> None:
    window = window_closes(at("Fri 2026-09-18 10:00"), CALENDAR)
    assert window.last_day == on("Thu 2026-09-24")
    assert not window.is_over(at("Thu 2026-09-24 23:59"))
    assert window.is_over(at("Fri 2026-09-25 00:00"))


def test_the_end_is_written_in_civil_time() -> None:
    window = window_closes(at("Wed 2026-09-30 16:00"), CALENDAR)
    assert window.closes_at.isoformat() == "2026-10-14T00:00:00+08:00"
    assert Window(window.closes_at.astimezone(UTC), provisional=False).last_day == window.last_day


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-09-18T10:00:00 has no time zone"):
        window_closes(naive("Fri 2026-09-18 10:00"), CALENDAR)


def test_the_anchor_is_a_setting() -> None:
    assert [Anchor("prompt"), Anchor("finish")] == list(Anchor)


@pytest.mark.parametrize(
    ("told", "recomputed", "stands"),
    [
        (
            "Tue 2027-01-05 00:00?",
            "Wed 2027-01-06 00:00",
            "Wed 2027-01-06 00:00",
        ),  # the notice adds a day off
        ("Tue 2027-01-05 00:00?", "Mon 2027-01-04 00:00", "Tue 2027-01-05 00:00"),  # it adds a make-up day
        ("Tue 2027-01-05 00:00?", "Tue 2027-01-05 00:00", "Tue 2027-01-05 00:00"),
        ("Tue 2027-01-05 00:00?", "Wed 2027-01-06 00:00?", "Wed 2027-01-06 00:00?"),  # a better guess
        ("Tue 2027-01-05 00:00", "Wed 2027-01-06 00:00?", "Tue 2027-01-05 00:00"),  # no guess moves a fact
        ("Tue 2027-01-05 00:00", "Wed 2027-01-06 00:00", "Wed 2027-01-06 00:00"),  # a corrected notice
    ],
)
def test_a_deadline_once_told_is_never_shortened(told: str, recomputed: str, stands: str) -> None:
    assert never_shorter(_window(told), _window(recomputed)) == _window(stands)


def _window(text: str) -> Window:
    """A time, with a question mark where it is provisional."""
    return Window(at(text.rstrip("?")), text.endswith("?"))


@given(told=WINDOWS, recomputed=WINDOWS)
def test_never_shorter_in_any_case(told: Window, recomputed: Window) -> None:
    stands = never_shorter(told, recomputed)
    assert stands.closes_at >= told.closes_at
    assert stands.provisional is (told.provisional and recomputed.provisional)
    assert never_shorter(stands, recomputed) == stands


@given(anchor=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_later_prompt_never_closes_earlier(anchor: datetime, later: timedelta) -> None:
    assert (
        window_closes(anchor + later, CALENDAR).closes_at
        >= window_closes(anchor, CALENDAR).closes_at
        > anchor
    )


@given(anchor=MOMENTS, n=st.integers(0, 30))
def test_every_deadline_is_a_civil_midnight(anchor: datetime, n: int) -> None:
    closes = end_of_workdays(anchor, n, CALENDAR).closes_at
    assert closes.tzinfo is CIVIL_ZONE
    assert closes.time() == datetime.min.time()
    assert closes > civil(anchor)
