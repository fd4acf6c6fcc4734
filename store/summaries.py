"""Half-day summaries of the staff (半天一汇总): whose is owed, and what guides heard."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.cases.words import Finding
from evaluation.levels import Reason
from store.case_sight import IN_OFFICE, Sight
from store.db import Transaction
from store.staff import Staff


async def owed(tx: Transaction, half_at: datetime, after: int, limit: int) -> list[int]:
    """Up to `limit` accounts that handle or supervise, in the order of their ids, whose half day was not summed up."""
    return await tx.values(
        """SELECT s.id FROM staff s
            WHERE s.disabled_at IS NULL AND s.role IN ('department_handler', 'supervisor') AND s.id > %(after)s
              AND NOT EXISTS (SELECT FROM summaries m WHERE m.staff_id = s.id AND m.half_at = %(half_at)s)
            ORDER BY s.id LIMIT %(limit)s""",
        half_at=half_at,
        after=after,
        limit=limit,
    )


async def take(tx: Transaction, staff_id: int, half_at: datetime) -> Staff | None:
    """Sum it up in this transaction; None where another has: whoever comes second waits until the first is done."""
    return await tx.first(
        Staff,
        """WITH taken AS (
               INSERT INTO summaries (staff_id, half_at) VALUES (%(id)s, %(half_at)s)
               ON CONFLICT DO NOTHING RETURNING staff_id)
           SELECT s.id, s.username, s.name, s.role, s.area_code, s.org_code, s.disabled_at
             FROM staff s JOIN taken ON taken.staff_id = s.id""",
        id=staff_id,
        half_at=half_at,
    )


async def was_told(tx: Transaction, staff_id: int, half_at: datetime, message_id: int) -> None:
    """Keep by which message it was told."""
    await tx.execute(
        "UPDATE summaries SET message_id = %(message_id)s WHERE staff_id = %(id)s AND half_at = %(half_at)s",
        id=staff_id,
        half_at=half_at,
        message_id=message_id,
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """What a guide heard, as the office of its area sees it."""

    case_id: int
    said_at: datetime
    place: str
    words: str
    body: str
    label: Reason | None
    real: Finding | None
    label_due_at: datetime | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", Reason(self.label) if self.label else None)
        object.__setattr__(self, "real", Finding(self.real) if self.real else None)

    @property
    def wants_label(self) -> bool:
        """Whether it is still to be labelled."""
        return self.label is None and self.label_due_at is not None


async def heard(tx: Transaction, sight: Sight, since: datetime, until: datetime, limit: int) -> list[Heard]:
    """What was noted in a time, and whatever is still to be labelled, in the areas whose office the account is of.

    The latest first.
    """
    return await tx.fetch(
        Heard,
        f"""SELECT k.case_id, k.said_at, k.place, k.words, o.name AS body, k.label, k.label_real AS real, k.label_due_at
              FROM case_complaints k JOIN cases c ON c.id = k.case_id JOIN orgs o ON o.code = c.lead_code
             WHERE k.kind = 'oral' AND {IN_OFFICE}
               AND (k.said_at >= %(since)s AND k.said_at < %(until)s
                    OR k.label_due_at IS NOT NULL AND k.labelled_at IS NULL AND c.stage <> 'closed')
             ORDER BY k.said_at DESC, k.id DESC LIMIT %(limit)s""",  # noqa: S608
        **sight.params,
        since=since,
        until=until,
        limit=limit,
    )
