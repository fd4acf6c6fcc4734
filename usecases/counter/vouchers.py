"""Vouchers at a counter (核销): shown before they are verified, verified once, undone, given up, exchanged.

A gift is handed out where it lies, so a clerk works at the voucher's place, if that is in their area.
All of these raise a `VoucherRefused` before anything has moved, and `TooOften` for whoever tries one code
after the other. What was counted, and that somebody looked, must stay: catch both inside the transaction, and
let it go on.
"""

import re

from evaluation.masking import on_a_line
from evaluation.staff import Action, Permission
from evaluation.vouchers import NotThisPlace, State, UnknownVoucher
from store import shelves
from store.audit_trail import Subject
from store.db import Transaction
from store.shelves import Left
from store.vouchers import Voucher
from usecases.counter.limits import count, take_back
from usecases.counter.tell_holder import tell_called_off, tell_exchanged
from usecases.gifts.cancel import cancel
from usecases.gifts.collect import Counter, collect, undo_collection
from usecases.gifts.find import find_voucher
from usecases.gifts.substitute import substitute
from usecases.on_duty import OnDuty
from usecases.rules import Rules
from usecases.tell import Word

GUESSES = "voucher"
_SCANNED = re.compile(r"[?&]code=([0-9]+)")


def code_in(typed: str) -> str:
    """The code in what was typed: a scanner types the whole address that a QR code holds."""
    scanned = _SCANNED.search(typed)
    return scanned[1] if scanned else typed


async def show_voucher(tx: Transaction, typed: str, clerk: OnDuty, rules: Rules) -> Voucher:
    """A voucher of the clerk's area as it stands; nothing of whose it is."""
    voucher = await _of_scope(tx, typed, clerk, rules, Permission.VERIFY_VOUCHER)
    await _note(tx, clerk, Action.VOUCHER_SHOWN, voucher, state=voucher.state)
    return voucher


async def verify(tx: Transaction, typed: str, clerk: OnDuty, rules: Rules) -> Voucher:
    """Verify a voucher, for its gift is being handed out; the second clerk hears who, when and where."""
    found = await _of_scope(tx, typed, clerk, rules, Permission.VERIFY_VOUCHER)
    voucher = await collect(tx, found.code, _counter(clerk, found), clerk.now)
    await _note(tx, clerk, Action.VOUCHER_COLLECTED, voucher, gift=voucher.gift_id)
    return voucher


async def undo(tx: Transaction, typed: str, clerk: OnDuty, rules: Rules) -> Voucher:
    """Take one's own wrong verification back, within ten minutes."""
    found = await _of_scope(tx, typed, clerk, rules, Permission.UNDO_VERIFICATION)
    voucher = await undo_collection(tx, found.code, _counter(clerk, found), "", clerk.now)
    await _note(tx, clerk, Action.VERIFICATION_UNDONE, voucher, gift=voucher.gift_id)
    return voucher


async def give_up(tx: Transaction, typed: str, why: str, clerk: OnDuty, word: Word, rules: Rules) -> Voucher:
    """Cancel a voucher, for its holder wants it no more or cannot have it; they are told `why`, in these words."""
    found = await _of_scope(tx, typed, clerk, rules, Permission.CANCEL_VOUCHER)
    why = on_a_line(why)
    voucher = await cancel(tx, found.code, _counter(clerk, found).by, why, rules, clerk.now)
    await _note(tx, clerk, Action.VOUCHER_CANCELLED, voucher)
    await tell_called_off(tx, voucher, why, word, rules, clerk.now)
    return voucher


async def exchange(
    tx: Transaction, typed: str, gift_id: int, clerk: OnDuty, word: Word, rules: Rules
) -> Voucher:
    """Give another gift of the same tier, for the chosen one is not there after all; its holder is told."""
    found = await _of_scope(tx, typed, clerk, rules, Permission.SUBSTITUTE_GIFT)
    voucher = await substitute(tx, found.code, gift_id, _counter(clerk, found), "", clerk.now)
    await _note(tx, clerk, Action.GIFT_SUBSTITUTED, voucher, gift=gift_id)
    await tell_exchanged(tx, found, voucher, word, rules, clerk.now)
    return voucher


async def substitutes(tx: Transaction, voucher: Voucher) -> list[Left]:
    """The gifts of its tier that are left at its place, for one that waits to be collected."""
    if voucher.state is not State.RESERVED:
        return []
    left = await shelves.at_place(tx, voucher.place_id)
    return [each for each in left if each.tier == voucher.tier and each.gift_id != voucher.gift_id]


async def _of_scope(
    tx: Transaction, typed: str, clerk: OnDuty, rules: Rules, permission: Permission
) -> Voucher:
    clerk.check(permission)
    await count(tx, GUESSES, clerk, rules.look_ups_per_hour)
    try:
        voucher = await find_voucher(tx, code_in(typed))
    except UnknownVoucher:
        await clerk.note(tx, Action.VOUCHER_SHOWN, Subject("voucher"), found=False)
        raise
    await take_back(tx, GUESSES, clerk)
    if not clerk.staff.scope.covers_area(voucher.area_code):
        await _note(tx, clerk, Action.VOUCHER_SHOWN, voucher, state=voucher.state)
        raise NotThisPlace(voucher.place)
    return voucher


def _counter(clerk: OnDuty, voucher: Voucher) -> Counter:
    return Counter(clerk.staff.id, voucher.place_id)


async def _note(tx: Transaction, clerk: OnDuty, action: Action, voucher: Voucher, **facts: object) -> None:
    await clerk.note(tx, action, Subject("voucher", voucher.id, voucher.area_code), **facts)
