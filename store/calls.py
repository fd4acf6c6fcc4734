"""Requests of citizens to be called by a person."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class CallRequest:
    """Somebody who wants to be called; `sealed` is the address they wrote from."""

    id: int
    asked_at: datetime
    sealed: bytes


async def leave(tx: Transaction, citizen_id: int, inbound_id: int, now: datetime) -> None:
    """Note that a citizen wants to be called; while one request waits, another adds nothing."""
    await tx.execute(
        """INSERT INTO call_requests (citizen_id, inbound_id, asked_at)
           VALUES (%(citizen_id)s, %(inbound_id)s, %(now)s)
           ON CONFLICT (citizen_id) WHERE done_at IS NULL DO NOTHING""",
        citizen_id=citizen_id,
        inbound_id=inbound_id,
        now=now,
    )


async def waiting(tx: Transaction) -> list[CallRequest]:
    """Who waits for a call, longest first."""
    return await tx.fetch(
        CallRequest,
        """SELECT r.id, r.asked_at, a.sealed FROM call_requests r
             JOIN inbound i ON i.id = r.inbound_id JOIN addresses a ON a.id = i.address_id
            WHERE r.done_at IS NULL ORDER BY r.asked_at, r.id""",
    )


async def done(tx: Transaction, request_id: int, now: datetime) -> bool:
    """Note that a citizen was called; False where no such request waits."""
    return bool(
        await tx.execute(
            "UPDATE call_requests SET done_at = %(now)s WHERE id = %(request_id)s AND done_at IS NULL",
            request_id=request_id,
            now=now,
        )
    )
