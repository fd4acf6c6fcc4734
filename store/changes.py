"""What staff ask to be changed about citizens: two made one, an address that changed hands, or did not."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction
from store.reports.seen import Seen


@dataclass(frozen=True, slots=True)
class Change:
    """A request that waits for a second person; `other_id` is the second address of a merge."""

    id: int
    kind: str
    address_id: int
    other_id: int | None
    why: str
    asked_by: str
    asked_at: datetime


async def ask(
    tx: Transaction,
    *,
    kind: str,
    address_ids: list[int],
    why: str,
    asked_by: str,
    now: datetime,
) -> int | None:
    """Keep a request, about one address or two; None where the same one waits already."""
    first, *others = sorted(address_ids)
    kept: int | None = await tx.value(
        """INSERT INTO citizen_changes (kind, address_id, other_id, why, asked_by, asked_at)
           VALUES (%(kind)s, %(address_id)s, %(other_id)s, %(why)s, %(asked_by)s, %(now)s)
           ON CONFLICT (kind, address_id, coalesce(other_id, 0)) WHERE decided_at IS NULL DO NOTHING
           RETURNING id""",
        kind=kind,
        address_id=first,
        other_id=others[0] if others else None,
        why=why,
        asked_by=asked_by,
        now=now,
    )
    return kept


async def locked(tx: Transaction, change_id: int) -> Change | None:
    """A request that still waits; whoever decides it at the same moment waits here."""
    return await tx.first(
        Change,
        """SELECT id, kind, address_id, other_id, why, asked_by, asked_at FROM citizen_changes
            WHERE id = %(id)s AND decided_at IS NULL FOR UPDATE""",
        id=change_id,
    )


async def decide(tx: Transaction, change_id: int, *, confirmed: bool, by: str, now: datetime) -> None:
    """Keep who confirmed or refused a request, and when; the database refuses whoever made it."""
    await tx.execute(
        """UPDATE citizen_changes SET confirmed = %(confirmed)s, decided_by = %(by)s, decided_at = %(now)s
            WHERE id = %(id)s""",
        id=change_id,
        confirmed=confirmed,
        by=by,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Waiting(Change):
    """A request with what names its addresses; they open with the vault."""

    address_kind: str
    address_sealed: bytes
    other_kind: str | None
    other_sealed: bytes | None


async def waiting(tx: Transaction) -> list[Waiting]:
    """The requests that wait for a second person, oldest first."""
    return await tx.fetch(
        Waiting,
        """SELECT r.id, r.kind, r.address_id, r.other_id, r.why, r.asked_by, r.asked_at,
                  a.kind AS address_kind, a.sealed AS address_sealed, o.kind AS other_kind, o.sealed AS other_sealed
             FROM citizen_changes r JOIN addresses a ON a.id = r.address_id LEFT JOIN addresses o ON o.id = r.other_id
            WHERE r.decided_at IS NULL ORDER BY r.id""",
    )


@dataclass(frozen=True, slots=True)
class SeenChange(Waiting):
    """A request as the console lists it; the names are those of who asked and decided."""

    decided_by: str | None
    decided_at: datetime | None
    confirmed: bool | None


async def requests_seen(
    tx: Transaction, seen: Seen | None, username: str, limit: int, *, only: int | None = None
) -> list[SeenChange]:
    """The requests about citizens with a record that is seen, and those that `username` has signed: those that
    wait, the oldest first, then those decided last.
    """
    return await tx.fetch(
        SeenChange,
        """SELECT r.id, r.kind, r.address_id, r.other_id, r.why, r.asked_by, r.asked_at,
                  a.kind AS address_kind, a.sealed AS address_sealed, o.kind AS other_kind, o.sealed AS other_sealed,
                  r.decided_by, r.decided_at, r.confirmed
             FROM citizen_changes r JOIN addresses a ON a.id = r.address_id LEFT JOIN addresses o ON o.id = r.other_id
            WHERE (%(only)s::bigint IS NULL OR r.id = %(only)s)
              AND (%(whole)s OR %(username)s IN (r.asked_by, r.decided_by)
                   OR %(digits)s::text IS NOT NULL AND NOT EXISTS (
                      SELECT FROM citizens c WHERE c.id IN (a.citizen_id, o.citizen_id)
                         AND NOT EXISTS (
                             SELECT FROM visits v WHERE v.citizen_id = coalesce(c.merged_into, c.id)
                                AND v.state <> 'quarantined' AND NOT v.withdrawn
                                AND starts_with(v.area_code, %(digits)s)
                                AND (%(orgs)s::text[] IS NULL OR v.org_code = ANY(%(orgs)s)))))
            ORDER BY r.decided_at DESC NULLS FIRST, r.id LIMIT %(limit)s""",
        whole=seen is not None and seen.whole,
        digits=seen.digits if seen else None,
        orgs=seen.orgs if seen else None,
        username=username,
        only=only,
        limit=limit,
    )
