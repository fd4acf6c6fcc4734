"""Ratings and their history: each version is a row that never changes, and names its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a rating came from: an inbound message, or an event of a device (its number) or portal."""

    inbound_id: int | None = None
    event_id: str | None = None
    device_no: str | None = None


@dataclass(frozen=True, slots=True)
class LiveRating:
    """The rating of a visit as it stands; `lowest` is the worst level that it ever had."""

    version: int
    level: int
    reasons: list[str]
    comment: str | None
    channel: str
    lowest: int


async def live(tx: Transaction, visit_id: int) -> LiveRating | None:
    """The visit's rating as it stands; lock the visit first."""
    return await tx.first(
        LiveRating,
        """SELECT version, level, reasons, comment, channel,
                  (SELECT min(level) FROM ratings WHERE visit_id = %(id)s) AS lowest
             FROM ratings WHERE visit_id = %(id)s AND live""",
        id=visit_id,
    )


async def add_version(
    tx: Transaction,
    visit_id: int,
    *,
    version: int,
    level: int,
    reasons: Sequence[str],
    comment: str | None,
    channel: str,
    evidence: Evidence,
    rated_at: datetime,
) -> int:
    """Add the next version of a visit's rating, and return its id; the one before it stays as history."""
    await tx.execute("UPDATE ratings SET live = false WHERE visit_id = %(id)s AND live", id=visit_id)
    rating_id: int = await tx.value(
        """INSERT INTO ratings (visit_id, subject, version, live, level, reasons, comment, channel, rated_at,
                                inbound_id, event_id, device_no)
           VALUES (%(visit_id)s, 'matter', %(version)s, true, %(level)s, %(reasons)s, %(comment)s, %(channel)s,
                   %(rated_at)s, %(inbound_id)s, %(event_id)s, %(device_no)s)
           RETURNING id""",
        visit_id=visit_id,
        version=version,
        level=level,
        reasons=list(reasons),
        comment=comment,
        channel=channel,
        rated_at=rated_at,
        inbound_id=evidence.inbound_id,
        event_id=evidence.event_id,
        device_no=evidence.device_no,
    )
    return rating_id


async def add_apart(
    tx: Transaction,
    *,
    subject: str,
    subject_name: str | None,
    org_code: str | None,
    area_code: str | None,
    level: int,
    reasons: Sequence[str],
    comment: str | None,
    channel: str,
    evidence: Evidence,
    rated_at: datetime,
    complaint_id: int | None = None,
    version: int = 1,
) -> int:
    """Add a rating of a hall, counter, platform or hotline, and return its id; it belongs to no visit.

    Only one of what a guide heard (`complaint_id`) has later versions.
    """
    await tx.execute("UPDATE ratings SET live = false WHERE complaint_id = %(id)s AND live", id=complaint_id)
    rating_id: int = await tx.value(
        """INSERT INTO ratings (subject, subject_name, org_code, area_code, version, live, level, reasons, comment,
                                channel, rated_at, event_id, inbound_id, complaint_id)
           VALUES (%(subject)s, %(subject_name)s, %(org_code)s, %(area_code)s, %(version)s, true, %(level)s,
                   %(reasons)s, %(comment)s, %(channel)s, %(rated_at)s, %(event_id)s, %(inbound_id)s, %(complaint_id)s)
           RETURNING id""",
        subject=subject,
        subject_name=subject_name,
        org_code=org_code,
        area_code=area_code,
        level=level,
        reasons=list(reasons),
        comment=comment,
        channel=channel,
        rated_at=rated_at,
        event_id=evidence.event_id,
        inbound_id=evidence.inbound_id,
        complaint_id=complaint_id,
        version=version,
    )
    return rating_id


@dataclass(frozen=True, slots=True)
class Unfounded:
    """A rating whose evidence does not bear it out."""

    rating_id: int
    visit_id: int | None
    finding: str


async def without_evidence(tx: Transaction) -> list[Unfounded]:
    """Every rating that names no evidence, or evidence that does not bear it out.

    A message is its citizen's: of the one who has the visit, was asked about it (or what a guide heard), or was paid
    for it (a phone may be corrected after the rating).
    """
    return await tx.fetch(
        Unfounded,
        """SELECT rating_id, visit_id, finding FROM (
               SELECT r.id AS rating_id, r.visit_id,
                      CASE WHEN num_nonnulls(r.inbound_id, r.event_id) <> 1 THEN 'names no evidence'
                           WHEN i.id IS NULL AND e.event_id IS NULL THEN 'its evidence does not exist'
                           WHEN i.id IS NOT NULL AND i.citizen_id NOT IN (
                                SELECT v.citizen_id WHERE v.citizen_id IS NOT NULL
                                UNION ALL SELECT m.citizen_id FROM messages m WHERE m.id IN (v.prompt_id, k.asked_by)
                                UNION ALL SELECT own.citizen_id FROM ledger_accounts own
                                            JOIN ledger_accounts a ON a.id = own.id OR a.successor_id = own.id
                                            JOIN ledger_entries l ON l.account_id = a.id
                                           WHERE own.citizen_id = i.citizen_id AND l.reference = 'visit:' || v.id
                                UNION ALL SELECT own.citizen_id FROM ledger_accounts own
                                            JOIN ledger_accounts a ON a.id = own.id OR a.successor_id = own.id
                                            JOIN held_points h ON h.account_id = a.id
                                           WHERE own.citizen_id = i.citizen_id AND h.reference = 'visit:' || v.id)
                                THEN 'its message is from somebody else'
                           WHEN i.received_at > r.rated_at + interval '1 minute' THEN 'its message came after it'
                           WHEN NOT e.counted THEN 'its event does not count'
                           WHEN (e.body ->> 'level')::int <> r.level THEN 'its event says another level'
                           WHEN r.visit_id IS NOT NULL AND (e.source_system, e.record_no, e.visit_no)
                                IS DISTINCT FROM (v.source_system, v.record_no, v.visit_no) AND e.event_id IS NOT NULL
                                THEN 'its event is about another record' END AS finding
                 FROM ratings r
                 LEFT JOIN inbound i ON i.id = r.inbound_id
                 LEFT JOIN rating_events e ON e.event_id = r.event_id
                 LEFT JOIN visits v ON v.id = r.visit_id
                 LEFT JOIN case_complaints k ON k.id = r.complaint_id) AS looked_at
            WHERE finding IS NOT NULL ORDER BY rating_id""",
    )
