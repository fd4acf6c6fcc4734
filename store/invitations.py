"""Invitations to rate on the spot; the prompt of 24 hours later knows nothing of them."""

from datetime import datetime

from store.db import Transaction


async def invite(tx: Transaction, visit_id: int, system: str, now: datetime) -> datetime:
    """Keep that a system invited the citizen of a visit; when it was first done."""
    await tx.execute(
        """INSERT INTO invitations (visit_id, system, invited_at) VALUES (%(visit_id)s, %(system)s, %(now)s)
           ON CONFLICT (visit_id) DO NOTHING""",
        visit_id=visit_id,
        system=system,
        now=now,
    )
    invited_at: datetime = await tx.value(
        "SELECT invited_at FROM invitations WHERE visit_id = %(visit_id)s", visit_id=visit_id
    )
    return invited_at
