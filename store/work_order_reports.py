"""What outside platforms said of our cases, each thing once; signatures that were used; how far a list was read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from evaluation.cases.outside import Report
from store.db import Transaction


async def case_of(tx: Transaction, platform: str, report: Report) -> int | None:
    """The case that a platform speaks of, by our number or its own; None for one that it was never given."""
    case_id: int | None = await tx.value(
        """SELECT case_id FROM work_orders
            WHERE platform = %(platform)s
              AND (case_id = %(case)s OR %(case)s::bigint IS NULL AND outside_no = %(outside_no)s)""",
        platform=platform,
        case=report.case,
        outside_no=report.outside_no,
    )
    return case_id


@dataclass(frozen=True, slots=True)
class Answered:
    """A report that was taken before, and what was answered."""

    fingerprint: bytes
    answer: dict[str, Any]


async def answered(tx: Transaction, platform: str, event: str) -> Answered | None:
    """What was answered to this very report, if it was taken."""
    return await tx.first(
        Answered,
        """SELECT fingerprint, answer FROM work_order_reports
            WHERE platform = %(platform)s AND event = %(event)s AND taken""",
        platform=platform,
        event=event,
    )


async def keep(
    tx: Transaction,
    platform: str,
    report: Report,
    *,
    fingerprint: bytes,
    case_id: int | None,
    taken: bool,
    answer: dict[str, Any],
    now: datetime,
) -> None:
    """Keep a report with its answer; one that was refused may be taken later, one that was taken stays as it is."""
    await tx.execute(
        """INSERT INTO work_order_reports AS r (platform, event, fingerprint, case_id, status, happened_at, heard_at,
                                                taken, answer)
           VALUES (%(platform)s, %(event)s, %(fingerprint)s, %(case_id)s, %(status)s, %(happened_at)s, %(now)s,
                   %(taken)s, %(answer)s)
           ON CONFLICT (platform, event) DO UPDATE
              SET fingerprint = excluded.fingerprint, case_id = excluded.case_id, status = excluded.status,
                  happened_at = excluded.happened_at, heard_at = excluded.heard_at, taken = excluded.taken,
                  answer = excluded.answer
            WHERE NOT r.taken""",
        platform=platform,
        event=report.event,
        fingerprint=fingerprint,
        case_id=case_id,
        status=report.status,
        happened_at=report.at,
        now=now,
        taken=taken,
        answer=Jsonb(answer),
    )


async def use_nonce(tx: Transaction, platform: str, nonce: str, wall: datetime) -> bool:
    """Whether a signature is used for the first time."""
    return bool(
        await tx.execute(
            """INSERT INTO signature_nonces (platform, nonce, seen_at) VALUES (%(platform)s, %(nonce)s, %(wall)s)
               ON CONFLICT DO NOTHING""",
            platform=platform,
            nonce=nonce,
            wall=wall,
        )
    )


async def forget_nonces(tx: Transaction, before: datetime) -> None:
    """Forget signatures whose time is over."""
    await tx.execute("DELETE FROM signature_nonces WHERE seen_at < %(before)s", before=before)


async def cursor_of(tx: Transaction, platform: str) -> str:
    """How far its list of changes was read; empty at the beginning."""
    cursor: str | None = await tx.value(
        "SELECT cursor FROM work_order_cursors WHERE platform = %(platform)s", platform=platform
    )
    return cursor or ""


async def set_cursor(tx: Transaction, platform: str, cursor: str) -> None:
    """So far it was read."""
    await tx.execute(
        """INSERT INTO work_order_cursors (platform, cursor) VALUES (%(platform)s, %(cursor)s)
           ON CONFLICT (platform) DO UPDATE SET cursor = excluded.cursor""",
        platform=platform,
        cursor=cursor,
    )
