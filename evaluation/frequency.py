"""How often one address may be written to, as a provider allows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in any such time."""

    times: int
    within: timedelta


NOTICES = (Limit(50, timedelta(days=1)),)
"""Notices of one signature and template to one number, in mainland China."""
CODES = (Limit(1, timedelta(minutes=1)), Limit(5, timedelta(hours=1)), Limit(10, timedelta(days=1)))
"""Codes to one number, in mainland China."""
LONGEST = timedelta(days=1)


def free_at(sent: Iterable[datetime], limits: Sequence[Limit], now: datetime) -> datetime:
    """The earliest moment, not before `now`, at which one more keeps within every limit."""
    latest_first = sorted(sent, reverse=True)
    frees = [
        latest_first[limit.times - 1] + limit.within for limit in limits if len(latest_first) >= limit.times
    ]
    return max([now, *frees])
