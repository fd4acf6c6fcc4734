"""Samples as the staff see them: the list, one with what was drawn, and the number of who is to be called."""

from dataclasses import dataclass
from datetime import date, datetime

from store.case_calls import Reached
from store.case_sight import IN_OFFICE, Sight
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Listed:
    """A sample on the list; `to_call` are on the list of those who are to be called."""

    id: int
    month: date
    area_code: str
    area_name: str | None
    drawn_at: datetime
    seed: str
    size: int
    of_ratings: int
    drawn: int
    answered: int
    to_call: int


async def listed(tx: Transaction, sight: Sight, limit: int, only: int | None = None) -> list[Listed]:
    """The samples that are drawn, the newest first, or `only` one."""
    return await tx.fetch(
        Listed,
        f"""SELECT c.id, c.month, c.area_code, z.name AS area_name, c.drawn_at, c.seed, c.size,
                   (SELECT sum(s.of_ratings)::int FROM sample_strata s WHERE s.sample_id = c.id) AS of_ratings,
                   count(d.id) AS drawn, count(a.drawn_id) FILTER (WHERE NOT a.refused) AS answered,
                   count(*) FILTER (WHERE q.state = 'calling') AS to_call
              FROM samples c LEFT JOIN areas z ON z.code = c.area_code
              LEFT JOIN sample_ratings d ON d.sample_id = c.id
              LEFT JOIN sample_asks q ON q.drawn_id = d.id LEFT JOIN sample_answers a ON a.drawn_id = d.id
             WHERE c.drawn_at IS NOT NULL AND {IN_OFFICE} AND (%(only)s::bigint IS NULL OR c.id = %(only)s)
             GROUP BY c.id, z.name ORDER BY c.month DESC, c.area_code LIMIT %(limit)s""",  # noqa: S608
        **sight.params,
        only=only,
        limit=limit,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A drawn rating: what it was, how far it is, what was answered. `level` is what it was before.

    `put_right_at`: when whoever handled its case told what was done; `excluded`: an appeal took it out of the figures
    after the draw; `kind` and `sealed` are the phone of whoever gave it, if they left one.
    """

    id: int
    place: int
    level: int
    item_name: str
    finished_at: datetime
    has_case: bool
    put_right_at: datetime | None
    excluded: bool
    state: str
    opted_out: bool
    tries: int
    way: str | None
    refused: bool | None
    now: int | None
    put_right: bool | None
    words: str | None
    answered_at: datetime | None
    by_name: str | None
    kind: str | None
    sealed: bytes | None


async def rows(tx: Transaction, sample_id: int, only: int | None = None) -> list[Row]:
    """What was drawn, in that order, or `only` one of it."""
    return await tx.fetch(
        Row,
        """SELECT d.id, d.place, d.level::int AS level, v.item_name, v.finished_at, k.id IS NOT NULL AS has_case,
                  CASE WHEN coalesce(k.verdict, 'refused') = 'refused' THEN k.answered_at END AS put_right_at,
                  coalesce(k.verdict IN ('mistaken', 'malicious'), false) AS excluded,
                  q.state, z.opted_out_at IS NOT NULL AS opted_out,
                  (SELECT count(*) FROM sample_calls l WHERE l.drawn_id = d.id) AS tries,
                  a.way, a.refused, a.level::int AS now, a.put_right, a.words, a.at AS answered_at,
                  s.name AS by_name, p.kind, p.sealed
             FROM sample_ratings d JOIN visits v ON v.id = d.visit_id JOIN sample_asks q ON q.drawn_id = d.id
             JOIN citizens z ON z.id = q.citizen_id
             LEFT JOIN case_complaints k ON k.visit_id = d.visit_id AND NOT k.withdrawn
             LEFT JOIN sample_answers a ON a.drawn_id = d.id LEFT JOIN staff s ON s.id = a.staff_id
             LEFT JOIN LATERAL (SELECT kind, sealed FROM addresses WHERE citizen_id = z.id AND kind = 'phone'
                                 ORDER BY id DESC LIMIT 1) AS p ON true
            WHERE d.sample_id = %(id)s AND (%(only)s::bigint IS NULL OR d.id = %(only)s) ORDER BY d.place""",
        id=sample_id,
        only=only,
    )


async def number_of(tx: Transaction, drawn_id: int) -> Reached | None:
    """The phone of whoever gave a drawn rating; None where there is none."""
    return await tx.first(
        Reached,
        """SELECT a.kind, a.sealed FROM sample_asks q
             JOIN addresses a ON a.citizen_id = q.citizen_id AND a.kind = 'phone'
            WHERE q.drawn_id = %(id)s ORDER BY a.id DESC LIMIT 1""",
        id=drawn_id,
    )
