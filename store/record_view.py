"""Where a visit stands, for those who sent it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from store.db import Transaction

State = Literal["waiting", "prompted", "rated", "lapsed", "excluded", "quarantined"]
Because = Literal["too_old", "no_address", "landline", "opted_out", "withdrawn", "window_over"]


@dataclass(frozen=True, slots=True)
class RecordView:
    """One visit, as its source system may see it."""

    id: int
    state: State
    excluded_because: Because | None
    prompt_due_at: datetime | None
    prompted_at: datetime | None
    window_closes_at: datetime | None
    window_provisional: bool


async def find(tx: Transaction, source_system: str, record_no: str, visit_no: int) -> RecordView | None:
    """A visit by its key."""
    return await tx.first(
        RecordView,
        """SELECT id, state, excluded_because, prompt_due_at, prompted_at, window_closes_at, window_provisional
             FROM visits
            WHERE source_system = %(source)s AND record_no = %(number)s AND visit_no = %(visit)s""",
        source=source_system,
        number=record_no,
        visit=visit_no,
    )


@dataclass(frozen=True, slots=True)
class RatingView:
    """A rating as it stands; a revision is a version with another level than the one before."""

    level: int
    counted_level: int
    reasons: list[str]
    comment: str | None
    rated_at: datetime
    revised_at: datetime | None
    revisions: int
    rating_channel: str


async def rating_of(tx: Transaction, visit_id: int) -> RatingView | None:
    """The rating of a visit, with when it was first given and when last changed."""
    return await tx.first(
        RatingView,
        """WITH history AS (
               SELECT version, rated_at, level <> lag(level) OVER (ORDER BY version) AS is_revision
                 FROM ratings WHERE visit_id = %(visit_id)s)
           SELECT r.level,
                  coalesce((SELECT c.level FROM case_complaints c
                             WHERE c.visit_id = r.visit_id AND c.dispatched_at IS NOT NULL), r.level) AS counted_level,
                  r.reasons, r.comment,
                  (SELECT rated_at FROM history ORDER BY version LIMIT 1) AS rated_at,
                  (SELECT max(rated_at) FROM history WHERE is_revision) AS revised_at,
                  (SELECT count(*)::int FROM history WHERE is_revision) AS revisions,
                  r.channel AS rating_channel
             FROM ratings r WHERE r.visit_id = %(visit_id)s AND r.live""",
        visit_id=visit_id,
    )
