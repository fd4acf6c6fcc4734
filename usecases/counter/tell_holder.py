"""Tell whoever reserved a voucher what a clerk did with it while they were not there to see."""

from datetime import datetime

from store import people
from store.db import Transaction
from store.outbox import Facts
from store.vouchers import Voucher
from usecases.rules import Rules
from usecases.tell import Notice, Word, tell

CALLED_OFF, SOMETHING_CALLED_OFF = "redemption/called_off", "redemption/something_called_off"
EXCHANGED = "redemption/exchanged"


async def tell_called_off(
    tx: Transaction, voucher: Voucher, why: str, word: Word, rules: Rules, now: datetime
) -> None:
    """A voucher was cancelled: why, and that its points are back."""
    facts = {
        **_gift(voucher),
        "why": why.rstrip("。.!！;；"),
        "points": voucher.points,
        "organisation": voucher.credit_code is not None,
    }
    await _tell(tx, voucher, Notice(CALLED_OFF, facts, SOMETHING_CALLED_OFF), word, rules, now)


async def tell_exchanged(
    tx: Transaction, before: Voucher, voucher: Voucher, word: Word, rules: Rules, now: datetime
) -> None:
    """Another gift is kept for a voucher than `before`."""
    facts = {**_gift(voucher), "before": before.gift, "before_en": before.gift_en}
    await _tell(tx, voucher, Notice(EXCHANGED, facts), word, rules, now)


async def _tell(
    tx: Transaction, voucher: Voucher, notice: Notice, word: Word, rules: Rules, now: datetime
) -> None:
    await tell(tx, await people.lock(tx, voucher.citizen_id), notice, word, rules, now)


def _gift(voucher: Voucher) -> Facts:
    return {"item": voucher.gift, "item_en": voucher.gift_en}
