"""Take in the catalogue of orgs and areas, all of a file or nothing of it."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from evaluation.areas import is_area_code
from store import catalogue, intake
from store.catalogue import OrgRow
from store.db import Database, Transaction
from store.vault import Vault
from usecases.files.headers import ORGS, Columns, read_columns
from usecases.files.lines import refuse, rows_of, text_of
from usecases.files.summary import OrgSummary
from usecases.files.tables import Row, open_table
from usecases.files.values import DAMAGED, SURPLUS, damaged
from usecases.intake.record import MESSAGES
from usecases.release import Progress, release_quarantined
from usecases.rules import Clock, Rules

LONGEST_CODE = 64
LONGEST_NAME = 200
_LONGEST = {
    "org_code": LONGEST_CODE,
    "parent_org_code": LONGEST_CODE,
    "org_name": LONGEST_NAME,
    "area_name": LONGEST_NAME,
}


@dataclass(frozen=True, slots=True)
class OrgLine:
    """A line of the file."""

    line: int
    org: OrgRow


async def import_orgs(
    database: Database, path: Path, *, vault: Vault, rules: Rules, clock: Clock, progress: Progress
) -> OrgSummary:
    """Add or update the orgs and areas of a CSV or XLSX file, then release what they can place.

    TableError, a line for each line of the file that is wrong; then nothing was changed.
    """
    lines, columns = await asyncio.to_thread(_read, path)
    with_parents = "parent_org_code" in columns.position
    await database.persist(lambda tx: _put(tx, path.name, lines, with_parents=with_parents))
    released = await release_quarantined(database, vault, rules, clock, progress)
    areas = {each.org.area_code for each in lines}
    orgs = {each.org.org_code for each in lines}
    return OrgSummary(path.name, len(orgs), len(areas), released, columns.ignored)


async def _put(tx: Transaction, name: str, lines: Sequence[OrgLine], *, with_parents: bool) -> None:
    await intake.hold_placing(tx)
    wanted = {each.org.parent_org_code for each in lines if each.org.parent_org_code}
    above = await catalogue.ancestry(tx, wanted)
    refuse(name, [*_contradictions(lines), *_family_errors(lines, above)])
    await catalogue.put(tx, [each.org for each in lines], with_parents=with_parents)


def _read(path: Path) -> tuple[list[OrgLine], Columns]:
    with closing(open_table(path, ORGS.looks_like_header)) as table:
        columns = read_columns(path.name, table.headers, ORGS)
        lines, errors = [], []
        for row in rows_of(table):
            values = {field: text_of(row.cells[place]) for field, place in columns.position.items()}
            wrong = [*_row_errors(row, values)]
            errors += [(row.line, message) for message in wrong]
            if not wrong:
                lines.append(_line(row, values))
    refuse(path.name, errors)
    return lines, columns


def _line(row: Row, values: dict[str, str]) -> OrgLine:
    return OrgLine(
        row.line,
        OrgRow(
            org_code=values["org_code"],
            org_name=values["org_name"],
            area_code=values["area_code"],
            area_name=values["area_name"],
            parent_org_code=values.get("parent_org_code") or None,
        ),
    )


def _row_errors(row: Row, values: dict[str, str]) -> Iterator[str]:
    """What is wrong with one line by itself."""
    for field in ORGS.required:
        if not values[field]:
            yield f"{ORGS.title(field)}：{MESSAGES['missing']}"
    for field in ("org_code", "parent_org_code"):
        if damaged(values.get(field, "")):
            yield f"{ORGS.title(field)}：{DAMAGED}"
    for field, most in _LONGEST.items():
        if len(values.get(field, "")) > most:
            yield f"{ORGS.title(field)}：最多{most}个字符 (at most {most} characters)"
    if values["area_code"] and not is_area_code(values["area_code"]):
        yield f"{ORGS.title('area_code')}：{MESSAGES['bad_area']}"
    if row.surplus:
        yield SURPLUS


def _contradictions(lines: Sequence[OrgLine]) -> Iterator[tuple[int, str]]:
    """Lines that say something else than a line before them."""
    areas: dict[str, OrgLine] = {}
    orgs: dict[str, OrgLine] = {}
    for each in lines:
        area = areas.setdefault(each.org.area_code, each)
        if area.org.area_name != each.org.area_name:
            yield (
                each.line,
                f"区划 {each.org.area_code} 与第{area.line}行名称不同 (two names; see line {area.line})",
            )
        org = orgs.setdefault(each.org.org_code, each)
        if org.org != each.org:
            yield each.line, f"机构 {each.org.org_code} 与第{org.line}行不同 (contradicts line {org.line})"


def _family_errors(lines: Sequence[OrgLine], above: Mapping[str, str | None]) -> Iterator[tuple[int, str]]:
    """Lines whose parent nobody knows, or that are their own ancestors; `above` is what the catalogue has."""
    parents = {**above, **{each.org.org_code: each.org.parent_org_code for each in lines}}
    for each in lines:
        parent = each.org.parent_org_code
        if parent and parent not in parents:
            yield each.line, f"上级机构 {parent} 不存在 (parent neither in this file nor in the catalogue)"
        elif _is_own_ancestor(each.org.org_code, parents):
            yield each.line, f"机构 {each.org.org_code} 是自己的上级 (its own ancestor)"


def _is_own_ancestor(code: str, parents: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    above = parents[code]
    while above and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return code in seen
