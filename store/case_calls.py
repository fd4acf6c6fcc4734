"""Citizens who are to be called: those who asked for a person, and those whom the bot did not reach after an answer."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.areas import significant
from evaluation.staff import Scope
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who wants to be called; `sealed` is the address they wrote from."""

    id: int
    asked_at: datetime
    kind: str
    sealed: bytes


_SEEN = """
    r.done_at IS NULL
    AND (%(org_code)s::text IS NULL AND NOT EXISTS (SELECT FROM visits v WHERE v.citizen_id = z.id)
         OR EXISTS (SELECT FROM visits v
                     WHERE v.citizen_id = z.id AND starts_with(v.area_code, %(digits)s)
                       AND (%(org_code)s::text IS NULL OR v.org_code IN (SELECT code FROM mine)
                            OR %(org_code)s = (
                               SELECT f.org_code FROM area_offices f WHERE starts_with(v.area_code, f.digits)
                                ORDER BY length(f.digits) DESC LIMIT 1))))"""


async def waiting(tx: Transaction, scope: Scope, only: int | None = None) -> list[Caller]:
    """Who waits for a call and has a record in the scope, longest first, or `only` the one of this number.

    The office of an area sees all who have a record there.
    Who has no record anywhere is seen by all who are bound to no body.
    """
    return await tx.fetch(
        Caller,
        f"""WITH RECURSIVE mine AS (
                SELECT code FROM orgs WHERE code = %(org_code)s
                 UNION SELECT o.code FROM orgs o JOIN mine ON o.parent_code = mine.code)
            SELECT r.id, r.asked_at, a.kind, a.sealed FROM call_requests r
              JOIN citizens c ON c.id = r.citizen_id JOIN citizens z ON z.id = coalesce(c.merged_into, c.id)
              JOIN inbound i ON i.id = r.inbound_id JOIN addresses a ON a.id = i.address_id
             WHERE {_SEEN} AND (%(only)s::bigint IS NULL OR r.id = %(only)s)
             ORDER BY r.asked_at, r.id""",  # noqa: S608
        digits=significant(scope.area_code),
        org_code=scope.org_code,
        only=only,
    )


async def done(tx: Transaction, request_id: int, staff_id: int, now: datetime) -> bool:
    """Note that somebody called; False where no such request waits."""
    return bool(
        await tx.execute(
            """UPDATE call_requests SET done_at = %(now)s, done_by = %(staff_id)s
                WHERE id = %(request_id)s AND done_at IS NULL""",
            request_id=request_id,
            staff_id=staff_id,
            now=now,
        )
    )


@dataclass(frozen=True, slots=True)
class Reached:
    """An address at which a citizen can be called, sealed."""

    kind: str
    sealed: bytes


async def number_of_case(tx: Transaction, case_id: int) -> Reached | None:
    """The phone of whoever complains in a case; None where there is none."""
    return await tx.first(
        Reached,
        """SELECT a.kind, a.sealed FROM cases c JOIN citizens z ON z.id = c.citizen_id
             JOIN addresses a ON a.citizen_id = coalesce(z.merged_into, z.id) AND a.kind = 'phone'
            WHERE c.id = %(id)s ORDER BY a.id DESC LIMIT 1""",
        id=case_id,
    )
