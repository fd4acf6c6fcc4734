"""Staff of a test, on duty."""

from itertools import count

from evaluation.staff import Role, Scope
from store import staff
from store.audit_trail import Times
from store.db import Transaction
from store.staff import NewStaff
from tests.bot.citizens import now
from tests.world import AREA_CODE, World
from usecases.on_duty import OnDuty

_numbers = count(1)


async def on_duty(
    world: World, role: Role = Role.SUPERVISOR, area_code: str = AREA_CODE, org_code: str | None = None
) -> OnDuty:
    """Somebody new of the staff, at work now."""
    username, moment = f"staff{next(_numbers)}", await now(world)

    async def add(tx: Transaction) -> staff.Staff | None:
        await staff.add(tx, NewStaff(username, "周督办", role, Scope(area_code, org_code)), "hash", moment)
        return await staff.by_username(tx, username)

    account = await world.query(add)
    return OnDuty(account, "127.0.0.1", Times(moment, world.parts.clock.wall()))
