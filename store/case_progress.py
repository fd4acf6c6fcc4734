"""How far a citizen's cases are, as they ask for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Progress:
    """A case as its citizen sees it."""

    id: int
    item_name: str
    lead_name: str
    stage: str
    closing: str | None
    suspended: bool
    due_at: datetime | None
    """Until when what is unanswered is answered, the soonest; None before it was sorted, and after."""
    answer: str | None
    """The latest; of several ratings in one case, of one whose citizen has yet to say whether it is solved."""


_PROGRESS: LiteralString = """
    SELECT c.id, c.item_name, o.name AS lead_name, c.stage, c.closing, c.suspended,
           (SELECT min(k.due_at) FROM case_complaints k
             WHERE k.case_id = c.id AND k.answered_at IS NULL AND NOT k.withdrawn
               AND coalesce(k.verdict, 'refused') = 'refused' AND c.stage <> 'closed') AS due_at,
           (SELECT e.words FROM case_events e WHERE e.case_id = c.id AND e.move = 'answer'
             ORDER BY EXISTS (SELECT FROM awaited_call_backs w
                               WHERE w.complaint_id = (e.facts ->> 'complaint')::bigint) DESC, e.seq DESC
             LIMIT 1) AS answer
      FROM cases c JOIN orgs o ON o.code = c.lead_code"""


async def of_visit(tx: Transaction, visit_id: int) -> Progress | None:
    """The case of a visit; none where its citizen took it back in time."""
    return await tx.first(
        Progress,
        _PROGRESS
        + """ JOIN case_complaints x ON x.case_id = c.id
            WHERE x.visit_id = %(visit_id)s AND NOT x.withdrawn""",
        visit_id=visit_id,
    )


async def of_citizen(
    tx: Transaction, citizen_id: int, visits: Sequence[int] | None, limit: int
) -> list[Progress]:
    """Up to `limit` of a citizen's cases, the latest first; only those about these `visits`, where they are given.

    One that its citizen took back in time is none to them.
    """
    return await tx.fetch(
        Progress,
        _PROGRESS
        + """
            WHERE c.citizen_id = %(citizen_id)s AND c.closing IS DISTINCT FROM 'withdrawn'
              AND (%(visits)s::bigint[] IS NULL OR EXISTS (
                   SELECT FROM case_complaints k WHERE k.case_id = c.id AND k.visit_id = ANY(%(visits)s)))
            ORDER BY c.id DESC LIMIT %(limit)s""",
        citizen_id=citizen_id,
        visits=None if visits is None else list(visits),
        limit=limit,
    )


async def has_open(tx: Transaction, citizen_id: int) -> bool:
    """Whether a case of the citizen's is still worked on."""
    return bool(
        await tx.value(
            "SELECT EXISTS (SELECT FROM cases WHERE citizen_id = %(citizen_id)s AND stage <> 'closed')",
            citizen_id=citizen_id,
        )
    )
