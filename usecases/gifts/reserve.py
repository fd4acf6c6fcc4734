"""Reserve a gift: points are taken, one piece is held, and a voucher says so; the same request gets the same one."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.gifts import GiftOver, PriceChanged, refusal
from evaluation.points import PointRules
from evaluation.vouchers import good_until, reference
from store import gifts, people, stock, vouchers
from store.db import Transaction
from store.gifts import Gift
from store.ledger import Holder
from store.vouchers import NewVoucher, Voucher
from usecases.gifts.codes import draw_code
from usecases.gifts.purses import holder_for, purse_of
from usecases.points.spend import lock_accounts, spend
from usecases.rules import Rules


@dataclass(frozen=True, slots=True)
class Wish:
    """What a citizen asks for, and at which price they were told they get it.

    `credit_code`: the organisation whose points pay; `request`: what makes this request one, however often it
    arrives, such as the channel and the id of the message that confirmed it.
    """

    citizen_id: int
    gift_id: int
    place_id: int
    points: int
    request: str
    credit_code: str | None = None


async def reserve(tx: Transaction, wish: Wish, rules: Rules, now: datetime) -> Voucher:
    """Make the voucher, or return the one that this request was given.

    Raises a `CannotRedeem` or `TooFewPoints` with its facts, before anything has moved: the transaction may
    go on. Takes the citizen's row, then the accounts, then the stock.
    """
    citizen = await people.lock(tx, wish.citizen_id)
    made = await vouchers.by_request(tx, wish.request)
    if made is not None:
        assert made.citizen_id == citizen.id, "a request is one citizen's"
        return made
    holder = await holder_for(tx, citizen.id, wish.credit_code)
    gift = await _allowed(tx, wish, holder, rules.points, now)
    code = await _make(tx, wish, citizen.id, gift, rules.points, now)
    voucher = await vouchers.by_code(tx, code)
    assert voucher is not None
    await spend(tx, holder, reference(voucher.id), gift.points, now)
    await stock.hold(tx, wish.gift_id, wish.place_id)
    return voucher


async def _allowed(tx: Transaction, wish: Wish, holder: Holder, rules: PointRules, now: datetime) -> Gift:
    """The gift, once it is certain that the holder can have it: accounts and stock are locked."""
    await lock_accounts(tx, holder)
    left = await stock.locked_left(tx, wish.gift_id, wish.place_id)
    gift = await gifts.by_id(tx, wish.gift_id)
    if gift is None:
        raise GiftOver
    had = (await gifts.had(tx, holder)).get(gift.id, 0)
    refused = refusal(gift.terms, await purse_of(tx, holder, now), rules, had=had, left=left, now=now)
    if refused is not None:
        raise refused
    if gift.points != wish.points:
        raise PriceChanged(gift.points)
    return gift


async def _make(
    tx: Transaction, wish: Wish, citizen_id: int, gift: Gift, rules: PointRules, now: datetime
) -> str:
    """The code of the new voucher; another is drawn where one is taken."""
    new = NewVoucher(
        code=draw_code(),
        request=wish.request,
        citizen_id=citizen_id,
        credit_code=wish.credit_code,
        gift_id=gift.id,
        place_id=wish.place_id,
        points=gift.points,
        expires_at=good_until(now, rules.voucher_days),
        announced=rules.voucher_days <= rules.announce_days,
    )
    made = await vouchers.add(tx, new, now)
    return new.code if made is not None else await _make(tx, wish, citizen_id, gift, rules, now)
