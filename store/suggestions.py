"""Suggestions and their inbox.

Who judges reads the words and the day, of bodies that are not their own, none above it and none below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluation.areas import significant
from evaluation.staff import Scope
from store.db import Transaction
from store.ratings import Evidence


async def keep(
    tx: Transaction, *, citizen_id: int, source: Evidence, visit_ids: Sequence[int], text: str, now: datetime
) -> None:
    """Keep a suggestion, about one of these visits; the same text of the same citizen is kept once.

    The citizen is locked, so nobody keeps it at the same moment.
    """
    await tx.execute(
        """INSERT INTO suggestions (citizen_id, inbound_id, event_id, org_codes, area_code, text, said_at)
           SELECT %(citizen_id)s, %(inbound_id)s, %(event_id)s, array_agg(DISTINCT org_code ORDER BY org_code),
                  (array_agg(area_code ORDER BY array_position(%(visit_ids)s::bigint[], id)))[1], %(text)s, %(now)s
             FROM visits WHERE id = ANY(%(visit_ids)s) AND org_code IS NOT NULL
           HAVING count(*) > 0 AND NOT EXISTS (
                  SELECT FROM suggestions WHERE citizen_id = %(citizen_id)s AND lower(text) = lower(%(text)s))""",
        citizen_id=citizen_id,
        inbound_id=source.inbound_id,
        event_id=source.event_id,
        visit_ids=list(visit_ids),
        text=text,
        now=now,
    )


async def made_in_rating(tx: Transaction, visit_id: int) -> bool:
    """Whether a comment of this visit's rating was kept as a suggestion."""
    return bool(
        await tx.value(
            """SELECT EXISTS (SELECT FROM ratings r JOIN suggestions s ON s.event_id = r.event_id
                               WHERE r.visit_id = %(visit_id)s)""",
            visit_id=visit_id,
        )
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A suggestion as a judge sees it."""

    id: int
    text: str
    said_at: datetime


async def inbox(tx: Transaction, judge: Scope, limit: int, only: int | None = None) -> list[Waiting]:
    """The suggestions that this judge may decide, oldest first; or the one that is asked for."""
    return await tx.fetch(
        Waiting,
        """WITH RECURSIVE below AS (
               SELECT code FROM orgs WHERE code = %(org_code)s
                UNION SELECT o.code FROM orgs o JOIN below b ON o.parent_code = b.code),
           above AS (
               SELECT code, parent_code FROM orgs WHERE code = %(org_code)s
                UNION SELECT o.code, o.parent_code FROM orgs o JOIN above a ON o.code = a.parent_code)
           SELECT id, text, said_at FROM suggestions
            WHERE decided_at IS NULL AND (%(only)s::bigint IS NULL OR id = %(only)s)
              AND starts_with(area_code, %(digits)s)
              AND NOT org_codes && ARRAY(SELECT code FROM below UNION SELECT code FROM above)
            ORDER BY id LIMIT %(limit)s""",
        org_code=judge.org_code,
        digits=significant(judge.area_code),
        only=only,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class Judged(Waiting):
    """A suggestion that was decided; `name` is the judge's."""

    adopted: bool
    why: str
    note: str
    decided_at: datetime
    name: str


async def judged(tx: Transaction, judge: Scope, limit: int) -> list[Judged]:
    """The suggestions decided last among those that this judge might have decided."""
    return await tx.fetch(
        Judged,
        """WITH RECURSIVE below AS (
               SELECT code FROM orgs WHERE code = %(org_code)s
                UNION SELECT o.code FROM orgs o JOIN below b ON o.parent_code = b.code),
           above AS (
               SELECT code, parent_code FROM orgs WHERE code = %(org_code)s
                UNION SELECT o.code, o.parent_code FROM orgs o JOIN above a ON o.code = a.parent_code)
           SELECT s.id, s.text, s.said_at, s.adopted, s.why, s.note, s.decided_at, staff.name
             FROM suggestions s JOIN staff ON staff.id = s.decided_by
            WHERE s.decided_at IS NOT NULL AND starts_with(s.area_code, %(digits)s)
              AND NOT s.org_codes && ARRAY(SELECT code FROM below UNION SELECT code FROM above)
            ORDER BY s.decided_at DESC, s.id DESC LIMIT %(limit)s""",
        org_code=judge.org_code,
        digits=significant(judge.area_code),
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class Decidable:
    """A suggestion that waits, with what a decision needs to know and its judge does not."""

    id: int
    citizen_id: int
    org_codes: list[str]
    area_code: str
    said_at: datetime


async def waiting(tx: Transaction, suggestion_id: int) -> Decidable | None:
    """A suggestion that waits for its decision.."""
    return await tx.first(
        Decidable,
        """SELECT s.id, coalesce(c.merged_into, c.id) AS citizen_id, s.org_codes, s.area_code, s.said_at
             FROM suggestions s JOIN citizens c ON c.id = s.citizen_id
            WHERE s.id = %(id)s AND s.decided_at IS NULL""",
        id=suggestion_id,
    )


async def decide(
    tx: Transaction, suggestion_id: int, *, adopted: bool, why: str, note: str, staff_id: int, now: datetime
) -> bool:
    """Keep the decision; False where somebody else has decided meanwhile."""
    return bool(
        await tx.execute(
            """UPDATE suggestions SET adopted = %(adopted)s, why = %(why)s, note = %(note)s,
                      decided_by = %(staff_id)s, decided_at = %(now)s
                WHERE id = %(id)s AND decided_at IS NULL""",
            id=suggestion_id,
            adopted=adopted,
            why=why,
            note=note,
            staff_id=staff_id,
            now=now,
        )
    )
