"""Lists of cases: those an account sees, filtered, the next deadline first; how many wait for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from evaluation.cases.words import Closing, Stage, Track
from store.case_sight import ITS_TURN, LATE, MINE, SEEN, Sight
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class After:
    """Where a page begins: after the case with this deadline (None: a closed one) and number."""

    due_at: datetime | None
    id: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases somebody asks for; what is None is not asked about."""

    show: str = "open"
    """A key of `SHOWS`."""
    stage: Stage | None = None
    track: Track | None = None
    kind: str | None = None
    lead: str = ""
    """A code, or part of a name."""
    area: str = ""
    """The digits that an area code begins with, or part of a name."""
    number: int | None = None
    outside_no: str = ""
    """Its number on an outside platform."""
    after: After | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A case as a list shows it."""

    id: int
    item_name: str
    area_name: str | None
    lead_name: str
    stage: Stage
    track: Track | None
    closing: Closing | None
    suspended: bool
    supervised: bool
    next_due_at: datetime | None
    provisional: bool
    appeal_due_at: datetime | None
    opened_at: datetime
    late: bool
    complaints: int
    oral: bool
    """转换差评: a guide heard it."""
    stopped: bool
    """Its citizen said stop: they are called, not written to."""

    @property
    def place(self) -> tuple[bool, datetime | None, int]:
        """Where it stands in a list, as `_PLACE` has it."""
        closed = self.next_due_at is None
        return closed, self.next_due_at, -self.id if closed else self.id

    def __post_init__(self) -> None:
        object.__setattr__(self, "stage", Stage(self.stage))
        object.__setattr__(self, "track", Track(self.track) if self.track else None)
        object.__setattr__(self, "closing", Closing(self.closing) if self.closing else None)


SHOWS: Mapping[str, LiteralString] = {
    "mine": ITS_TURN,
    "open": "c.stage <> 'closed'",
    "late": f"c.stage <> 'closed' AND {LATE}",
    "supervised": "c.supervised AND c.stage <> 'closed'",
    "appeals": "c.appeal_due_at IS NOT NULL",
    "calls": """c.stage <> 'closed' AND EXISTS (
        SELECT FROM case_complaints x
         WHERE x.case_id = c.id AND x.calls AND x.outcome IS NULL AND NOT x.withdrawn AND x.verdict IS NULL)""",
    "unlabelled": """c.stage <> 'closed' AND EXISTS (
        SELECT FROM case_complaints x WHERE x.case_id = c.id AND x.label_due_at IS NOT NULL AND x.labelled_at IS NULL
           AND NOT x.withdrawn AND coalesce(x.verdict, 'refused') = 'refused')""",
    "improving": "c.improving",
    "appealed": "EXISTS (SELECT FROM case_events e WHERE e.case_id = c.id AND e.move = 'appeal')",
    "closed": "c.stage = 'closed'",
    "all": "true",
}
"""Kinds of lists."""

_ASKED: LiteralString = """
      AND (%(stage)s::text IS NULL OR c.stage = %(stage)s)
      AND (%(track)s::text IS NULL OR c.track = %(track)s)
      AND (%(kind)s::text IS NULL OR EXISTS (
           SELECT FROM case_complaints x WHERE x.case_id = c.id AND x.kind = %(kind)s))
      AND (%(lead)s = '' OR c.lead_code = %(lead)s OR position(%(lead)s IN o.name) > 0)
      AND (%(area)s = '' OR starts_with(c.area_code, %(area)s) OR position(%(area)s IN a.name) > 0)
      AND (%(number)s::bigint IS NULL OR c.id = %(number)s)
      AND (%(outside_no)s = '' OR c.id IN (
           SELECT w.case_id FROM work_orders w WHERE w.outside_no = %(outside_no)s))"""

_PLACE: LiteralString = (
    "coalesce(c.next_due_at, 'infinity'), CASE WHEN c.next_due_at IS NULL THEN -c.id ELSE c.id END"
)
"""By the next deadline; closed ones last, the newest of them first."""

_AFTER: LiteralString = f"""
      AND (%(after_id)s::bigint IS NULL
           OR ({_PLACE}) > (coalesce(%(after_due)s::timestamptz, 'infinity'),
                            CASE WHEN %(after_due)s::timestamptz IS NULL THEN -%(after_id)s::bigint
                                 ELSE %(after_id)s::bigint END))"""


async def listed(tx: Transaction, sight: Sight, wanted: Wanted, now: datetime, limit: int) -> list[Listed]:
    """The cases that are wanted, in the order of their places."""
    return await tx.fetch(
        Listed,
        f"""WITH RECURSIVE {MINE}
            SELECT c.id, c.item_name, a.name AS area_name, o.name AS lead_name, c.stage, c.track, c.closing,
                   c.suspended, c.supervised, c.next_due_at, c.provisional, c.appeal_due_at, c.opened_at,
                   coalesce(c.stage <> 'closed' AND {LATE}, false) AS late, k.complaints, k.oral,
                   EXISTS (SELECT FROM citizens z JOIN citizens y ON y.id = coalesce(z.merged_into, z.id)
                            WHERE z.id = c.citizen_id AND y.opted_out_at IS NOT NULL) AS stopped
              FROM cases c JOIN orgs o ON o.code = c.lead_code LEFT JOIN areas a ON a.code = c.area_code
              CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE NOT x.withdrawn) AS complaints,
                                         coalesce(bool_or(x.kind = 'oral'), false) AS oral
                                    FROM case_complaints x WHERE x.case_id = c.id) k
             WHERE {SEEN} AND ({SHOWS[wanted.show]}) {_ASKED} {_AFTER}
             ORDER BY {_PLACE} LIMIT %(limit)s""",  # noqa: S608
        **sight.params,
        now=now,
        stage=wanted.stage,
        track=wanted.track,
        kind=wanted.kind,
        lead=wanted.lead,
        area=wanted.area,
        number=wanted.number,
        outside_no=wanted.outside_no,
        after_id=wanted.after.id if wanted.after else None,
        after_due=wanted.after.due_at if wanted.after else None,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """The open cases that wait for an account, and those of what it sees that are overdue or under 督办."""

    mine: frozenset[int]
    late: frozenset[int]
    supervised: frozenset[int]

    def __post_init__(self) -> None:
        for name in ("mine", "late", "supervised"):
            object.__setattr__(self, name, frozenset(getattr(self, name)))


async def waiting(tx: Transaction, sight: Sight, now: datetime) -> Waiting:
    """Their numbers: whoever sees a case twice counts it once."""
    found = await tx.first(
        Waiting,
        f"""WITH RECURSIVE {MINE}
            SELECT coalesce(array_agg(c.id) FILTER (WHERE {ITS_TURN}), '{{}}') AS mine,
                   coalesce(array_agg(c.id) FILTER (WHERE {LATE}), '{{}}') AS late,
                   coalesce(array_agg(c.id) FILTER (WHERE c.supervised), '{{}}') AS supervised
              FROM cases c WHERE c.stage <> 'closed' AND {SEEN}""",  # noqa: S608
        **sight.params,
        now=now,
    )
    assert found is not None, "an aggregate has a row"
    return found


async def sees(tx: Transaction, sight: Sight, case_id: int) -> bool:
    """Whether the account sees a case."""
    return bool(
        await tx.value(
            f"WITH RECURSIVE {MINE} SELECT EXISTS (SELECT FROM cases c WHERE c.id = %(id)s AND {SEEN})",  # noqa: S608
            **sight.params,
            id=case_id,
        )
    )
