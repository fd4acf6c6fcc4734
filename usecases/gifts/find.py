"""Find a voucher by its code, as it is typed or scanned."""

from evaluation.vouchers import UnknownVoucher
from store import people, vouchers
from store.db import Transaction
from store.vouchers import Voucher
from usecases.gifts.codes import read_code


async def find_voucher(tx: Transaction, typed: str) -> Voucher:
    """The voucher; raises `UnknownVoucher`."""
    code = read_code(typed)
    if code is None:
        raise UnknownVoucher(mistyped=True)
    voucher = await vouchers.by_code(tx, code)
    if voucher is None:
        raise UnknownVoucher(mistyped=False)
    return voucher


async def lock_voucher(tx: Transaction, typed: str) -> Voucher:
    """The voucher as it is once its citizen's row is ours: whoever changes one takes that first."""
    found = await find_voucher(tx, typed)
    await people.lock(tx, found.citizen_id)
    return await find_voucher(tx, found.code)
