"""Staff to be told of a case: who might be, how they are reached, and that they were told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluation.areas import and_above
from store.db import Transaction
from store.people import PromptLine
from store.staff import Staff


async def candidates(tx: Transaction, area_code: str) -> list[Staff]:
    """The handlers and supervisors whose area holds this one."""
    return await tx.fetch(
        Staff,
        """SELECT id, username, name, role, area_code, org_code, disabled_at FROM staff
            WHERE disabled_at IS NULL AND role IN ('department_handler', 'supervisor')
              AND area_code = ANY(%(areas)s) ORDER BY id""",
        areas=list(and_above(area_code)),
    )


@dataclass(frozen=True, slots=True)
class Line(PromptLine):
    """A way to reach somebody of the staff: a chat or a phone that they have bound."""

    staff_id: int


async def lines(tx: Transaction, staff_ids: Sequence[int], channels: Sequence[str]) -> list[Line]:
    """How these accounts are reached on these channels: chats first, a phone after them."""
    return await tx.fetch(
        Line,
        """SELECT c.staff_id, a.citizen_id, a.id AS address_id,
                  CASE a.kind WHEN 'phone' THEN 'sms' ELSE a.kind END AS channel
             FROM staff_chats c JOIN addresses a ON a.id = c.address_id
            WHERE c.staff_id = ANY(%(ids)s) AND a.dead_because IS NULL AND a.rests_since IS NULL
              AND (a.doubted_since IS NULL OR a.doubted_since < c.bound_at)
              AND CASE a.kind WHEN 'phone' THEN 'sms' ELSE a.kind END = ANY(%(channels)s)
            ORDER BY c.staff_id, a.kind = 'phone', c.bound_at DESC""",
        ids=list(staff_ids),
        channels=list(channels),
    )


async def note(
    tx: Transaction,
    case_id: int,
    rung: int,
    due_at: datetime,
    now: datetime,
    told: Sequence[tuple[int | None, int | None]],
) -> None:
    """Keep who was told, and by which message."""
    await tx.execute_many(
        """INSERT INTO case_notices (case_id, rung, due_at, at, staff_id, message_id)
           VALUES (%(case_id)s, %(rung)s, %(due_at)s, %(now)s, %(staff_id)s, %(message_id)s)""",
        [
            {
                "case_id": case_id,
                "rung": rung,
                "due_at": due_at,
                "now": now,
                "staff_id": staff,
                "message_id": message,
            }
            for staff, message in told
        ],
    )
