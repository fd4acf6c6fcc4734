"""`/console/vouchers`: a voucher is scanned or typed, shown, and verified with one press (核销).

The QR code of a voucher holds the address of this page with its code, so the tablet's own camera opens it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Response

from evaluation.staff import Permission
from evaluation.vouchers import State, VoucherRefused, too_late_to_undo
from store.db import Transaction
from store.shelves import Left
from store.vouchers import Voucher
from usecases.counter.limits import TooOften
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
from web.forms import text

PATH = "/console/vouchers"
VERIFY = Permission.VERIFY_VOUCHER
LONGEST = 200

console = Console()


@dataclass(frozen=True, slots=True)
class Shown:
    """A voucher on the page: what may be given instead, and what whoever looks at it now may do."""

    voucher: Voucher
    others: list[Left]
    now: datetime
    staff_id: int

    @property
    def code(self) -> str:
        """As it is read out."""
        return in_groups(self.voucher.code)

    @property
    def is_over(self) -> bool:
        """Whether its time is over, also where that was not noted yet."""
        waits = self.voucher.state is State.RESERVED
        return self.voucher.state is State.EXPIRED or (waits and self.now >= self.voucher.expires_at)

    @property
    def waits(self) -> bool:
        """Whether its gift may be handed out."""
        return self.voucher.state is State.RESERVED and not self.is_over

    @property
    def may_undo(self) -> bool:
        """Whether it was they who verified it, a moment ago."""
        at = self.voucher.collected_at
        return (
            at is not None
            and self.voucher.collected_by == self.staff_id
            and not too_late_to_undo(at, self.now)
        )


Deed = Callable[[Transaction, str], Awaitable[Voucher]]


@console.get("/vouchers", needs=VERIFY)
async def show(at: At) -> Response:
    """The form, and the voucher that was asked for."""
    typed = shortened(at.request.query_params.get("code", ""))[0].strip()[:LONGEST]
    return await _shown(at, typed) if typed else _page(at)


@console.post("/vouchers/verify", needs=VERIFY)
async def hand_out(at: At) -> Response:
    """Its gift is handed out now."""
    return await _done(at, lambda tx, code: verify(tx, code, at.on_duty, at.services.rules), "collected")


@console.post("/vouchers/undo", needs=Permission.UNDO_VERIFICATION)
async def take_back(at: At) -> Response:
    """It was the wrong one."""
    return await _done(at, lambda tx, code: undo(tx, code, at.on_duty, at.services.rules), "undone")


@console.post("/vouchers/cancel", needs=Permission.CANCEL_VOUCHER)
async def cancel(at: At) -> Response:
    """It is not wanted any more; nobody cancels without saying why."""
    why = text(at.form, "why", 100)
    if not why:
        return await _shown(at, _code(at), status=422, wrong_why="请写明原因。")
    return await _done(
        at, lambda tx, code: give_up(tx, code, why, at.on_duty, at.word, at.services.rules), "cancelled"
    )


@console.post("/vouchers/substitute", needs=Permission.SUBSTITUTE_GIFT)
async def substitute(at: At) -> Response:
    """Its gift is not there after all."""
    gift = text(at.form, "gift", 18)
    gift_id = int(gift) if gift.isascii() and gift.isdigit() else 0
    return await _done(
        at,
        lambda tx, code: exchange(tx, code, gift_id, at.on_duty, at.word, at.services.rules),
        "substituted",
    )


def _code(at: Staffed) -> str:
    return text(at.form, "code", LONGEST)


async def _done(at: Staffed, deed: Deed, said: str) -> Response:
    async with at.database.transaction() as tx:
        try:
            voucher = await deed(tx, _code(at))
        except (VoucherRefused, TooOften) as error:
            wrong = why_not(error)
        else:
            return at.moved(f"{PATH}?code={voucher.code}", said)
    return await _shown(at, _code(at), status=409, wrong=wrong)


async def _shown(
    at: Staffed, typed: str, *, status: int = 200, wrong: str = "", wrong_why: str = ""
) -> Response:
    async with at.database.transaction() as tx:
        try:
            voucher = await show_voucher(tx, typed, at.on_duty, at.services.rules)
        except (VoucherRefused, TooOften) as error:
            return _page(at, status=429 if isinstance(error, TooOften) else 404, wrong=why_not(error))
        others = await substitutes(tx, voucher)
    shown = Shown(voucher, others, at.times.now, at.session.id)
    return _page(at, status=status, wrong=wrong, wrong_why=wrong_why, shown=shown)


def _page(
    at: Staffed, *, status: int = 200, wrong: str = "", wrong_why: str = "", shown: Shown | None = None
) -> Response:
    return at.page("vouchers", status=status, wrong=wrong, wrong_why=wrong_why, shown=shown)
