"""One case as its page shows it: what is not in its history, and nothing by which the citizen is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from evaluation.cases.words import Kind
from evaluation.levels import Level, Reason
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Row:
    """The matter of a case."""

    id: int
    citizen_id: int | None
    item_code: str | None
    item_name: str
    area_code: str
    area_name: str | None
    stopped: bool
    """Its citizen said stop: no word of it reaches them, unless they ask."""

    @property
    def can_be_asked(self) -> bool:
        """Whether a question reaches somebody: a rating of a hall has nobody, and who said stop is not asked."""
        return self.citizen_id is not None and not self.stopped


async def row_of(tx: Transaction, case_id: int) -> Row | None:
    """The matter of a case."""
    return await tx.first(
        Row,
        """SELECT c.id, c.citizen_id, c.item_code, c.item_name, c.area_code, a.name AS area_name,
                  CASE WHEN now_z.id IS NULL THEN z.opted_out_at ELSE now_z.opted_out_at END IS NOT NULL AS stopped
             FROM cases c LEFT JOIN areas a ON a.code = c.area_code LEFT JOIN citizens z ON z.id = c.citizen_id
             LEFT JOIN citizens now_z ON now_z.id = z.merged_into
            WHERE c.id = %(id)s""",
        id=case_id,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What a complaint says; of a rating its words and reasons as they stand now, the level as it counts."""

    id: int
    kind: Kind
    said_at: datetime
    level: Level | None
    reasons: tuple[Reason, ...]
    words: str | None
    level_now: Level | None
    """The citizen's latest, where they gave another."""
    place: str | None
    """Where a guide heard it."""
    service_channel: str | None
    window_no: str | None
    record_no: str | None
    finished_at: datetime | None
    own_level: Level | None
    """What the citizen whom a guide heard gave in answer, with its reasons and words."""
    own_reasons: tuple[Reason, ...]
    own_words: str | None
    was_asked: bool
    unasked_because: str | None

    def __post_init__(self) -> None:
        for name, of in (("kind", Kind), ("level", Level), ("level_now", Level), ("own_level", Level)):
            value = getattr(self, name)
            object.__setattr__(self, name, of(value) if value is not None else None)
        for name in ("reasons", "own_reasons"):
            object.__setattr__(self, name, tuple(Reason(reason) for reason in getattr(self, name) or ()))


async def said_in(tx: Transaction, case_id: int) -> list[Said]:
    """The complaints of a case, the oldest first."""
    return await tx.fetch(
        Said,
        """SELECT x.id, x.kind, x.said_at, x.level, coalesce(b.reasons, r.reasons) AS reasons,
                  coalesce(x.words, b.comment, r.comment) AS words, nullif(l.level, x.level) AS level_now, x.place,
                  v.service_channel, v.window_no, v.record_no, v.finished_at, a.level AS own_level,
                  a.reasons AS own_reasons, a.comment AS own_words, x.asked_by IS NOT NULL AS was_asked,
                  coalesce(x.unasked_because, CASE WHEN m.state IN ('cancelled', 'failed') THEN 'not_delivered' END)
                      AS unasked_because
             FROM case_complaints x LEFT JOIN ratings r ON r.id = x.rating_id
             LEFT JOIN ratings l ON l.visit_id = x.visit_id AND l.live AND x.kind = 'rating'
             LEFT JOIN ratings b ON b.id = l.id AND b.level <= 2
             LEFT JOIN ratings a ON a.live AND x.kind = 'oral' AND (a.complaint_id = x.id OR a.visit_id = x.visit_id)
             LEFT JOIN messages m ON m.id = x.asked_by
             LEFT JOIN visits v ON v.id = x.visit_id
            WHERE x.case_id = %(id)s ORDER BY x.id""",
        id=case_id,
    )


@dataclass(frozen=True, slots=True)
class _Named:
    code: str
    name: str


async def org_names(tx: Transaction, codes: Iterable[str]) -> dict[str, str]:
    """What bodies are called."""
    found = await tx.fetch(
        _Named, "SELECT code, name FROM orgs WHERE code = ANY(%(codes)s)", codes=list(codes)
    )
    return {each.code: each.name for each in found}


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    name: str


async def staff_names(tx: Transaction, ids: Iterable[int]) -> dict[int, str]:
    """What people of the staff are called."""
    found = await tx.fetch(_Person, "SELECT id, name FROM staff WHERE id = ANY(%(ids)s)", ids=list(ids))
    return {each.id: each.name for each in found}


async def sealed_of(tx: Transaction, case_id: int) -> list[bytes]:
    """The names and numbers of whoever complains, sealed: to see that no answer names them."""
    return await tx.values(
        """SELECT a.sealed FROM cases c JOIN citizens z ON z.id = c.citizen_id
             JOIN addresses a ON a.citizen_id IN (z.id, z.merged_into)
            WHERE c.id = %(id)s
           UNION ALL
           SELECT s.sealed FROM case_complaints x JOIN visits v ON v.id = x.visit_id
             CROSS JOIN LATERAL (VALUES (v.applicant_name_sealed), (v.applicant_code_sealed)) AS s(sealed)
            WHERE x.case_id = %(id)s AND s.sealed IS NOT NULL""",
        id=case_id,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A body that a case can go to."""

    code: str
    name: str
    area_name: str | None


async def bodies_like(
    tx: Transaction, name: str, digits: str, areas: Iterable[str], limit: int
) -> list[Choice]:
    """Bodies that work, of an area (its `digits`) or of those above it (`areas`), by a part of their name or code."""
    return await tx.fetch(
        Choice,
        """SELECT o.code, o.name, a.name AS area_name FROM orgs o LEFT JOIN areas a ON a.code = o.area_code
            WHERE o.active AND (starts_with(o.area_code, %(digits)s) OR o.area_code = ANY(%(areas)s))
              AND (%(name)s = '' OR position(%(name)s IN o.name) > 0 OR o.code = %(name)s)
            ORDER BY length(o.name), o.name, o.code LIMIT %(limit)s""",
        name=name,
        digits=digits,
        areas=list(areas),
        limit=limit,
    )
