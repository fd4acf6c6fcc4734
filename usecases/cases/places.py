"""Where a case is: the bodies it asks about, and the office of its area."""

from collections.abc import Iterable

from evaluation.cases.case import Case
from evaluation.cases.standing import Where
from evaluation.cases.turn import helpers
from store import bodies
from store.db import Transaction


async def where(tx: Transaction, area_code: str, codes: Iterable[str]) -> Where:
    """The area, its office, and these bodies with all above them.

    Where no office was named, the highest of these bodies is the one that sees to it.
    """
    named = await bodies.office_of(tx, area_code)
    asked = [*codes, *([named] if named else [])]
    found = await bodies.with_those_above(tx, asked)
    office = named or next((found[code].and_above[-1] for code in asked if code in found), "")
    return Where(area_code, office, found)


async def where_is(tx: Transaction, area_code: str, case: Case) -> Where:
    """The same for the bodies that a case names."""
    appealed = (c.appeal.by.org for c in case.complaints.values() if c.appeal and c.appeal.by.org)
    return await where(tx, area_code, (case.lead, *helpers(case), *appealed))
