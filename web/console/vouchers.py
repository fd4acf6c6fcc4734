"""`/console/vouchers`: a voucher is scanned or typed, shown, and verified with one press (核销).

The QR code of a voucher holds the address of this page with its code, so the tablet's own camera opens it.
"""

from collections.abc import Awaitable, Callable

from fastapi import Response

from evaluation.staff import Permission
from evaluation.vouchers import VoucherRefused, too_late_to_undo
from store.db import Transaction
from store.vouchers import Voucher
from usecases.counter.desk import TooOften
from usecases.counter.vouchers import (
    exchange,
    give_up,
    show_voucher,
    substitutes,
    undo,
    verify,
)
from usecases.edges import shortened
from usecases.gifts.codes import in_groups
from web.console.refusals import why_not
from web.console.routing import Console
from web.console.staffed import At, Staffed
from web.console.words import clock_time
from web.forms import text

PATH = "/console/vouchers"
VERIFY = Permission.VERIFY_VOUCHER
LONGEST = 200

console = Console()

Deed = Callable[[Transaction, str], Awaitable[Voucher]]


@console.get("/vouchers", needs=VERIFY)
async def show(at: At) -> Response:
    """The form, and the voucher that was asked for."""
    typed = shortened(at.request.query_params.get("code", ""))[0].strip()[:LONGEST]
    return await _shown(at, typed) if typed else _page(at)


@console.post("/vouchers/verify", needs=VERIFY)
async def hand_out(at: At) -> Response:
    """Its gift is handed out now."""
    return await _done(at, lambda tx, code: verify(tx, code, at.desk), "collected")


@console.post("/vouchers/undo", needs=Permission.UNDO_VERIFICATION)
async def take_back(at: At) -> Response:
    """It was the wrong one."""
    return await _done(at, lambda tx, code: undo(tx, code, at.desk), "undone")


@console.post("/vouchers/cancel", needs=Permission.CANCEL_VOUCHER)
async def cancel(at: At) -> Response:
    """It is not wanted any more; nobody cancels without saying why."""
    why = text(at.form, "why", 100)
    if not why:
        return await _shown(at, _code(at), status=422, wrong_why="请写明原因。")
    return await _done(at, lambda tx, code: give_up(tx, code, why, at.desk, at.services.rules), "cancelled")


@console.post("/vouchers/substitute", needs=Permission.SUBSTITUTE_GIFT)
async def substitute(at: At) -> Response:
    """Its gift is not there after all."""
    gift = text(at.form, "gift", 18)
    gift_id = int(gift) if gift.isascii() and gift.isdigit() else 0
    return await _done(at, lambda tx, code: exchange(tx, code, gift_id, at.desk), "substituted")


def _code(at: Staffed) -> str:
    return text(at.form, "code", LONGEST)


async def _done(at: Staffed, deed: Deed, said: str) -> Response:
    async with at.database.transaction() as tx:
        try:
            voucher = await deed(tx, _code(at))
        except VoucherRefused as error:
            refused = error
        else:
            return at.moved(f"{PATH}?code={voucher.code}", said)
    return await _shown(at, _code(at), status=409, wrong=why_not(refused))


async def _shown(
    at: Staffed, typed: str, *, status: int = 200, wrong: str = "", wrong_why: str = ""
) -> Response:
    async with at.database.transaction() as tx:
        try:
            voucher = await show_voucher(tx, typed, at.desk, at.services.rules)
        except VoucherRefused as error:
            return _page(at, status=404, wrong=why_not(error))
        except TooOften as error:
            return _page(at, status=429, wrong=f"试错次数太多，请在{clock_time(error.again_at)}后再查。")
        others = await substitutes(tx, voucher)
    return _page(at, status=status, wrong=wrong, wrong_why=wrong_why, voucher=voucher, others=others)


def _page(
    at: Staffed, *, status: int = 200, wrong: str = "", wrong_why: str = "", **facts: object
) -> Response:
    voucher = facts.get("voucher")
    return at.page(
        "vouchers",
        status=status,
        wrong=wrong,
        wrong_why=wrong_why,
        voucher=voucher,
        others=facts.get("others", []),
        code=in_groups(voucher.code) if isinstance(voucher, Voucher) else "",
        may_undo=isinstance(voucher, Voucher) and _may_undo(at, voucher),
        is_over=isinstance(voucher, Voucher) and at.times.now >= voucher.expires_at,
    )


def _may_undo(at: Staffed, voucher: Voucher) -> bool:
    mine = voucher.collected_by == at.session.id
    return (
        mine and voucher.collected_at is not None and not too_late_to_undo(voucher.collected_at, at.times.now)
    )
