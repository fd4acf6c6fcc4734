"""Corrections of the ledger that one of the staff asks for and another decides."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class WrongEntry:
    """An entry that is said to be wrong, as whoever decides reads it."""

    id: int
    account_id: int
    kind: str
    reference: str
    points: int
    at: datetime


async def entry(tx: Transaction, entry_id: int) -> WrongEntry | None:
    """One entry of the ledger."""
    return await tx.first(
        WrongEntry,
        "SELECT id, account_id, kind, reference, points, at FROM ledger_entries WHERE id = %(id)s",
        id=entry_id,
    )


@dataclass(frozen=True, slots=True)
class Correction:
    """A request that waits for a second person."""

    id: int
    entry_id: int
    why: str
    asked_by: str
    asked_at: datetime


async def ask(tx: Transaction, entry_id: int, *, why: str, asked_by: str, now: datetime) -> int | None:
    """Keep a request; None where one for the entry waits already, or was confirmed."""
    kept: int | None = await tx.value(
        """INSERT INTO ledger_corrections (entry_id, why, asked_by, asked_at)
           SELECT %(entry_id)s, %(why)s, %(asked_by)s, %(now)s
            WHERE NOT EXISTS (SELECT FROM ledger_corrections WHERE entry_id = %(entry_id)s AND confirmed)
           ON CONFLICT (entry_id) WHERE decided_at IS NULL DO NOTHING RETURNING id""",
        entry_id=entry_id,
        why=why,
        asked_by=asked_by,
        now=now,
    )
    return kept


async def waiting(tx: Transaction) -> list[Correction]:
    """All requests that wait, the oldest first."""
    return await tx.fetch(
        Correction,
        """SELECT id, entry_id, why, asked_by, asked_at FROM ledger_corrections
            WHERE decided_at IS NULL ORDER BY id""",
    )


async def locked(tx: Transaction, correction_id: int) -> Correction | None:
    """A request that still waits; whoever decides it at the same moment waits here."""
    return await tx.first(
        Correction,
        """SELECT id, entry_id, why, asked_by, asked_at FROM ledger_corrections
            WHERE id = %(id)s AND decided_at IS NULL FOR UPDATE""",
        id=correction_id,
    )


async def decide(tx: Transaction, correction_id: int, *, confirmed: bool, by: str, now: datetime) -> None:
    """Keep who confirmed or refused a request; the database refuses a confirmation by whoever made it."""
    await tx.execute(
        """UPDATE ledger_corrections SET confirmed = %(confirmed)s, decided_by = %(by)s, decided_at = %(now)s
            WHERE id = %(id)s""",
        id=correction_id,
        confirmed=confirmed,
        by=by,
        now=now,
    )
