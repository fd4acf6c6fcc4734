"""Look a citizen's points up by their phone number, for whoever stands at the counter (查积分)."""

from dataclasses import dataclass, replace

from evaluation.counter import Told, month_began, told_at_counter
from evaluation.holders import doubted_since
from evaluation.staff import Action, Permission
from evaluation.vouchers import State
from store import counter, holders, vouchers
from store.audit_trail import Subject
from store.counter import Served
from store.db import Transaction
from store.vault import Vault
from store.vouchers import Voucher
from usecases.counter.limits import count
from usecases.edges import masked, read_phone
from usecases.on_duty import OnDuty
from usecases.rules import Rules

LOOK_UPS = "look-up"


@dataclass(frozen=True, slots=True)
class Found:
    """A citizen with a record in the clerk's scope; `phone` is masked.

    `told` is None where the number may have changed hands: whoever has it now is told nothing.
    `vouchers` are those that wait to be collected in the clerk's area, for whoever forgot their codes.
    """

    citizen_id: int
    phone: str
    told: Told | None
    vouchers: tuple[Voucher, ...] = ()


async def look_up(tx: Transaction, vault: Vault, number: str, clerk: OnDuty, rules: Rules) -> Found | None:
    """The citizen with this phone number; None for anybody who has no record in the clerk's scope.

    Raises `BadPhone`, and `TooOften`. None says no more than that, here or in the audit trail: not
    whether anybody has the number.
    """
    clerk.check(Permission.LOOK_UP_CITIZEN)
    phone, _ = read_phone(number)
    served = await find_served(tx, vault, phone, clerk, rules)
    if served is None:
        return None
    found = Found(served.citizen_id, masked("phone", phone), None)
    if await _may_be_anothers(tx, served, clerk, rules):
        return found
    movements = await counter.movements(tx, served.citizen_id, month_began(clerk.now))
    told = told_at_counter(movements, clerk.now)
    return replace(found, told=told, vouchers=await _waiting(tx, served, clerk))


async def find_served(
    tx: Transaction, vault: Vault, phone: str, clerk: OnDuty, rules: Rules
) -> Served | None:
    """Whose number (E.164) this is, if they have a record in the clerk's scope. Counted, and on record."""
    await count(tx, LOOK_UPS, clerk, rules.look_ups_per_hour)
    served = await counter.served(tx, vault.lookup("phone", phone), clerk.staff.scope)
    subject = Subject("citizen", served.citizen_id if served else None)
    await clerk.note(tx, Action.CITIZEN_LOOKED_UP, subject, found=served is not None)
    return served


async def _may_be_anothers(tx: Transaction, served: Served, clerk: OnDuty, rules: Rules) -> bool:
    holder = await holders.of_address(tx, served.address_id)
    return doubted_since(holder, clerk.now, rules.silent_after) is not None


async def _waiting(tx: Transaction, served: Served, clerk: OnDuty) -> tuple[Voucher, ...]:
    scope = clerk.staff.scope
    return tuple(
        voucher
        for voucher in await vouchers.of_citizen(tx, served.citizen_id)
        if voucher.state is State.RESERVED
        and voucher.expires_at > clerk.now
        and scope.covers_area(voucher.area_code)
    )
