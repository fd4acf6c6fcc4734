"""Which area a report is about: the reader's own, or one inside it."""

from dataclasses import dataclass

from evaluation.areas import covers, is_area_code, next_below, parent_of
from evaluation.staff import Scope
from store import bodies, catalogue
from store.catalogue import Area
from store.db import Transaction
from store.reports.seen import Seen, seen


class OutsideScope(Exception):
    """The area is none, or is not the reader's to see."""


async def narrowed(tx: Transaction, scope: Scope, area_code: str | None) -> Seen:
    """What a reader sees of an area, or of all that is theirs: the 好差评 office of an area sees all of it.

    Raises `OutsideScope`.
    """
    wanted = area_code or scope.area_code
    if not is_area_code(wanted) or not scope.covers_area(wanted):
        raise OutsideScope
    runs_it = scope.org_code is not None and scope.org_code == await bodies.office_of(tx, wanted)
    return await seen(tx, Scope(wanted, None if runs_it else scope.org_code))


@dataclass(frozen=True, slots=True)
class Choices:
    """Where one can go from an area: up as far as the scope reaches, itself included, and one step down."""

    above: list[Area]
    below: list[Area]

    def name_of(self, area_code: str) -> str:
        """What an area is called; its code where the catalogue has no name for it."""
        names = {area.code: area.name for area in (*self.above, *self.below)}
        return names.get(area_code, area_code)


async def choices(tx: Transaction, scope: Scope, area_code: str) -> Choices:
    """The areas around one of the scope."""
    known = {area.code: area.name for area in await catalogue.areas_in(tx, area_code)}
    below = sorted({next_below(area_code, code) for code in known} - {area_code})
    above: list[str] = []
    step: str | None = area_code
    while step is not None and covers(scope.area_code, step):
        above.insert(0, step)
        step = parent_of(step)
    names = {**known, **await catalogue.area_names(tx, above)}
    return Choices(
        [Area(code, names.get(code, code)) for code in above],
        [Area(code, names.get(code, code)) for code in below],
    )
