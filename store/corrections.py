"""Corrections of the ledger that one of the staff asks for and another decides."""

from dataclasses import dataclass
from datetime import date, datetime

from store.db import Transaction
from store.reports.seen import Seen


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


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """An entry as staff see it: whose it is and when in its month it was made, they are not told."""

    id: int
    account_id: int
    kind: str
    points: int
    month: date
    area_code: str | None
    area_name: str | None
    corrected: bool
    waits: bool
    """A request for its correction waits."""


async def entries_seen(
    tx: Transaction,
    seen: Seen,
    *,
    entry_id: int | None = None,
    account_id: int | None = None,
    citizen_id: int | None = None,
) -> list[SeenEntry]:
    """An entry, or those of an account, or of a citizen's, and of those that count for it, as far as they are seen;
    the latest first.
    """
    return await tx.fetch(
        SeenEntry,
        """SELECT e.id, e.account_id, e.kind, e.points, e.area_code,
                  (SELECT name FROM areas WHERE code = e.area_code) AS area_name,
                  date_trunc('month', e.at AT TIME ZONE 'Asia/Shanghai')::date AS month,
                  EXISTS (SELECT FROM ledger_corrections WHERE entry_id = e.id AND confirmed) AS corrected,
                  EXISTS (SELECT FROM ledger_corrections WHERE entry_id = e.id AND decided_at IS NULL) AS waits
             FROM placed_entries e
            WHERE (e.id = %(entry_id)s OR e.account_id IN (
                      SELECT a.id FROM ledger_accounts own
                        JOIN ledger_accounts a ON a.id = own.id OR a.successor_id = own.id
                       WHERE own.id = %(account_id)s
                          OR own.citizen_id = (SELECT coalesce(merged_into, id) FROM citizens
                                                WHERE id = %(citizen_id)s)))
              AND (%(whole)s OR (starts_with(e.area_code, %(digits)s)
                                 AND (%(orgs)s::text[] IS NULL OR e.org_code = ANY(%(orgs)s))))
            ORDER BY e.id DESC LIMIT 200""",
        entry_id=entry_id,
        account_id=account_id,
        citizen_id=citizen_id,
        whole=seen.whole,
        digits=seen.digits,
        orgs=seen.orgs,
    )


@dataclass(frozen=True, slots=True)
class SeenRequest(Correction):
    """A request with what is known of its entry; the names are those of who asked and decided."""

    kind: str
    points: int
    month: date
    area_code: str | None
    decided_by: str | None
    decided_at: datetime | None
    confirmed: bool | None


async def requests_seen(
    tx: Transaction, seen: Seen, limit: int, *, only: int | None = None
) -> list[SeenRequest]:
    """The requests about entries that are seen: those that wait, the oldest first, then those decided last."""
    return await tx.fetch(
        SeenRequest,
        """SELECT c.id, c.entry_id, c.why, c.asked_by, c.asked_at, c.decided_by, c.decided_at, c.confirmed,
                  e.kind, e.points, e.area_code,
                  date_trunc('month', e.at AT TIME ZONE 'Asia/Shanghai')::date AS month
             FROM ledger_corrections c JOIN placed_entries e ON e.id = c.entry_id
            WHERE (%(only)s::bigint IS NULL OR c.id = %(only)s)
              AND (%(whole)s OR (starts_with(e.area_code, %(digits)s)
                                 AND (%(orgs)s::text[] IS NULL OR e.org_code = ANY(%(orgs)s))))
            ORDER BY c.decided_at DESC NULLS FIRST, c.id LIMIT %(limit)s""",
        only=only,
        whole=seen.whole,
        digits=seen.digits,
        orgs=seen.orgs,
        limit=limit,
    )
