"""What a clerk is told of points, as tables that a clerk could check."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.counter import Movement, Told, told_at_counter
from evaluation.window import CIVIL_ZONE
from tests.evaluation.dates import at

NOW = at("Wed 2026-09-16 10:00")


def entries(*rows: tuple[str, str, int]) -> list[Movement]:
    """(time, kind, points), the oldest first; numbered from 1."""
    return [
        Movement(number, kind, points, at(when)) for number, (when, kind, points) in enumerate(rows, start=1)
    ]


def lines(told: Told) -> list[tuple[str, str, int]]:
    """("2026-06..2026-08", kind, points)."""
    return [
        (
            f"{each.first:%Y-%m}" if each.first == each.last else f"{each.first:%Y-%m}..{each.last:%Y-%m}",
            each.kind,
            each.points,
        )
        for each in told.lines
    ]


def ratings(*days: str) -> list[tuple[str, str, int]]:
    return [(day, "rating", 10) for day in days]


JUNE, JULY, AUGUST = "Tue 2026-06-02 09:00", "Wed 2026-07-01 00:00", "Mon 2026-08-31 23:59"
SEPTEMBER = "Tue 2026-09-01 00:00"


@pytest.mark.parametrize(
    ("movements", "points", "told"),
    [
        ([], 0, []),
        # Fewer than three ratings are not told, nor is anything of the running month.
        (ratings(JUNE, JULY), 0, []),
        (ratings(JUNE, JULY, SEPTEMBER), 0, []),
        (ratings(SEPTEMBER, SEPTEMBER, SEPTEMBER), 0, []),
        # Three of one month are told by it; three of three months by all three.
        (ratings(AUGUST, AUGUST, AUGUST), 30, [("2026-08", "rating", 30)]),
        (ratings(JUNE, JULY, AUGUST), 30, [("2026-06..2026-08", "rating", 30)]),
        # A month is never divided, and what is too little for a heap of its own waits for more.
        (ratings(JUNE, JUNE, JULY, JULY), 40, [("2026-06..2026-07", "rating", 40)]),
        (ratings(JUNE, JUNE, JUNE, JULY, AUGUST), 30, [("2026-06", "rating", 30)]),
        # A call-back follows a bad rating: it is not told, and opens no heap.
        ([*ratings(JUNE, JUNE), (JUNE, "call_back", 5)], 0, []),
        ([*ratings(JUNE, JUNE, JUNE), (JULY, "call_back", 5)], 30, [("2026-06", "rating", 30)]),
        # A suggestion says nothing of a rating.
        ([(JUNE, "suggestion", 50), *ratings(JULY)], 50, [("2026-06", "suggestion", 50)]),
        # What was spent of points that are not told leaves nothing, not less than nothing.
        (
            [*ratings(JUNE, JUNE, JUNE, JULY), (AUGUST, "voucher", -40)],
            0,
            [("2026-08", "voucher", -40), ("2026-06", "rating", 30)],
        ),
        (
            [*ratings(JUNE, JUNE, JUNE),
             (JULY, "voucher", -20), (JULY, "voucher_back", 20), (SEPTEMBER, "voucher", -30)],
            30,
            [("2026-07", "voucher_back", 20), ("2026-07", "voucher", -20), ("2026-06", "rating", 30)],
        ),
    ],
)  # fmt: skip
def test_what_is_told(
    movements: list[tuple[str, str, int]], points: int, told: list[tuple[str, str, int]]
) -> None:
    shown = told_at_counter(entries(*movements), NOW)
    assert (shown.points, lines(shown)) == (points, told)
    assert shown.until == at("Tue 2026-09-01 00:00")


def test_the_end_of_what_is_not_told_is_not_told_either() -> None:
    [lone] = entries(*ratings(JUNE))
    ended = Movement(2, "expiry", -10, at(AUGUST), undoes=lone.id)
    assert told_at_counter([lone, ended], NOW) == Told(0, at("Tue 2026-09-01 00:00"))
    corrected = Movement(2, "correction", -10, at(AUGUST), undoes=lone.id)
    assert told_at_counter([lone, corrected], NOW) == Told(0, at("Tue 2026-09-01 00:00"))
    not_ended = Movement(3, "correction", 10, at(AUGUST), undoes=ended.id)
    assert told_at_counter([lone, ended, not_ended], NOW) == Told(0, at("Tue 2026-09-01 00:00"))


def test_the_end_of_what_is_told_is() -> None:
    told = entries(*ratings(JUNE, JUNE, JUNE))
    ended = Movement(4, "expiry", -10, at(AUGUST), undoes=told[0].id)
    assert lines(told_at_counter([*told, ended], NOW)) == [
        ("2026-08", "expiry", -10),
        ("2026-06", "rating", 30),
    ]


MOMENTS = st.lists(
    st.datetimes(
        at("Thu 2026-01-01 00:00").replace(tzinfo=None), at("Thu 2026-12-31 23:59").replace(tzinfo=None)
    ),
    max_size=12,
)


@given(MOMENTS)
def test_ratings_are_told_three_at_a_time_and_never_while_their_month_lasts(moments: list[datetime]) -> None:
    rated = [
        Movement(number, "rating", 10, moment.replace(tzinfo=CIVIL_ZONE))
        for number, moment in enumerate(sorted(moments))
    ]
    told = told_at_counter(rated, NOW)
    assert all(line.points >= 30 for line in told.lines)
    assert told.points == sum(line.points for line in told.lines)
    assert told == told_at_counter([each for each in rated if each.at < told.until], NOW)
