"""What is sent to outside platforms: a row per event of a case, in order, held by a live worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluation.cases.orders import Notice
from store.db import Transaction
from store.deliveries import OWNER_LOCKS


async def queue(
    tx: Transaction, case_id: int, platform: str, seq: int, notice: Notice, now: datetime
) -> None:
    """Owe a platform an event of a case that it has."""
    await tx.execute(
        """INSERT INTO work_order_sendings (case_id, platform, seq, notice, state, queued_at, due_at)
           VALUES (%(case_id)s, %(platform)s, %(seq)s, %(notice)s, 'queued', %(now)s, %(now)s)""",
        case_id=case_id,
        platform=platform,
        seq=seq,
        notice=notice,
        now=now,
    )


_IN_TURN = """
    s.state = 'queued' AND s.due_at <= %(now)s AND NOT EXISTS (
        SELECT FROM work_order_sendings b
         WHERE b.case_id = s.case_id AND b.platform = s.platform AND b.seq < s.seq
           AND (b.state IN ('queued', 'claimed') OR b.state = 'refused' AND b.notice = 'ordered'))"""
"""A case's events go one after the other; those of an order that was refused wait until it is taken."""


async def any_due(tx: Transaction, platforms: Sequence[str], now: datetime) -> bool:
    """Whether something can be sent now."""
    return bool(
        await tx.value(
            f"""SELECT EXISTS (
                    SELECT FROM work_order_sendings s WHERE s.platform = ANY(%(platforms)s) AND {_IN_TURN})""",  # noqa: S608
            platforms=list(platforms),
            now=now,
        )
    )


@dataclass(frozen=True, slots=True)
class Claimed:
    """Something that is held to be sent; `sealed` is how it left before, if it did."""

    case_id: int
    platform: str
    seq: int
    notice: str
    attempts: int
    sealed: bytes | None
    outside_no: str | None


async def claim(
    tx: Transaction, platform: str, owner: int, *, now: datetime, wall: datetime, limit: int
) -> list[Claimed]:
    """Take what is due of a platform for a live worker, of each case the next event only."""
    return await tx.fetch(
        Claimed,
        f"""WITH due AS (
                SELECT s.case_id, s.platform, s.seq FROM work_order_sendings s
                 WHERE s.platform = %(platform)s AND {_IN_TURN}
                 ORDER BY s.due_at, s.case_id LIMIT %(limit)s FOR UPDATE OF s SKIP LOCKED),
            taken AS (
                UPDATE work_order_sendings s
                   SET state = 'claimed', owner = %(owner)s, held_since = %(wall)s, attempts = attempts + 1
                  FROM due WHERE (s.case_id, s.platform, s.seq) = (due.case_id, due.platform, due.seq)
                RETURNING s.case_id, s.platform, s.seq, s.notice, s.attempts, s.sealed)
            SELECT t.*, o.outside_no FROM taken t JOIN work_orders o USING (case_id, platform)
             ORDER BY t.case_id""",  # noqa: S608
        platform=platform,
        owner=owner,
        now=now,
        wall=wall,
        limit=limit,
    )


async def keep_body(tx: Transaction, held: Claimed, sealed: bytes) -> None:
    """What is about to leave: should its answer be lost, the very same is sent again."""
    await tx.execute(
        """UPDATE work_order_sendings SET sealed = %(sealed)s
            WHERE case_id = %(case_id)s AND platform = %(platform)s AND seq = %(seq)s""",
        sealed=sealed,
        **_row_of(held),
    )


def _row_of(held: Claimed) -> dict[str, object]:
    """Its row, as the statements name it."""
    return {"case_id": held.case_id, "platform": held.platform, "seq": held.seq}


_HELD = """case_id = %(case_id)s AND platform = %(platform)s AND seq = %(seq)s AND owner = %(owner)s"""


async def set_sent(tx: Transaction, held: Claimed, owner: int, now: datetime) -> bool:
    """The platform has taken it; False if it is this worker's no longer."""
    return bool(
        await tx.execute(
            f"""UPDATE work_order_sendings
                   SET state = 'sent', sent_at = %(now)s, owner = NULL, held_since = NULL, reason = NULL, said = NULL
                 WHERE {_HELD}""",  # noqa: S608
            owner=owner,
            **_row_of(held),
            now=now,
        )
    )


async def not_taken(
    tx: Transaction,
    held: Claimed,
    owner: int,
    *,
    due_at: datetime | None,
    reason: str,
    said: str,
) -> None:
    """Have it sent again at `due_at`; None: the platform refuses it, and somebody must look."""
    await tx.execute(
        f"""UPDATE work_order_sendings
               SET state = CASE WHEN %(due_at)s::timestamptz IS NULL THEN 'refused' ELSE 'queued' END,
                   due_at = coalesce(%(due_at)s, due_at), owner = NULL, held_since = NULL, reason = %(reason)s,
                   said = nullif(%(said)s, '')
             WHERE {_HELD}""",  # noqa: S608
        owner=owner,
        **_row_of(held),
        due_at=due_at,
        reason=reason,
        said=said,
    )


async def rest(tx: Transaction, platform: str, now: datetime, until: datetime) -> None:
    """The platform is away: all that is due waits, so that it is asked once in a while and not row by row."""
    await tx.execute(
        """WITH due AS (
               SELECT case_id, seq FROM work_order_sendings
                WHERE platform = %(platform)s AND state = 'queued' AND due_at <= %(now)s FOR UPDATE SKIP LOCKED)
           UPDATE work_order_sendings s SET due_at = %(until)s
             FROM due WHERE (s.case_id, s.platform, s.seq) = (due.case_id, %(platform)s, due.seq)""",
        platform=platform,
        now=now,
        until=until,
    )


async def release_dead(tx: Transaction, *, now: datetime, lease_began: datetime) -> int:
    """Queue what dead workers held: whether it had left or not, the key says that it is the same; how many."""
    return await tx.execute(
        """WITH dead AS (
               SELECT case_id, platform, seq FROM work_order_sendings
                WHERE state = 'claimed' AND (held_since < %(lease_began)s OR owner NOT IN (
                      SELECT objid::bigint FROM pg_locks
                       WHERE locktype = 'advisory' AND classid = %(space)s AND granted
                         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))
                  FOR UPDATE SKIP LOCKED)
           UPDATE work_order_sendings s
              SET state = 'queued', due_at = %(now)s, owner = NULL, held_since = NULL
             FROM dead WHERE (s.case_id, s.platform, s.seq) = (dead.case_id, dead.platform, dead.seq)""",
        now=now,
        lease_began=lease_began,
        space=OWNER_LOCKS,
    )
