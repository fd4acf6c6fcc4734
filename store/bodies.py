"""The bodies that cases go to: those above an org, and which body runs the programme in an area."""

from collections.abc import Iterable
from dataclasses import dataclass

from evaluation.areas import and_above
from evaluation.cases.standing import Body
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    area_code: str
    parent_code: str | None
    active: bool


async def with_those_above(tx: Transaction, codes: Iterable[str]) -> dict[str, Body]:
    """These orgs and all above them, each with those above it."""
    found = await tx.fetch(
        _Row,
        """WITH RECURSIVE above AS (
               SELECT code, area_code, parent_code, active FROM orgs WHERE code = ANY(%(codes)s)
                UNION
               SELECT o.code, o.area_code, o.parent_code, o.active FROM orgs o JOIN above a ON o.code = a.parent_code)
           SELECT code, area_code, parent_code, active FROM above""",
        codes=list(codes),
    )
    rows = {row.code: row for row in found}
    return {row.code: Body(row.code, row.area_code, _above(row, rows), row.active) for row in found}


def _above(row: _Row, rows: dict[str, _Row]) -> tuple[str, ...]:
    above: list[str] = []
    while row.parent_code in rows and row.parent_code not in above:
        above.append(row.parent_code)
        row = rows[row.parent_code]
    return tuple(above)


async def office_of(tx: Transaction, area_code: str) -> str | None:
    """The 好差评 office of an area: its own, or that of the nearest area above; None where nobody was named."""
    office: str | None = await tx.value(
        """SELECT org_code FROM area_offices WHERE area_code = ANY(%(areas)s::text[])
            ORDER BY array_position(%(areas)s::text[], area_code) LIMIT 1""",
        areas=list(and_above(area_code)),
    )
    return office


async def name_office(tx: Transaction, area_code: str, org_code: str) -> None:
    """Name the office of an area."""
    await tx.execute(
        """INSERT INTO area_offices (area_code, org_code) VALUES (%(area_code)s, %(org_code)s)
           ON CONFLICT (area_code) DO UPDATE SET org_code = excluded.org_code""",
        area_code=area_code,
        org_code=org_code,
    )


async def set_active(tx: Transaction, org_code: str, *, active: bool) -> None:
    """Say whether a body still works."""
    await tx.execute(
        "UPDATE orgs SET active = %(active)s WHERE code = %(code)s", code=org_code, active=active
    )
