"""Which cases an account sees, and which wait for it, as parts of queries over `cases c`."""

from dataclasses import asdict, dataclass
from typing import Any, LiteralString

from evaluation.areas import significant
from evaluation.staff import Role, Scope


@dataclass(frozen=True, slots=True)
class Sight:
    """An account as these queries ask about it."""

    digits: str
    org_code: str | None
    handles: bool
    """It acts for bodies."""
    oversees: bool
    """It sees all of an area whose office it is, or of its own area where it is bound to no body."""
    decides: bool
    """… and acts as that office."""

    @classmethod
    def of(cls, role: Role, scope: Scope) -> "Sight":
        """What a role sees in a scope."""
        return cls(
            significant(scope.area_code),
            scope.org_code,
            handles=role is Role.DEPARTMENT_HANDLER,
            oversees=role in (Role.SUPERVISOR, Role.AUDITOR),
            decides=role is Role.SUPERVISOR,
        )

    @property
    def params(self) -> dict[str, Any]:
        """What the parts below are given."""
        return asdict(self)


MINE: LiteralString = """
    below AS (
        SELECT code FROM orgs WHERE code = %(org_code)s
         UNION SELECT o.code FROM orgs o JOIN below ON o.parent_code = below.code),
    mine AS (
        SELECT code FROM orgs
         WHERE starts_with(area_code, %(digits)s)
           AND (%(org_code)s::text IS NULL OR code IN (SELECT code FROM below))),
    offices AS (
        SELECT org_code AS code FROM area_offices
         WHERE CASE WHEN %(org_code)s::text IS NULL THEN starts_with(area_code, %(digits)s)
                    ELSE org_code = %(org_code)s END)"""
"""The bodies of a scope, and the offices in it; stands after `WITH RECURSIVE`."""

IN_OFFICE: LiteralString = """
    (%(oversees)s AND starts_with(c.area_code, %(digits)s)
     AND (%(org_code)s::text IS NULL
          OR %(org_code)s = (SELECT f.org_code FROM area_offices f WHERE starts_with(c.area_code, f.digits)
                              ORDER BY length(f.digits) DESC LIMIT 1)))"""
"""Whether the account runs the programme where the case is."""

SEEN: LiteralString = f"""
    ({IN_OFFICE}
     OR c.lead_code IN (SELECT code FROM mine)
     OR EXISTS (SELECT FROM unnest(c.helpers) AS h(code) JOIN mine USING (code)))"""  # noqa: S608
"""Whether the account sees the case."""

ITS_TURN: LiteralString = f"""
    ((%(handles)s AND EXISTS (SELECT FROM unnest(c.waits_for) AS w(code) JOIN mine USING (code)
                               WHERE %(org_code)s::text IS NULL OR w.code = %(org_code)s))
     OR (%(decides)s AND {IN_OFFICE}
         AND (c.office_acts OR EXISTS (SELECT FROM unnest(c.waits_for) AS w(code) JOIN offices USING (code)))))"""  # noqa: S608
"""Whether the case waits for the account."""

LATE: LiteralString = """
    (c.stage <> 'received' AND c.next_due_at <= %(now)s OR c.appeal_due_at <= %(now)s)"""
"""Whether something of the case is overdue; one that waits for a change of mind is late for nobody."""
