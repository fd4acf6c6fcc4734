from datetime import datetime, timedelta

import pytest

from evaluation.vouchers import NEXT, State, Step, good_until, too_late_to_undo
from evaluation.window import CIVIL_ZONE

NOW = datetime(2026, 9, 7, 10, tzinfo=CIVIL_ZONE)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_every_step_from_every_state(state: State, step: Step) -> None:
    assert NEXT.get((state, step)) == {
        ("reserved", "substitute"): "reserved",
        ("reserved", "collect"): "collected",
        ("reserved", "cancel"): "cancelled",
        ("reserved", "expire"): "expired",
        ("collected", "undo"): "reserved",
    }.get((state, step))


@pytest.mark.parametrize(
    ("reserved", "days", "until"),
    [
        ("2026-09-07T10:00+08:00", 60, "2026-11-07T00:00+08:00"),  # 24:00 of 6 November
        ("2026-09-07T00:00+08:00", 1, "2026-09-09T00:00+08:00"),
        ("2026-09-07T23:59+08:00", 1, "2026-09-09T00:00+08:00"),
        ("2026-09-07T16:30+00:00", 1, "2026-09-10T00:00+08:00"),  # the civil day counts
        ("2026-12-20T12:00+08:00", 60, "2027-02-19T00:00+08:00"),
    ],
)
def test_a_voucher_is_good_until_the_end_of_its_last_day(reserved: str, days: int, until: str) -> None:
    assert good_until(datetime.fromisoformat(reserved), days) == datetime.fromisoformat(until)


@pytest.mark.parametrize(
    ("after", "late"),
    [
        (timedelta(), False),
        (timedelta(minutes=10), False),
        (timedelta(minutes=10, microseconds=1), True),
        (timedelta(days=1), True),
    ],
)
def test_ten_minutes_to_undo(after: timedelta, late: bool) -> None:
    assert too_late_to_undo(NOW, NOW + after) is late
