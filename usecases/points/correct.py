"""Correct the ledger: a wrong entry is reversed by another one, asked for by one person and confirmed by a second."""

from datetime import datetime

from evaluation.ledger import back_again, take_oldest
from evaluation.points import Earned, PointRules
from evaluation.vouchers import stays_collected, voucher_of
from store import corrections, ledger, vouchers
from store.corrections import Correction, WrongEntry
from store.db import Transaction
from store.ledger import Posting
from usecases.points.spend import SPENT
from usecases.two_people import ASKED_ALREADY, NOT_WAITING, CannotSign, Signature, check_second, signed

NO_ENTRY = "no_entry"
"""There is no entry of that number."""
NOT_CORRECTED_SO = "not_corrected_so"
"""Points spent on a gift come back by cancelling its voucher, or undoing its verification, as long as that can be
done; a correction is not corrected."""

CORRECTED = frozenset((*Earned, "expiry", SPENT))
"""What may be: of what was spent, see `may_be_corrected`."""


async def may_be_corrected(tx: Transaction, entry: WrongEntry, now: datetime) -> bool:
    """Whether an entry is one that corrections are for: of a voucher, once nothing else brings its points back."""
    if entry.kind != SPENT:
        return entry.kind in CORRECTED
    voucher = await vouchers.by_id(tx, voucher_of(entry.reference))
    return voucher is not None and stays_collected(voucher.state, voucher.collected_at, now)


async def ask(tx: Transaction, entry_id: int, signature: Signature, now: datetime) -> int:
    """Ask that an entry be reversed; the number of the request. Raises `CannotSign`."""
    sign = signature.checked()
    entry = await corrections.entry(tx, entry_id)
    if entry is None:
        raise CannotSign(NO_ENTRY)
    if not await may_be_corrected(tx, entry, now):
        raise CannotSign(NOT_CORRECTED_SO)
    request = await corrections.ask(tx, entry_id, why=sign.why, asked_by=sign.by, now=now)
    if request is None:
        raise CannotSign(ASKED_ALREADY)
    return request


async def confirm(
    tx: Transaction, correction_id: int, by: str, rules: PointRules, now: datetime
) -> WrongEntry:
    """Reverse what somebody else has asked for. Raises `CannotSign`, or `TooFewPoints` where they are spent."""
    request = await _waiting(tx, correction_id)
    check_second(request.asked_by, by)
    await corrections.decide(tx, correction_id, confirmed=True, by=signed(by), now=now)
    entry = await corrections.entry(tx, request.entry_id)
    assert entry is not None, "entries are never deleted"
    account = await ledger.locked(tx, entry.account_id)
    posting = await _reversal(tx, entry, request.why, rules, now)
    await ledger.append(tx, account, posting, now)
    return entry


async def refuse(tx: Transaction, correction_id: int, by: str, now: datetime) -> Correction:
    """Leave the entry as it is; whoever asked may take it back so. Raises `CannotSign`."""
    request = await _waiting(tx, correction_id)
    await corrections.decide(tx, correction_id, confirmed=False, by=signed(by), now=now)
    return request


async def _waiting(tx: Transaction, correction_id: int) -> Correction:
    request = await corrections.locked(tx, correction_id)
    if request is None:
        raise CannotSign(NOT_WAITING)
    return request


async def _reversal(
    tx: Transaction, entry: WrongEntry, why: str, rules: PointRules, now: datetime
) -> Posting:
    reference = f"entry:{entry.id}"
    if entry.points < 0:
        used = await ledger.used_by(tx, [entry.account_id], entry.kind, entry.reference)
        lots = back_again(used[entry.account_id], now, rules.return_days)
        return Posting(kind="correction", reference=reference, lots=lots, note=why)
    uses = take_oldest(await ledger.open_lots(tx, [entry.account_id]), entry.points, now)
    return Posting(kind="correction", reference=reference, uses=uses, note=why)
