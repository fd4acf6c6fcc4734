"""What a report counts: what lies in one area, and of one org with all below it where the reader is bound to one."""

from dataclasses import dataclass

from evaluation.areas import significant
from evaluation.staff import Scope
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Seen:
    """The area and org whose things are counted; `whole`: all there are, what belongs to no area included."""

    area_code: str
    orgs: list[str] | None
    """None: of every org, and what belongs to none."""
    whole: bool

    @property
    def digits(self) -> str:
        """What the code of every area inside begins with."""
        return significant(self.area_code)


async def seen(tx: Transaction, scope: Scope) -> Seen:
    """What an account of this scope sees. Who sees every area of the catalogue sees the whole."""
    if scope.org_code is not None:
        orgs: list[str] = await tx.values(
            """WITH RECURSIVE mine AS (
                   SELECT code FROM orgs WHERE code = %(org_code)s
                    UNION SELECT o.code FROM orgs o JOIN mine ON o.parent_code = mine.code)
               SELECT code FROM mine""",
            org_code=scope.org_code,
        )
        return Seen(scope.area_code, orgs, whole=False)
    whole: bool = await tx.value(
        "SELECT NOT EXISTS (SELECT FROM areas WHERE NOT starts_with(code, %(digits)s))",
        digits=significant(scope.area_code),
    )
    return Seen(scope.area_code, None, whole)
