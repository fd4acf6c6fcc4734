"""Who may spend an organisation's points: citizens whom it authorised, noted by the staff."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


async def authorise(tx: Transaction, credit_code: str, citizen_id: int, staff_id: int, now: datetime) -> bool:
    """Note that a citizen may spend an organisation's points; False where they may already."""
    return bool(
        await tx.execute(
            """INSERT INTO delegates (credit_code, citizen_id, authorised_by, authorised_at)
               VALUES (%(code)s, %(citizen_id)s, %(staff_id)s, %(now)s)
               ON CONFLICT (credit_code, citizen_id) WHERE ended_at IS NULL DO NOTHING""",
            code=credit_code,
            citizen_id=citizen_id,
            staff_id=staff_id,
            now=now,
        )
    )


async def end(tx: Transaction, credit_code: str, citizen_id: int, staff_id: int, now: datetime) -> bool:
    """They may no more; False where they might not."""
    return bool(
        await tx.execute(
            """UPDATE delegates SET ended_at = %(now)s, ended_by = %(staff_id)s
                WHERE credit_code = %(code)s AND citizen_id = %(citizen_id)s AND ended_at IS NULL""",
            code=credit_code,
            citizen_id=citizen_id,
            staff_id=staff_id,
            now=now,
        )
    )


async def organisations_of(tx: Transaction, citizen_id: int) -> list[str]:
    """The credit codes of the organisations whose points a citizen may spend."""
    return await tx.values(
        "SELECT credit_code FROM delegates WHERE citizen_id = %(citizen_id)s AND ended_at IS NULL ORDER BY credit_code",
        citizen_id=citizen_id,
    )


@dataclass(frozen=True, slots=True)
class Delegate:
    """Somebody who may spend an organisation's points, since when, and who noted it."""

    citizen_id: int
    authorised_at: datetime
    authorised_by: str
    sealed: bytes | None
    """Their newest phone; opens with the vault."""


async def of_organisation(tx: Transaction, credit_code: str) -> list[Delegate]:
    """Who may spend an organisation's points."""
    return await tx.fetch(
        Delegate,
        """SELECT d.citizen_id, d.authorised_at, s.name AS authorised_by,
                  (SELECT a.sealed FROM addresses a WHERE a.citizen_id = d.citizen_id AND a.kind = 'phone'
                    ORDER BY a.id DESC LIMIT 1) AS sealed
             FROM delegates d JOIN staff s ON s.id = d.authorised_by
            WHERE d.credit_code = %(code)s AND d.ended_at IS NULL ORDER BY d.id""",
        code=credit_code,
    )
