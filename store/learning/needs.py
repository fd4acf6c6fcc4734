"""What citizens needed, and what together: the counts that 一件事 candidates come from."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString

from evaluation.learning.together import FEWEST_CITIZENS, MOST_ITEMS, WITHIN, Items
from store.db import Transaction

_LEVELS: LiteralString = "(VALUES (2), (4), (6), (9), (12)) AS level (digits)"
_NEEDED: LiteralString = f"""
    need AS MATERIALIZED (
        SELECT citizen_id, item_code, area_code, max(item_name) AS name, array_agg(finished_at) AS finished
          FROM visits
         WHERE finished_at >= %(since)s - %(within)s AND finished_at < %(until)s
           AND NOT withdrawn AND citizen_id IS NOT NULL
         GROUP BY citizen_id, item_code, area_code),
    agents AS (
        SELECT citizen_id FROM need GROUP BY citizen_id HAVING count(DISTINCT item_code) > %(most)s),
    own AS MATERIALIZED (SELECT * FROM need WHERE citizen_id NOT IN (SELECT citizen_id FROM agents)),
    around AS (
        SELECT DISTINCT area_code, rpad(left(area_code, digits), 12, '0') AS code
          FROM (SELECT DISTINCT area_code FROM own) AS there, {_LEVELS})"""  # noqa: S608
"""What citizens needed in the month and the 30 days before, those who act for many left out; the areas around each."""


async def count_needs(tx: Transaction, month: date, since: datetime, until: datetime) -> None:
    """Count how many citizens needed anything, each item, and several items together, in each area."""
    asked = {"month": month, "since": since, "until": until, "within": WITHIN, "most": MOST_ITEMS}
    await _count_each(tx, **asked, fewest=FEWEST_CITIZENS)
    await _count_together(tx, **asked, fewest=FEWEST_CITIZENS)


async def _count_each(tx: Transaction, **asked: object) -> None:
    await tx.execute(
        f"""WITH {_NEEDED},
            each AS (
                SELECT citizen_id, code, item_code, max(name) AS name FROM own JOIN around USING (area_code)
                 GROUP BY citizen_id, code, item_code)
            INSERT INTO learning_needs (month, area_code, items, name, citizens)
            SELECT %(month)s, code, ARRAY[item_code], max(name), count(*) FROM each
             GROUP BY code, item_code HAVING count(*) >= %(fewest)s
            UNION ALL
            SELECT %(month)s, code, '{{}}', NULL, count(*)
              FROM (SELECT DISTINCT citizen_id, code FROM each) AS anything
             GROUP BY code HAVING count(*) >= %(fewest)s""",  # noqa: S608
        **asked,
    )


async def _count_together(tx: Transaction, **asked: object) -> None:
    await tx.execute(
        f"""WITH {_NEEDED},
            several AS MATERIALIZED (
                SELECT citizen_id, item_code, area_code, unnest(finished) AS at FROM own
                 WHERE citizen_id IN (SELECT citizen_id FROM own GROUP BY citizen_id HAVING count(*) > 1)),
            pairs AS MATERIALIZED (
                SELECT a.citizen_id, a.item_code AS one, b.item_code AS two, a.area_code AS here, b.area_code AS there,
                       least(a.at, b.at) AS first, greatest(a.at, b.at) AS last
                  FROM several a JOIN several b ON b.citizen_id = a.citizen_id AND b.item_code > a.item_code
                   AND b.at BETWEEN a.at - %(within)s AND a.at + %(within)s),
            found AS (
                SELECT citizen_id, rpad(left(here, digits), 12, '0') AS code, ARRAY[one, two] AS items
                  FROM pairs, {_LEVELS}
                 WHERE last >= %(since)s AND left(here, digits) = left(there, digits)
                UNION
                SELECT p.citizen_id, rpad(left(p.here, digits), 12, '0'), ARRAY[p.one, p.two, c.item_code]
                  FROM pairs p JOIN several c ON c.citizen_id = p.citizen_id AND c.item_code > p.two, {_LEVELS}
                 WHERE greatest(p.last, c.at) >= %(since)s
                   AND greatest(p.last, c.at) - least(p.first, c.at) <= %(within)s
                   AND left(p.here, digits) = left(p.there, digits)
                   AND left(p.here, digits) = left(c.area_code, digits))
            INSERT INTO learning_needs (month, area_code, items, citizens)
            SELECT %(month)s, code, items, count(*) FROM found
             GROUP BY code, items HAVING count(*) >= %(fewest)s""",  # noqa: S608
        **asked,
    )


@dataclass(frozen=True, slots=True)
class _Need:
    items: list[str]
    citizens: int


async def needs(tx: Transaction, month: date, area_code: str) -> dict[Items, int]:
    """How many citizens needed which items."""
    found = await tx.fetch(
        _Need,
        "SELECT items, citizens FROM learning_needs WHERE month = %(month)s AND area_code = %(area)s",
        month=month,
        area=area_code,
    )
    return {tuple(each.items): each.citizens for each in found}
