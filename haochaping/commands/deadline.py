"""`haochaping deadline`: when a number of workdays is over."""

import re
from datetime import datetime

from evaluation.window import CIVIL_ZONE, end_of_workdays
from evaluation.workdays import WorkCalendar

MOST_WORKDAYS = 1000

# The parser below takes any character between date, time and zone: "2026-09-30+08:00" would be 8 o'clock.
_SHAPE = re.compile(r"[0-9W-]+([T ][0-9:.,]+(Z|[+-][0-9:]+)?)?", re.IGNORECASE)


def deadline(from_text: str, workdays: int, calendar: WorkCalendar) -> tuple[str, bool]:
    """Return the exclusive end in ISO 8601, and whether it is provisional.

    `from_text` is an ISO 8601 date or time; without a zone it is civil time, and zero
    workdays end with its own day. ValueError, in one line, for anything else.
    """
    if not 0 <= workdays <= MOST_WORKDAYS:
        raise ValueError(f"workdays must be between 0 and {MOST_WORKDAYS}, not {workdays}")
    try:
        window = end_of_workdays(_moment(from_text), workdays, calendar)
    except OverflowError:
        raise ValueError(f"{from_text!r} is outside the years we can count in") from None
    return window.closes_at.isoformat(), window.provisional


def _moment(text: str) -> datetime:
    shaped = _SHAPE.fullmatch(text.strip())
    try:
        moment = datetime.fromisoformat(shaped[0] if shaped else "")
    except ValueError:
        raise ValueError(f"{text!r} is not an ISO 8601 time such as 2026-09-30T16:00:00+08:00") from None
    return moment if moment.utcoffset() is not None else moment.replace(tzinfo=CIVIL_ZONE)
