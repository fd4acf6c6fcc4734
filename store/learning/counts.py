"""The counts of a month, each made by one statement over all areas."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString

from evaluation.areas import significant
from evaluation.learning.pains import Place, Tally
from evaluation.levels import REASON_MENU
from evaluation.reports import Months
from store.db import Transaction
from store.learning.needs import count_needs

STATEMENT_MS = 600_000
"""A month of a province takes minutes, at night."""

COUNTED: LiteralString = """
    ratings r JOIN visits v ON v.id = r.visit_id
      LEFT JOIN case_complaints k ON k.visit_id = r.visit_id AND NOT k.withdrawn AND k.dispatched_at IS NOT NULL
      LEFT JOIN ratings o ON o.id = k.rating_id AND r.level > 2
      CROSS JOIN LATERAL (
           SELECT coalesce(k.level, r.level) AS level, coalesce(o.reasons, r.reasons) AS reasons,
                  CASE WHEN o.id IS NULL THEN r.comment ELSE o.comment END AS comment) AS c"""
"""Ratings as they count: once a case was dispatched, with the level that opened it and what was said with that."""
_OF_MONTH: LiteralString = """
    r.live AND r.rated_at >= %(since)s AND r.rated_at < %(until)s
      AND coalesce(k.verdict NOT IN ('mistaken', 'malicious'), true)"""
"""What an appeal has taken out of the figures is not counted."""


async def count_month(tx: Transaction, month: date) -> None:
    """Count a month anew: cells, comments and needs."""
    await tx.execute(f"SET LOCAL statement_timeout = {STATEMENT_MS}")
    for table in ("learning_cells", "learning_comments", "learning_needs"):
        await tx.execute(f"DELETE FROM {table} WHERE month = %(month)s", month=month)  # noqa: S608
    period = Months(month, month)
    await _count_cells(tx, month, period.begins, period.ends)
    await _note_comments(tx, month, period.begins, period.ends)
    await count_needs(tx, month, period.begins, period.ends)


async def _count_cells(tx: Transaction, month: date, since: datetime, until: datetime) -> None:
    named = ", ".join(
        f"count(*) FILTER (WHERE c.level <= 2 AND '{reason.value}' = ANY(c.reasons))"
        for reason in REASON_MENU
    )
    await tx.execute(
        f"""INSERT INTO learning_cells
            SELECT %(month)s, v.area_code, coalesce(v.org_code, ''), v.item_code, max(v.item_name), count(*),
                   count(*) FILTER (WHERE c.level <= 2), {named}
              FROM {COUNTED} WHERE {_OF_MONTH}
             GROUP BY v.area_code, coalesce(v.org_code, ''), v.item_code""",  # noqa: S608
        month=month,
        since=since,
        until=until,
    )


async def _note_comments(tx: Transaction, month: date, since: datetime, until: datetime) -> None:
    """Of citizens that are known: whether two comments are of two people cannot be told of others."""
    await tx.execute(
        f"""INSERT INTO learning_comments (month, area_code, rating_id)
            SELECT %(month)s, v.area_code, r.id FROM {COUNTED}
             WHERE {_OF_MONTH} AND c.comment <> '' AND v.citizen_id IS NOT NULL""",  # noqa: S608
        month=month,
        since=since,
        until=until,
    )


@dataclass(frozen=True, slots=True)
class _Line:
    month: date
    item_code: str | None
    org_code: str | None
    area_code: str | None
    ratings: int
    bad: int
    named: list[int]


async def tallies(
    tx: Transaction, digits: str, next_digits: int, months: tuple[date, date]
) -> dict[date, dict[Place, Tally]]:
    """Both months of an area: all of it, by item, by body, by item at a body, by area (its `next_digits`) inside."""
    sums = ", ".join(f"sum({reason.value})::int" for reason in REASON_MENU)
    lines = await tx.fetch(
        _Line,
        f"""SELECT month, item_code, org_code, inside AS area_code, sum(ratings)::int AS ratings,
                   sum(bad)::int AS bad, ARRAY[{sums}] AS named
              FROM (SELECT *, rpad(left(area_code, %(next)s), 12, '0') AS inside FROM learning_cells
                     WHERE month = ANY(%(months)s) AND starts_with(area_code, %(digits)s)) AS cell
             GROUP BY month, GROUPING SETS ((), (item_code), (org_code), (item_code, org_code), (inside))""",  # noqa: S608
        months=list(months),
        digits=digits,
        next=next_digits,
    )
    found: dict[date, dict[Place, Tally]] = {month: {} for month in months}
    for line in lines:
        place = Place(line.item_code, line.org_code, line.area_code)
        found[line.month][place] = Tally(line.ratings, line.bad, tuple(line.named))
    return found


@dataclass(frozen=True, slots=True)
class Comment:
    """What a citizen said with a rating, as it counts; `name_sealed` is the applicant's."""

    rating_id: int
    citizen_id: int
    item_code: str
    org_code: str
    level: int
    reasons: list[str]
    words: str
    record_no: str
    name_sealed: bytes | None


async def comments(tx: Transaction, month: date, digits: str, limit: int) -> tuple[list[Comment], int]:
    """Up to `limit` of the comments of an area, the same ones each time; how many there are."""
    found = await tx.fetch(
        Comment,
        f"""SELECT r.id AS rating_id, v.citizen_id, v.item_code, coalesce(v.org_code, '') AS org_code, c.level,
                   c.reasons, c.comment AS words, v.record_no, v.applicant_name_sealed AS name_sealed
              FROM (SELECT rating_id FROM learning_comments
                     WHERE month = %(month)s AND starts_with(area_code, %(digits)s)
                     ORDER BY hashint8(rating_id), rating_id LIMIT %(limit)s) AS said
              JOIN {COUNTED} ON r.id = said.rating_id
             WHERE r.live AND c.comment <> '' AND v.citizen_id IS NOT NULL ORDER BY r.id""",  # noqa: S608
        month=month,
        digits=digits,
        limit=limit,
    )
    of: int = await tx.value(
        "SELECT count(*) FROM learning_comments WHERE month = %(month)s AND starts_with(area_code, %(digits)s)",
        month=month,
        digits=digits,
    )
    return found, of


async def names_of_staff(tx: Transaction, digits: str) -> list[str]:
    """What the staff of an area, and of those around it, are called."""
    return await tx.values(
        """SELECT DISTINCT name FROM staff
            WHERE (starts_with(area_code, %(digits)s) OR starts_with(%(digits)s, rtrim(area_code, '0')))
              AND length(name) > 1""",
        digits=digits,
    )


@dataclass(frozen=True, slots=True)
class _Name:
    code: str
    name: str


async def names(tx: Transaction, month: date, area_code: str) -> dict[str, str]:
    """What the items, bodies and areas in a month's counts of an area are called."""
    found = await tx.fetch(
        _Name,
        """SELECT item_code AS code, max(item_name) AS name FROM learning_cells
            WHERE month = %(month)s AND starts_with(area_code, %(digits)s) GROUP BY item_code
           UNION ALL SELECT items[1], name FROM learning_needs
            WHERE month = %(month)s AND area_code = %(area)s AND cardinality(items) = 1
           UNION ALL SELECT code, name FROM areas WHERE starts_with(code, %(digits)s)
           UNION ALL SELECT code, name FROM orgs WHERE code IN (
               SELECT org_code FROM learning_cells WHERE month = %(month)s AND starts_with(area_code, %(digits)s))""",
        month=month,
        area=area_code,
        digits=significant(area_code),
    )
    return {each.code: each.name for each in found}
