"""Orgs and areas: what decides whether a record can be placed."""

from collections.abc import Iterable
from dataclasses import dataclass

from evaluation.areas import significant
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class OrgRow:
    """One line of the catalogue."""

    org_code: str
    org_name: str
    area_code: str
    area_name: str
    parent_org_code: str | None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The codes known among those asked for."""

    orgs: frozenset[str]
    areas: frozenset[str]


async def known(tx: Transaction, orgs: Iterable[str], areas: Iterable[str]) -> Catalogue:
    """Which of these codes the catalogue has."""
    return Catalogue(
        frozenset(await tx.values("SELECT code FROM orgs WHERE code = ANY(%(codes)s)", codes=list(orgs))),
        frozenset(await tx.values("SELECT code FROM areas WHERE code = ANY(%(codes)s)", codes=list(areas))),
    )


async def known_orgs(tx: Transaction, codes: Iterable[str]) -> frozenset[str]:
    """Which of these orgs the catalogue has."""
    return (await known(tx, codes, ())).orgs


@dataclass(frozen=True, slots=True)
class _Child:
    code: str
    parent_code: str | None


async def ancestry(tx: Transaction, codes: Iterable[str]) -> dict[str, str | None]:
    """Those of these orgs that the catalogue has, and all above them, each with its parent."""
    rows = await tx.fetch(
        _Child,
        """WITH RECURSIVE above AS (
               SELECT code, parent_code FROM orgs WHERE code = ANY(%(codes)s)
                UNION
               SELECT o.code, o.parent_code FROM orgs o JOIN above a ON o.code = a.parent_code)
           SELECT code, parent_code FROM above""",
        codes=list(codes),
    )
    return {row.code: row.parent_code for row in rows}


@dataclass(frozen=True, slots=True)
class Area:
    """An area and what it is called."""

    code: str
    name: str


async def areas_in(tx: Transaction, area_code: str) -> list[Area]:
    """This area and all inside it, as far as the catalogue has them."""
    return await tx.fetch(
        Area,
        "SELECT code, name FROM areas WHERE starts_with(code, %(digits)s) ORDER BY code",
        digits=significant(area_code),
    )


async def area_names(tx: Transaction, codes: Iterable[str]) -> dict[str, str]:
    """What these areas are called, as far as the catalogue has them."""
    found = await tx.fetch(
        Area, "SELECT code, name FROM areas WHERE code = ANY(%(codes)s)", codes=list(codes)
    )
    return {area.code: area.name for area in found}


async def has_area_in(tx: Transaction, area_code: str) -> bool:
    """Whether the catalogue has this area, or one inside it."""
    return bool(
        await tx.value(
            "SELECT EXISTS (SELECT FROM areas WHERE starts_with(code, %(digits)s))",
            digits=significant(area_code),
        )
    )


async def area_of_org(tx: Transaction, org_code: str) -> str | None:
    """Where an org is; None for one that the catalogue does not have."""
    area: str | None = await tx.value("SELECT area_code FROM orgs WHERE code = %(code)s", code=org_code)
    return area


async def put(tx: Transaction, rows: list[OrgRow], *, with_parents: bool = True) -> None:
    """Add or update orgs and their areas; a parent may stand after its children.

    Without `with_parents` the orgs keep the parents they have.
    """
    lines = [
        {
            "code": row.org_code,
            "name": row.org_name,
            "area_code": row.area_code,
            "area_name": row.area_name,
            "parent": row.parent_org_code,
            "with_parents": with_parents,
        }
        for row in rows
    ]
    await tx.execute_many(
        """INSERT INTO areas (code, name) VALUES (%(area_code)s, %(area_name)s)
           ON CONFLICT (code) DO UPDATE SET name = excluded.name""",
        lines,
    )
    await tx.execute_many(
        """INSERT INTO orgs (code, name, area_code, parent_code)
           VALUES (%(code)s, %(name)s, %(area_code)s, %(parent)s)
           ON CONFLICT (code) DO UPDATE
              SET name = excluded.name, area_code = excluded.area_code,
                  parent_code = CASE WHEN %(with_parents)s THEN excluded.parent_code ELSE orgs.parent_code END""",
        lines,
    )
