"""Cases on outside platforms: which platform has which case, and what it calls it there."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Order:
    """A case on a platform; `outside_no` is its number there, None until the platform has told it."""

    platform: str
    outside_no: str | None


async def of_case(tx: Transaction, case_id: int) -> list[Order]:
    """The platforms that have a case."""
    return await tx.fetch(
        Order,
        "SELECT platform, outside_no FROM work_orders WHERE case_id = %(id)s ORDER BY platform",
        id=case_id,
    )


async def begin(tx: Transaction, case_id: int, platform: str, now: datetime) -> None:
    """A platform has the case from now on; the case is locked."""
    await tx.execute(
        "INSERT INTO work_orders (case_id, platform, opened_at) VALUES (%(case_id)s, %(platform)s, %(now)s)",
        case_id=case_id,
        platform=platform,
        now=now,
    )


async def set_number(
    tx: Transaction, case_id: int, platform: str, outside_no: str, *, anew: bool = False
) -> bool:
    """What the platform calls the case; False where it called it otherwise, or another case so.

    `anew`: it has just taken the order, and may have lost what it called it before.
    """
    return bool(
        await tx.execute(
            """UPDATE work_orders w SET outside_no = %(outside_no)s
                WHERE case_id = %(case_id)s AND platform = %(platform)s
                  AND (outside_no IS NULL OR outside_no = %(outside_no)s OR %(anew)s)
                  AND NOT EXISTS (SELECT FROM work_orders o
                                   WHERE o.platform = w.platform AND o.outside_no = %(outside_no)s
                                     AND o.case_id <> w.case_id)""",
            case_id=case_id,
            platform=platform,
            outside_no=outside_no,
            anew=anew,
        )
    )
