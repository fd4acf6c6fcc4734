"""What somebody is to a case, and which body a case goes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evaluation.cases.case import Case
from evaluation.cases.words import Party
from evaluation.staff import Role, Scope


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the catalogue, as far as a case asks about it."""

    org_code: str
    area_code: str
    above: tuple[str, ...] = ()
    """The bodies above it, the nearest first."""
    active: bool = True

    @property
    def and_above(self) -> tuple[str, ...]:
        """Itself, and all above it."""
        return (self.org_code, *self.above)


@dataclass(frozen=True, slots=True)
class Where:
    """The area of a case, the body that runs the programme there (好差评办公室), and the bodies it asks about."""

    area_code: str
    office: str
    bodies: Mapping[str, Body]

    def nearest(self, codes: Iterable[str]) -> str:
        """The first of these bodies that still works; the office if none does."""
        active = (code for code in codes if code in self.bodies and self.bodies[code].active)
        return next(active, self.office)


def responsible(handled: str | None, where: Where) -> str:
    """谁办理、谁负责: the body that handled the matter, else the nearest above it, else the area's office.

    A body that was abolished answers for nothing any more; those above it do.
    """
    body = where.bodies.get(handled or "")
    return where.nearest(body.and_above if body else ())


def higher(case: Case, where: Where) -> str:
    """To whom a case goes that its lead body did not settle: the nearest body above, else the office."""
    lead = where.bodies.get(case.lead)
    return where.nearest(lead.above if lead else ())


def parties(role: Role, scope: Scope, case: Case, where: Where) -> frozenset[Party]:
    """What an account is to a case; nothing to one that it may not see."""
    if role is Role.SUPERVISOR:
        return _as_office(scope, case, where)
    if role is not Role.DEPARTMENT_HANDLER:
        return frozenset()
    found = _of(scope, where.bodies.get(case.lead), Party.LEAD, Party.SUPERIOR)
    helping = case.consultation.asked if case.consultation else {}
    for code in (*case.tasks, *helping):
        found |= _of(scope, where.bodies.get(code), Party.CO_HANDLER)
    return found


def _as_office(scope: Scope, case: Case, where: Where) -> frozenset[Party]:
    if not scope.covers_area(where.area_code) or scope.org_code not in (None, where.office):
        return frozenset()
    return frozenset((Party.OFFICE, Party.LEAD) if case.lead == where.office else (Party.OFFICE,))


def _of(scope: Scope, body: Body | None, itself: Party, above: Party | None = None) -> frozenset[Party]:
    """One bound to no body acts for every body of the area."""
    if body is None or not scope.covers(body.area_code, body.and_above):
        return frozenset()
    if scope.org_code in (None, body.org_code):
        return frozenset((itself,))
    return frozenset((above,) if above else ())
