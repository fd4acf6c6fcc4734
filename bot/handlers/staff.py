"""What staff are answered by chat or SMS: the same use cases as in the console, with its permissions and trail."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.rendering import Part
from bot.turn import Reply
from evaluation.staff import Permission, may
from evaluation.vouchers import UnknownVoucher, VoucherRefused
from evaluation.window import civil, last_day
from store import shelves
from store.db import Transaction
from store.vault import Vault
from store.vouchers import Voucher
from usecases.cases.moving import NoSuchCase
from usecases.counter.limits import TooOften
from usecases.counter.look_up import look_up
from usecases.counter.vouchers import give_up, show_voucher, verify
from usecases.edges import BadPhone
from usecases.gifts.codes import in_groups
from usecases.on_duty import NotPermitted, OnDuty
from usecases.rules import Rules
from usecases.tell import Word

SHOWN = 2
"""Vouchers told of one citizen: an answer is no longer than three SMS."""
GIFTS_SHOWN = 6
LONGEST_REASON = 100


@dataclass(frozen=True)
class Asked:
    """An order of one of the staff: the phone number or the code it names, and the words after that."""

    clerk: OnDuty
    vault: Vault
    rules: Rules
    word: Word
    number: str
    words: str


Answer = Callable[[Transaction, Asked], Awaitable[Reply]]


def worded(answer: Answer) -> Answer:
    """The same, with what is refused told in words; nothing has moved by then, so the turn goes on."""

    async def checked(tx: Transaction, asked: Asked) -> Reply:
        try:
            return await answer(tx, asked)
        except NotPermitted:
            return [Part("staff/not_allowed", {})]
        except TooOften as error:
            return [Part("staff/too_often", {"time": _time(error.again_at)})]
        except VoucherRefused as error:
            return [_refused(error)]
        except NoSuchCase:
            return [Part("staff/no_case", {})]

    return checked


@worded
async def on_balance(tx: Transaction, asked: Asked) -> Reply:
    """What a citizen has, as the console tells it."""
    try:
        found = await look_up(tx, asked.vault, asked.number, asked.clerk, asked.rules)
    except BadPhone:
        return [Part("staff/bad_number", {})]
    if found is None:
        return [Part("staff/not_found", {})]
    if found.told is None:
        return [Part("staff/doubted", {"phone": found.phone})]
    facts = {
        "phone": found.phone,
        "points": found.told.points,
        "last_day": last_day(found.told.until).isoformat(),
        "vouchers": [_named(voucher) for voucher in found.vouchers[:SHOWN]],
    }
    return [Part("staff/balance", facts)]


@worded
async def on_verify(tx: Transaction, asked: Asked) -> Reply:
    """Verify a voucher at once: who orders it has the gift in hand."""
    if not asked.number:
        return [Part("staff/which_code", {})]
    found = await show_voucher(tx, asked.number, asked.clerk, asked.rules)
    voucher = await verify(tx, found.code, asked.clerk, asked.rules)
    return [Part("staff/collected", _named(voucher))]


@worded
async def on_cancel(tx: Transaction, asked: Asked) -> Reply:
    """Cancel a voucher; nobody cancels without saying why."""
    if not asked.number or not asked.words:
        return [Part("staff/why", {})]
    found = await show_voucher(tx, asked.number, asked.clerk, asked.rules)
    voucher = await give_up(
        tx, found.code, asked.words[:LONGEST_REASON], asked.clerk, asked.word, asked.rules
    )
    return [Part("staff/cancelled", _named(voucher))]


@worded
async def on_gifts(tx: Transaction, asked: Asked) -> Reply:
    """What is left at the places of their area."""
    account = asked.clerk.staff
    if not may(account.role, Permission.MANAGE_GIFTS):
        asked.clerk.check(Permission.VERIFY_VOUCHER)
    left = await shelves.in_area(tx, account.area_code)
    told = [asdict(each) for each in left[:GIFTS_SHOWN]]
    return [Part("staff/gifts", {"left": told, "unlisted": len(left) - len(told)})]


ON_ORDER: Mapping[str, Answer] = {
    "balance": on_balance,
    "verify": on_verify,
    "cancel": on_cancel,
    "gifts": on_gifts,
}


def _named(voucher: Voucher) -> dict[str, object]:
    return {
        "gift": voucher.gift,
        "gift_en": voucher.gift_en,
        "place": voucher.place,
        "place_en": voucher.place_en,
        "code": in_groups(voucher.code),
    }


def _refused(refused: VoucherRefused) -> Part:
    facts = dict(vars(refused))
    at = facts.pop("at", None)
    because = (
        "mistyped" if isinstance(refused, UnknownVoucher) and refused.mistyped else type(refused).__name__
    )
    on = (
        {"day_of": civil(at).date().isoformat(), "time": _time(at), "last_day": last_day(at).isoformat()}
        if at
        else {}
    )
    return Part("staff/refused", {**facts, **on, "because": because})


def _time(at: datetime) -> str:
    return f"{civil(at):%H:%M}"
