"""What a counter asks about citizens and visits: of the clerk's scope, and no more than it may know."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.areas import significant
from evaluation.counter import Movement
from evaluation.staff import Scope
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Served:
    """A citizen who has a record in a scope, as found by an address of theirs."""

    citizen_id: int
    address_id: int


async def served(tx: Transaction, lookup: bytes, scope: Scope) -> Served | None:
    """Whose phone this is, if they have a record in the scope.

    Nobody's phone and that of somebody served elsewhere are one question with one answer, so neither the
    answer nor the time it takes tells them apart.
    """
    return await tx.first(
        Served,
        """WITH RECURSIVE mine AS (
               SELECT code FROM orgs WHERE code = %(org_code)s
                UNION SELECT o.code FROM orgs o JOIN mine ON o.parent_code = mine.code)
           SELECT coalesce(c.merged_into, c.id) AS citizen_id, a.id AS address_id
             FROM addresses a JOIN citizens c ON c.id = a.citizen_id
            WHERE a.kind = 'phone' AND a.lookup = %(lookup)s
              AND EXISTS (SELECT FROM visits v
                           WHERE v.citizen_id = coalesce(c.merged_into, c.id)
                             AND v.state <> 'quarantined' AND NOT v.withdrawn
                             AND starts_with(v.area_code, %(digits)s)
                             AND (%(org_code)s::text IS NULL OR v.org_code IN (SELECT code FROM mine)))""",
        lookup=lookup,
        digits=significant(scope.area_code),
        org_code=scope.org_code,
    )


async def has_applied(tx: Transaction, credit_code: str, scope: Scope) -> bool:
    """Whether an organisation has a record in the scope."""
    return bool(
        await tx.value(
            """WITH RECURSIVE mine AS (
                   SELECT code FROM orgs WHERE code = %(org_code)s
                    UNION SELECT o.code FROM orgs o JOIN mine ON o.parent_code = mine.code)
               SELECT EXISTS (SELECT FROM visits v
                               WHERE v.credit_code = %(credit_code)s
                                 AND v.state <> 'quarantined' AND NOT v.withdrawn
                                 AND starts_with(v.area_code, %(digits)s)
                                 AND (%(org_code)s::text IS NULL OR v.org_code IN (SELECT code FROM mine)))""",
            credit_code=credit_code,
            digits=significant(scope.area_code),
            org_code=scope.org_code,
        )
    )


async def movements(tx: Transaction, citizen_id: int, until: datetime) -> list[Movement]:
    """All entries of a citizen's points before `until`, over all accounts that count for theirs, oldest first."""
    return await tx.fetch(
        Movement,
        """SELECT e.id, e.kind, e.points, e.at,
                  CASE e.kind
                       WHEN 'correction' THEN split_part(e.reference, ':', 2)::bigint
                       WHEN 'expiry' THEN (SELECT l.entry_id FROM ledger_uses u JOIN ledger_lots l ON l.id = u.lot_id
                                            WHERE u.entry_id = e.id)
                  END AS undoes
             FROM ledger_accounts own
             JOIN ledger_accounts a ON a.id = own.id OR a.successor_id = own.id
             JOIN ledger_entries e ON e.account_id = a.id
            WHERE own.citizen_id = %(citizen_id)s AND e.at < %(until)s
            ORDER BY e.at, e.id""",
        citizen_id=citizen_id,
        until=until,
    )


@dataclass(frozen=True, slots=True)
class JustServed:
    """A visit that finished a short while ago; nothing of the person, nor whether it was rated."""

    id: int
    record_no: str
    item_name: str
    window_no: str | None
    finished_at: datetime
    area_code: str


async def just_served(
    tx: Transaction,
    scope: Scope,
    *,
    since: datetime,
    until: datetime,
    record_no: str | None = None,
    window_no: str | None = None,
    visit_id: int | None = None,
    limit: int,
) -> list[JustServed]:
    """The visits of a scope that finished then (both ends included), the newest first; of what is named."""
    return await tx.fetch(
        JustServed,
        """WITH RECURSIVE mine AS (
               SELECT code FROM orgs WHERE code = %(org_code)s
                UNION SELECT o.code FROM orgs o JOIN mine ON o.parent_code = mine.code)
           SELECT id, record_no, item_name, window_no, finished_at, area_code FROM visits
            WHERE finished_at BETWEEN %(since)s AND %(until)s
              AND state <> 'quarantined' AND NOT withdrawn
              AND starts_with(area_code, %(digits)s)
              AND (%(org_code)s::text IS NULL OR org_code IN (SELECT code FROM mine))
              AND (%(record_no)s::text IS NULL OR record_no = %(record_no)s)
              AND (%(window_no)s::text IS NULL OR window_no = %(window_no)s)
              AND (%(visit_id)s::bigint IS NULL OR id = %(visit_id)s)
            ORDER BY finished_at DESC, id DESC LIMIT %(limit)s""",
        digits=significant(scope.area_code),
        org_code=scope.org_code,
        since=since,
        until=until,
        record_no=record_no,
        window_no=window_no,
        visit_id=visit_id,
        limit=limit,
    )
