"""案例库: closed cases with masked words, found by what they say; some are marked as examples."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import LiteralString

from store.db import Transaction
from store.reports.seen import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """How a closed case went."""

    case_id: int
    area_code: str
    item_name: str
    reasons: list[str]
    track: str | None
    depth: str | None
    improving: bool
    rectified_on: date
    closed_on: date
    outcome: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(Outline):
    """What is known of a closed case beside its words."""

    events: int
    org_code: str
    lead_code: str
    item_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Facts):
    """A closed case as it is before anything is masked."""

    said: list[str]
    done: list[str]
    sealed: list[bytes]
    """The names of whoever applied."""
    numbers: list[str]
    """The numbers of their records."""


async def closed(tx: Transaction, limit: int) -> list[Closed]:
    """Up to `limit` closed cases that the library has not, or not as they stand now.

    Reasons and words are those of the bad rating as it stands: by SMS they come in a message after the level.
    """
    return await tx.fetch(
        Closed,
        """SELECT c.id AS case_id, c.events, c.area_code, coalesce(x.org_code, c.lead_code) AS org_code,
                  c.lead_code, c.item_code, c.item_name, x.reasons, c.track, c.depth, c.improving,
                  coalesce(e.rectified_on, e.closed_on) AS rectified_on, e.closed_on, x.outcome, x.said, e.done,
                  x.sealed, x.numbers
             FROM cases c LEFT JOIN case_library l ON l.case_id = c.id
             CROSS JOIN LATERAL (
                  SELECT max(at) FILTER (WHERE move = 'rectify')::date AS rectified_on, max(at)::date AS closed_on,
                         coalesce(array_agg(words ORDER BY seq) FILTER (
                             WHERE move IN ('conclude', 'rectify', 'answer') AND words <> ''), '{}') AS done
                    FROM case_events WHERE case_id = c.id AND move <> 'improve') AS e
             CROSS JOIN LATERAL (
                  SELECT max(v.org_code) AS org_code,
                         CASE WHEN bool_or(k.outcome = 'not_solved') THEN 'not_solved'
                              WHEN bool_or(k.outcome = 'solved') THEN 'solved' ELSE max(k.outcome) END AS outcome,
                         coalesce(array_agg(coalesce(k.words, b.comment, r.comment) ORDER BY k.id) FILTER (
                             WHERE coalesce(k.words, b.comment, r.comment) <> ''), '{}') AS said,
                         coalesce(array_agg(v.applicant_name_sealed) FILTER (
                             WHERE v.applicant_name_sealed IS NOT NULL), '{}') AS sealed,
                         coalesce(array_agg(v.record_no) FILTER (WHERE v.record_no IS NOT NULL), '{}') AS numbers,
                         coalesce((SELECT array_agg(DISTINCT reason) FROM case_complaints y
                             JOIN ratings z ON z.id = y.rating_id
                             LEFT JOIN ratings b ON b.visit_id = y.visit_id AND b.live AND b.level <= 2
                            CROSS JOIN unnest(coalesce(b.reasons, z.reasons)) AS reason
                            WHERE y.case_id = c.id AND NOT y.withdrawn), '{}') AS reasons
                    FROM case_complaints k LEFT JOIN ratings r ON r.id = k.rating_id
                    LEFT JOIN ratings b ON b.visit_id = k.visit_id AND b.live AND b.level <= 2 AND r.id IS NOT NULL
                    LEFT JOIN visits v ON v.id = k.visit_id
                   WHERE k.case_id = c.id AND NOT k.withdrawn
                     AND coalesce(k.verdict NOT IN ('mistaken', 'malicious'), true)) AS x
            WHERE c.closing = 'done' AND l.events IS DISTINCT FROM c.events
            ORDER BY c.id LIMIT %(limit)s""",
        limit=limit,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved(Facts):
    """A case as the library keeps it: masked, with what a search looks up."""

    said: str
    done: str
    grams: list[str]


async def shelve(tx: Transaction, cases: Sequence[Shelved]) -> None:
    """Keep them, in the place of what was kept of them; an example stays one."""
    await tx.execute_many(
        """INSERT INTO case_library (case_id, events, area_code, org_code, lead_code, item_code, item_name, reasons,
                                     track, depth, improving, rectified_on, closed_on, outcome, said, done, grams)
           VALUES (%(case_id)s, %(events)s, %(area_code)s, %(org_code)s, %(lead_code)s, %(item_code)s, %(item_name)s,
                   %(reasons)s, %(track)s, %(depth)s, %(improving)s, %(rectified_on)s, %(closed_on)s, %(outcome)s,
                   %(said)s, %(done)s, %(grams)s)
           ON CONFLICT (case_id) DO UPDATE SET
               (events, area_code, org_code, lead_code, item_code, item_name, reasons, track, depth, improving,
                rectified_on, closed_on, outcome, said, done, grams)
             = (excluded.events, excluded.area_code, excluded.org_code, excluded.lead_code, excluded.item_code,
                excluded.item_name, excluded.reasons, excluded.track, excluded.depth, excluded.improving,
                excluded.rectified_on, excluded.closed_on, excluded.outcome, excluded.said, excluded.done,
                excluded.grams)""",
        [asdict(case) for case in cases],
    )


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for; what is empty or None is not asked about."""

    words: list[str]
    grams: list[str]
    """Of all the words: what every case found has."""
    item: str = ""
    """A code, or part of a name."""
    org: str = ""
    """A code of either body, or part of its name."""
    reason: str | None = None
    depth: str | None = None
    verdict: str | None = None
    """What came of it after six months; `waiting`: not yet known."""
    month: date | None = None
    """In which it was closed."""
    examples: bool = False
    improving: bool = False
    after: tuple[date, int] | None = None
    """Behind the case closed on this day, of this number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Outline):
    """A case of the library."""

    area_name: str | None
    org_name: str | None
    lead_name: str
    said: str
    done: str
    example_note: str | None
    example_at: datetime | None
    example_by: str | None


_SEEN: LiteralString = """
    starts_with(l.area_code, %(digits)s)
      AND (%(orgs)s::text[] IS NULL OR l.lead_code = ANY(%(orgs)s) OR l.org_code = ANY(%(orgs)s))
      AND EXISTS (SELECT FROM cases c WHERE c.id = l.case_id AND c.closing = 'done')"""
_SHOWN: LiteralString = """
    l.case_id, l.area_code, a.name AS area_name, o.name AS org_name, b.name AS lead_name, l.item_name, l.reasons,
    l.track, l.depth, l.improving, l.rectified_on, l.closed_on, l.outcome, l.said, l.done, l.example_note,
    l.example_at, s.name AS example_by"""
_FROM: LiteralString = """
    case_library l JOIN orgs b ON b.code = l.lead_code LEFT JOIN orgs o ON o.code = l.org_code
      LEFT JOIN areas a ON a.code = l.area_code LEFT JOIN staff s ON s.id = l.example_by"""


async def found(tx: Transaction, seen: Seen, sought: Sought, limit: int) -> list[Found]:
    """The cases that somebody sees and looks for, the last closed first."""
    return await tx.fetch(
        Found,
        f"""SELECT {_SHOWN} FROM {_FROM}
             WHERE {_SEEN}
               AND (%(grams)s::text[] = '{{}}' OR l.grams @> %(grams)s)
               AND NOT EXISTS (SELECT FROM unnest(%(words)s::text[]) AS w (word)
                                WHERE position(word IN lower(concat_ws(' ', l.item_name, l.said, l.done))) = 0)
               AND (%(item)s = '' OR l.item_code = %(item)s OR position(%(item)s IN l.item_name) > 0)
               AND (%(org)s = '' OR %(org)s IN (l.org_code, l.lead_code)
                    OR position(%(org)s IN concat_ws(' ', o.name, b.name)) > 0)
               AND (%(reason)s::text IS NULL OR %(reason)s = ANY(l.reasons))
               AND (%(depth)s::text IS NULL OR l.depth = %(depth)s)
               AND (%(month)s::date IS NULL
                    OR l.closed_on >= %(month)s AND l.closed_on < %(month)s + interval '1 month')
               AND (NOT %(examples)s OR l.example_at IS NOT NULL)
               AND (NOT %(improving)s OR l.improving)
               AND (%(verdict)s::text IS NULL
                    OR %(verdict)s = coalesce((SELECT 'known' FROM case_effects e WHERE e.case_id = l.case_id LIMIT 1),
                                              'waiting')
                    OR EXISTS (SELECT FROM case_effects e
                                WHERE e.case_id = l.case_id AND e.verdict = %(verdict)s))
               AND (%(after)s::date IS NULL OR (l.closed_on, l.case_id) < (%(after)s, %(after_id)s::bigint))
             ORDER BY l.closed_on DESC, l.case_id DESC LIMIT %(limit)s""",  # noqa: S608
        digits=seen.digits,
        orgs=seen.orgs,
        **{name: getattr(sought, name) for name in Sought.__slots__ if name != "after"},
        after=sought.after[0] if sought.after else None,
        after_id=sought.after[1] if sought.after else None,
        limit=limit,
    )


async def one(tx: Transaction, seen: Seen, case_id: int) -> Found | None:
    """One case of those that somebody sees."""
    return await tx.first(
        Found,
        f"SELECT {_SHOWN} FROM {_FROM} WHERE l.case_id = %(id)s AND {_SEEN}",  # noqa: S608
        id=case_id,
        digits=seen.digits,
        orgs=seen.orgs,
    )


async def mark(tx: Transaction, case_id: int, note: str, staff_id: int, now: datetime) -> bool:
    """Make it an example; False where it is one already."""
    return bool(
        await tx.execute(
            """UPDATE case_library SET example_note = %(note)s, example_by = %(staff_id)s, example_at = %(now)s
                WHERE case_id = %(id)s AND example_at IS NULL""",
            id=case_id,
            note=note,
            staff_id=staff_id,
            now=now,
        )
    )


async def unmark(tx: Transaction, case_id: int) -> bool:
    """Make it none; False where it is none."""
    return bool(
        await tx.execute(
            """UPDATE case_library SET example_note = NULL, example_by = NULL, example_at = NULL
                WHERE case_id = %(id)s AND example_at IS NOT NULL""",
            id=case_id,
        )
    )
