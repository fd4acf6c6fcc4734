"""Orgs and areas: what decides whether a record can be placed."""

from collections.abc import Iterable
from dataclasses import dataclass

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


async def put(tx: Transaction, rows: list[OrgRow]) -> None:
    """Add or update orgs and their areas; a parent may stand after its children."""
    lines = [
        {
            "code": row.org_code,
            "name": row.org_name,
            "area_code": row.area_code,
            "area_name": row.area_name,
            "parent": row.parent_org_code,
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
              SET name = excluded.name, area_code = excluded.area_code, parent_code = excluded.parent_code""",
        lines,
    )
