"""Verify a voucher at the counter and hand out its gift, once (核销); undo that within ten minutes."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.vouchers import (
    NotTheirVerification,
    Step,
    UndoTooLate,
    VoucherExpired,
    too_late_to_undo,
)
from store import stock, vouchers
from store.db import Transaction
from store.vouchers import By, Voucher
from usecases.gifts.find import find_voucher, lock_voucher
from usecases.gifts.steps import check_place, check_step


@dataclass(frozen=True, slots=True)
class Counter:
    """Who of the staff, and at which place."""

    staff_id: int
    place_id: int

    @property
    def by(self) -> By:
        """As it is kept."""
        return By(self.staff_id, self.place_id)


async def collect(tx: Transaction, typed: str, counter: Counter, now: datetime) -> Voucher:
    """Verify a voucher; as it stands then. Raises a `VoucherRefused`: the second clerk hears who, when and where."""
    voucher = await lock_voucher(tx, typed)
    check_step(voucher, Step.COLLECT)
    if now >= voucher.expires_at:
        raise VoucherExpired(voucher.expires_at, points_back=False)
    check_place(voucher, counter.place_id)
    await stock.hand_out(tx, voucher.shelf, voucher.id, counter.staff_id, now)
    await vouchers.collect(tx, voucher.id, counter.by, now)
    return await find_voucher(tx, voucher.code)


async def undo_collection(tx: Transaction, typed: str, counter: Counter, why: str, now: datetime) -> Voucher:
    """Take back one's own wrong verification: the gift lies there again, reserved. Raises a `VoucherRefused`."""
    voucher = await lock_voucher(tx, typed)
    check_step(voucher, Step.UNDO)
    assert voucher.collected_at is not None
    if voucher.collected_by != counter.staff_id:
        raise NotTheirVerification(voucher.collector or "")
    if too_late_to_undo(voucher.collected_at, now):
        raise UndoTooLate(voucher.collected_at)
    await stock.take_back(tx, voucher.shelf, voucher.id, counter.staff_id, now)
    await vouchers.undo(tx, voucher.id, counter.by, why, now)
    return await find_voucher(tx, voucher.code)
