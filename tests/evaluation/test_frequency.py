"""Limits per number: when one more may go."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.frequency import CODES, NOTICES, free_at
from tests.world import civil_time

NOW = civil_time("Mon 2026-09-07 10:00")


def ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=each) for each in minutes]


@pytest.mark.parametrize(
    ("sent", "free"),
    [
        (ago(), NOW),
        (ago(2), NOW),
        (ago(0.5), NOW + timedelta(minutes=0.5)),  # one a minute
        (ago(5, 10, 20, 40, 50), NOW + timedelta(minutes=10)),  # five an hour
        (ago(*range(61, 661, 60)), NOW + timedelta(minutes=24 * 60 - 601)),  # ten a day
    ],
)
def test_codes(sent: list[datetime], free: datetime) -> None:
    assert free_at(sent, CODES, NOW) == free


@given(st.lists(st.integers(0, 60 * 24 * 60), max_size=80))
def test_waiting_until_then_keeps_within_the_limits(seconds: list[int]) -> None:
    sent = [NOW - timedelta(seconds=each) for each in seconds]
    for limits in (CODES, NOTICES):
        free = free_at(sent, limits, NOW)
        assert free >= NOW
        for limit in limits:
            assert sum(each > free - limit.within for each in sent) < limit.times
