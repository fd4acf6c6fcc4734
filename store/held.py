"""Points that wait for review: earned, not in the ledger yet, and counted by the caps as if they were."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from psycopg.types.json import Jsonb

from evaluation.areas import significant
from evaluation.farming import Sign
from evaluation.staff import Scope
from store.db import Transaction
from store.farming import Act
from store.ledger import ACCOUNTS_OF, Holder, Posting


async def hold(
    tx: Transaction,
    account_id: int,
    posting: Posting,
    signs: Mapping[Sign, int],
    act: Act,
    now: datetime,
) -> None:
    """Hold what would be posted to an account; the account is locked, and the reference is not held yet."""
    await tx.execute(
        """INSERT INTO held_points (account_id, kind, reference, points, signs, org_code, area_code, at)
           VALUES (%(account_id)s, %(kind)s, %(reference)s, %(points)s, %(signs)s, %(org_code)s, %(area_code)s,
                   %(now)s)""",
        account_id=account_id,
        kind=posting.kind,
        reference=posting.reference,
        points=posting.points,
        signs=Jsonb(dict(signs)),
        org_code=act.org_code,
        area_code=act.area_code,
        now=now,
    )


async def under_review(tx: Transaction, holder: Holder, reference: str | None = None) -> int:
    """The holder's points that wait, over all accounts that count for theirs; of one reference, or all."""
    points: int | None = await tx.value(
        "SELECT sum(h.points)::int FROM"
        + ACCOUNTS_OF
        + """ JOIN held_points h ON h.account_id = a.id
            WHERE h.decided_at IS NULL
              AND (%(reference)s::text IS NULL OR h.reference = %(reference)s)""",
        citizen_id=holder.citizen_id,
        code=holder.credit_code,
        reference=reference,
    )
    return points or 0


@dataclass(frozen=True, slots=True)
class Held:
    """Points that wait; `sealed` opens to a phone of their citizen's, where there is one."""

    id: int
    points: int
    signs: dict[Sign, int]
    at: datetime
    org_name: str | None
    credit_code: str | None
    sealed: bytes | None


async def waiting(tx: Transaction, scope: Scope, limit: int, only: int | None = None) -> list[Held]:
    """What waits for review in a scope, oldest first; or the one that is asked for."""
    return await tx.fetch(
        Held,
        """WITH RECURSIVE mine AS (
               SELECT code FROM orgs WHERE code = %(org_code)s
                UNION SELECT o.code FROM orgs o JOIN mine ON o.parent_code = mine.code)
           SELECT h.id, h.points, h.signs, h.at, o.name AS org_name, a.credit_code,
                  (SELECT d.sealed FROM citizens c JOIN addresses d ON d.citizen_id = coalesce(c.merged_into, c.id)
                    WHERE c.id = a.citizen_id AND d.kind = 'phone' ORDER BY d.id DESC LIMIT 1) AS sealed
             FROM held_points h JOIN ledger_accounts a ON a.id = h.account_id
             LEFT JOIN orgs o ON o.code = h.org_code
            WHERE h.decided_at IS NULL AND (%(only)s::bigint IS NULL OR h.id = %(only)s)
              AND starts_with(h.area_code, %(digits)s)
              AND (%(org_code)s::text IS NULL OR h.org_code IN (SELECT code FROM mine))
            ORDER BY h.id LIMIT %(limit)s""",
        org_code=scope.org_code,
        digits=significant(scope.area_code),
        only=only,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class Decidable:
    """Points that wait, with what paying them takes."""

    id: int
    account_id: int
    citizen_id: int | None
    kind: str
    reference: str
    points: int
    org_code: str | None
    area_code: str


async def find(tx: Transaction, held_id: int) -> Decidable | None:
    """Points that wait; lock their citizen before deciding."""
    return await tx.first(
        Decidable,
        """SELECT h.id, h.account_id, a.citizen_id, h.kind, h.reference, h.points, h.org_code, h.area_code
             FROM held_points h JOIN ledger_accounts a ON a.id = h.account_id
            WHERE h.id = %(id)s AND h.decided_at IS NULL""",
        id=held_id,
    )


async def decide(
    tx: Transaction, held_id: int, *, paid: bool, why: str, staff_id: int, now: datetime
) -> bool:
    """Keep the decision; False where somebody else has decided meanwhile."""
    return bool(
        await tx.execute(
            """UPDATE held_points SET paid = %(paid)s, why = %(why)s, decided_by = %(staff_id)s,
                      decided_at = %(now)s
                WHERE id = %(id)s AND decided_at IS NULL""",
            id=held_id,
            paid=paid,
            why=why,
            staff_id=staff_id,
            now=now,
        )
    )
