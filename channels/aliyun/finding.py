"""Which of the texts Alibaba Cloud lists is the one whose answer was lost; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from channels.aliyun.account import out_id_for
from channels.interface import Accepted

ITS_ZONE = timezone(timedelta(hours=8))
"""The list is kept, and asked for, by days in Beijing."""
LATE = timedelta(hours=1)
"""A text handed over just before midnight may stand under the next day."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list."""

    out_id: str
    sent_at: datetime


def days_to_ask(since: datetime) -> list[str]:
    """The days under which a text handed over at `since` or a little later may stand."""
    days = (since, since + LATE)
    return list(dict.fromkeys(f"{day.astimezone(ITS_ZONE):%Y%m%d}" for day in days))


def read_listed(row: Any) -> Listed:
    """The facts of one row; raises `ValueError` on one that cannot be judged."""
    sent_at = datetime.strptime(str(row.send_date), "%Y-%m-%d %H:%M:%S").replace(tzinfo=ITS_ZONE)
    return Listed(out_id=row.out_id or "", sent_at=sent_at)


def pick(listed: Sequence[Listed], message_id: int, since: datetime) -> Accepted | None:
    """The message, if the list has it; one of the same number that was sent earlier failed, and is not it."""
    out_id = out_id_for(message_id)
    return Accepted(out_id) if any(row.out_id == out_id and row.sent_at >= since for row in listed) else None
