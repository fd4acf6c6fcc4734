"""Give a voucher up: its points come back, and its gift may be chosen by others again."""

from datetime import datetime

from evaluation.vouchers import Step, reference
from store import stock, vouchers
from store.db import Transaction
from store.vouchers import By, Voucher
from usecases.gifts.find import find_voucher, lock_voucher
from usecases.gifts.steps import check_step
from usecases.points.spend import give_back
from usecases.rules import Rules

CITIZEN = By()
"""Nobody of the staff: the citizen gives it up themself."""


async def cancel(tx: Transaction, typed: str, by: By, why: str, rules: Rules, now: datetime) -> Voucher:
    """Cancel a voucher; as it stands then. Raises a `VoucherRefused`."""
    voucher = await lock_voucher(tx, typed)
    check_step(voucher, Step.CANCEL)
    await give_back(tx, voucher.holder, reference(voucher.id), rules.points, now)
    await stock.let_go(tx, [voucher.shelf])
    await vouchers.cancel(tx, voucher.id, by, why, now)
    return await find_voucher(tx, voucher.code)


async def expire_vouchers(tx: Transaction, rules: Rules, now: datetime, limit: int) -> int:
    """Let vouchers lapse whose time is over; how many. Those of citizens who are busy come next time.

    All accounts are taken before all stock: a reservation takes them in this order, too.
    """
    over = await vouchers.claim_over(tx, now, limit)
    if not over:
        return 0
    for voucher in over:
        await give_back(tx, voucher.holder, reference(voucher.id), rules.points, now)
    await stock.let_go(tx, [voucher.shelf for voucher in over])
    await vouchers.expire(tx, [voucher.id for voucher in over], now)
    return len(over)
