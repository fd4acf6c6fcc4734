"""What is left until a deadline, as people count it. September 2026: the 20th (a Sunday) and October 10 are worked."""

from datetime import timedelta

import pytest

from evaluation.cases.left import left
from tests.evaluation.dates import CALENDAR, at


@pytest.mark.parametrize(
    ("now", "due", "late", "workdays", "same_day"),
    [
        ("Tue 2026-09-08 17:00", "Wed 2026-09-09 00:00", False, 0, True),
        ("Tue 2026-09-08 17:00", "Wed 2026-09-16 00:00", False, 5, False),
        ("Fri 2026-09-18 10:00", "Tue 2026-09-22 00:00", False, 2, False),  # the 20th is worked
        ("Wed 2026-09-30 16:00", "Fri 2026-10-09 00:00", False, 1, False),  # National Day; the 8th
        ("Tue 2026-09-08 23:59", "Wed 2026-09-09 10:06", False, 1, False),
        ("Wed 2026-09-09 00:00", "Wed 2026-09-09 00:00", True, 1, False),
        ("Wed 2026-09-09 11:00", "Wed 2026-09-09 10:06", True, 0, True),
        ("Mon 2026-09-14 09:00", "Sat 2026-09-12 00:00", True, 1, False),  # since Friday, a weekend ago
    ],
)
def test_workdays_left(now: str, due: str, late: bool, workdays: int, same_day: bool) -> None:
    found = left(at(due), at(now), CALENDAR)
    assert (found.late, found.workdays, found.same_day) == (late, workdays, same_day)
    assert found.span == abs(at(due) - at(now))
    assert found.span >= timedelta()
