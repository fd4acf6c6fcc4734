"""Give another gift of the same tier where the chosen one is not there after all."""

from datetime import datetime

from evaluation.vouchers import NoSubstitute, OtherTier, Step
from store import gifts, stock, vouchers
from store.db import Transaction
from store.vouchers import Voucher
from usecases.gifts.collect import Counter
from usecases.gifts.find import find_voucher, lock_voucher
from usecases.gifts.steps import check_place, check_step


async def substitute(
    tx: Transaction, typed: str, gift_id: int, counter: Counter, why: str, now: datetime
) -> Voucher:
    """Reserve another gift for a voucher in place of its own, to be collected like it; raises a `VoucherRefused`."""
    voucher = await lock_voucher(tx, typed)
    check_step(voucher, Step.SUBSTITUTE)
    check_place(voucher, counter.place_id)
    gift = await gifts.by_id(tx, gift_id)
    if gift is None or gift.tier != voucher.tier or gift.id == voucher.gift_id:
        raise OtherTier
    await stock.lock(tx, [voucher.shelf, (gift_id, voucher.place_id)])
    if await stock.locked_left(tx, gift_id, voucher.place_id) < 1:
        raise NoSubstitute
    await stock.let_go(tx, [voucher.shelf])
    await stock.hold(tx, gift_id, voucher.place_id)
    await vouchers.substitute(tx, voucher.id, gift_id, counter.by, why, now)
    return await find_voucher(tx, voucher.code)
