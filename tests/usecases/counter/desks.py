"""Clerks at a counter, as the use cases want to know them."""

from bot.notices import Notices
from evaluation.staff import Role
from store.audit_trail import Times
from store.db import Transaction
from store.vouchers import Voucher
from tests.bot.citizens import now
from tests.web.staff import an_account
from tests.world import AREA_CODE, World
from usecases.counter.vouchers import exchange, give_up
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


async def calls_off(world: World, desk: OnDuty, voucher: Voucher, why: str = "礼品破损。") -> Voucher:
    """A clerk cancels a voucher."""
    word, rules = Notices(world.parts.renderer), world.parts.rules
    done: Voucher = await world.query(lambda tx: give_up(tx, voucher.code, why, desk, word, rules))
    return done


async def exchanges(world: World, desk: OnDuty, voucher: Voucher, gift_id: int) -> Voucher:
    """A clerk gives another gift instead."""
    word, rules = Notices(world.parts.renderer), world.parts.rules
    done: Voucher = await world.query(lambda tx: exchange(tx, voucher.code, gift_id, desk, word, rules))
    return done


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
