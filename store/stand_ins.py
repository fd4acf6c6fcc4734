"""Stand-ins (AB角): who works the cases of somebody on leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evaluation.areas import significant
from store.db import Transaction
from store.staff import Staff


async def add(
    tx: Transaction,
    *,
    staff_id: int,
    absent_id: int,
    first_day: date,
    last_day: date,
    named_by: int,
    now: datetime,
) -> int:
    """Note a stand-in; the number of it."""
    made: int = await tx.value(
        """INSERT INTO stand_ins (staff_id, absent_id, first_day, last_day, named_by, named_at)
           VALUES (%(staff_id)s, %(absent_id)s, %(first_day)s, %(last_day)s, %(named_by)s, %(now)s) RETURNING id""",
        staff_id=staff_id,
        absent_id=absent_id,
        first_day=first_day,
        last_day=last_day,
        named_by=named_by,
        now=now,
    )
    return made


async def represented(tx: Transaction, staff_id: int, day: date) -> list[Staff]:
    """For whom somebody stands in on a day: accounts of the same role that are not disabled."""
    return await tx.fetch(
        Staff,
        """SELECT DISTINCT s.id, s.username, s.name, s.role, s.area_code, s.org_code, s.disabled_at
             FROM stand_ins i JOIN staff s ON s.id = i.absent_id JOIN staff me ON me.id = i.staff_id
            WHERE i.staff_id = %(staff_id)s AND i.ended_at IS NULL AND s.role = me.role AND s.disabled_at IS NULL
              AND %(day)s BETWEEN i.first_day AND i.last_day
            ORDER BY s.id""",
        staff_id=staff_id,
        day=day,
    )


async def standing_for(tx: Transaction, absent: Sequence[int], day: date) -> list[int]:
    """Who stands in for any of these accounts on a day."""
    return await tx.values(
        """SELECT DISTINCT i.staff_id FROM stand_ins i JOIN staff s ON s.id = i.staff_id
            WHERE i.absent_id = ANY(%(absent)s) AND i.ended_at IS NULL AND s.disabled_at IS NULL
              AND %(day)s BETWEEN i.first_day AND i.last_day
            ORDER BY 1""",
        absent=list(absent),
        day=day,
    )


@dataclass(frozen=True, slots=True)
class StandIn:
    """A stand-in as a list shows it."""

    id: int
    staff_id: int
    staff_name: str
    absent_id: int
    absent_name: str
    absent_area: str
    first_day: date
    last_day: date


async def listed(
    tx: Transaction, day: date, *, of: int | None = None, area_code: str | None = None
) -> list[StandIn]:
    """Those that are not over on a day: of an account, on either side, or of all accounts of an area."""
    return await tx.fetch(
        StandIn,
        """SELECT i.id, i.staff_id, b.name AS staff_name, i.absent_id, a.name AS absent_name,
                  a.area_code AS absent_area, i.first_day, i.last_day
             FROM stand_ins i JOIN staff a ON a.id = i.absent_id JOIN staff b ON b.id = i.staff_id
            WHERE i.ended_at IS NULL AND i.last_day >= %(day)s
              AND (%(of)s::bigint IS NULL OR %(of)s IN (i.absent_id, i.staff_id))
              AND (%(digits)s::text IS NULL OR starts_with(a.area_code, %(digits)s))
            ORDER BY i.first_day, i.id""",
        day=day,
        of=of,
        digits=significant(area_code) if area_code else None,
    )


async def end(tx: Transaction, stand_in_id: int, now: datetime) -> bool:
    """Call one off; False where there is none to call off."""
    return bool(
        await tx.execute(
            "UPDATE stand_ins SET ended_at = %(now)s WHERE id = %(id)s AND ended_at IS NULL",
            id=stand_in_id,
            now=now,
        )
    )
