"""Which of the texts Aliyun lists is the one whose answer was lost; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from channels.aliyun.account import out_id
from channels.interface import Accepted
from evaluation.window import CIVIL_ZONE, civil

LATE = timedelta(hours=1)
"""A text handed over just before midnight may stand under the next day."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list."""

    out_id: str
    sent_at: datetime


def days_to_ask(since: datetime) -> list[str]:
    """The days, as the list is kept by them, under which a text handed over soon after `since` may stand."""
    return list(dict.fromkeys(f"{civil(moment):%Y%m%d}" for moment in (since, since + LATE)))


def read_listed(row: Any) -> Listed:
    """The facts of one row; raises `ValueError` on one that cannot be judged."""
    sent_at = datetime.strptime(str(row.send_date), "%Y-%m-%d %H:%M:%S").replace(tzinfo=CIVIL_ZONE)
    return Listed(out_id=row.out_id or "", sent_at=sent_at)


def pick(listed: Sequence[Listed], message_id: int, since: datetime) -> Accepted | None:
    """The message, if it is listed since then: what was listed before is an earlier try that failed."""
    wanted = out_id(message_id)
    found = any(row.out_id == wanted and row.sent_at >= since for row in listed)
    return Accepted(wanted) if found else None
