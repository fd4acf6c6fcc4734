"""Clerks at a counter, as the use cases want to know them."""

from evaluation.staff import Role
from store.audit_trail import Times
from store.db import Transaction
from tests.bot.citizens import now
from tests.web.staff import an_account
from tests.world import AREA_CODE, World
from usecases.on_duty import OnDuty


async def a_desk(
    world: World,
    username: str = "clerk",
    *,
    area: str = AREA_CODE,
    org: str | None = None,
    role: Role = Role.COUNTER_CLERK,
) -> OnDuty:
    """A new account at work now."""
    account = await an_account(world, role, username, area=area, org=org)
    moment = await now(world)
    return OnDuty(account, "10.0.0.1", Times(moment, moment))


Told = tuple[str | None, str | None, str | None, dict[str, object]]


async def trail(world: World, action: str) -> list[Told]:
    """(subject, its id, its area, details) of every line with this action, the oldest first."""

    async def read(tx: Transaction) -> list[Told]:
        rows = await tx.values(
            """SELECT jsonb_build_array(subject, subject_id, area_code, detail) FROM audit_trail
                WHERE action = %(action)s ORDER BY id""",
            action=action,
        )
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    found: list[Told] = await world.query(read)
    return found
