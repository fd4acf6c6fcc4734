"""The vouchers somebody has: shown, told once more, given back."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from bot.handlers.resuming import resume
from bot.rendering import Part
from bot.standing import QUESTION_TIME
from bot.turn import Reply, Turn
from evaluation.vouchers import State, VoucherRefused
from evaluation.window import last_day
from store import ledger, selections, vouchers
from store.selections import ONCE_MORE, Option, Question, Selection
from store.vouchers import Voucher
from usecases.gifts.cancel import CITIZEN, cancel
from usecases.gifts.codes import in_groups

SHOWN = 3
"""Vouchers told in one short message, the latest."""
LISTED = 5
"""Vouchers of which one may be chosen."""


async def tell(turn: Turn, voucher: Voucher) -> Reply:
    """A voucher as it stands, then the question that is still open; a link comes last, that nothing adheres to it."""
    match voucher.state:
        case State.RESERVED:
            told = Part("redemption/voucher", {**_shown(voucher), **await _balance(turn, voucher)})
            return [told, *resume(turn), *_page(turn, voucher)]
        case State.COLLECTED:
            told = Part("redemption/collected", _known(voucher))
        case State.CANCELLED:
            told = Part("redemption/cancelled", {**_known(voucher), **await _balance(turn, voucher)})
        case State.EXPIRED:
            told = Part("redemption/expired", _known(voucher))
    return [told, *resume(turn)]


def _page(turn: Turn, voucher: Voucher) -> Reply:
    if turn.voucher_page is None:
        return []
    return [Part("redemption/page", {"link": turn.voucher_page(voucher.code, voucher.reserved_at)})]


def _known(voucher: Voucher) -> dict[str, object]:
    return {
        "item": voucher.gift,
        "item_en": voucher.gift_en,
        "code": in_groups(voucher.code),
        "points": voucher.points,
        "last_day": last_day(voucher.expires_at).isoformat(),
    }


def _shown(voucher: Voucher) -> dict[str, object]:
    return {
        **_known(voucher),
        "place": voucher.place,
        "place_en": voucher.place_en,
        "location": voucher.location,
        "hours": voucher.hours,
    }


async def _balance(turn: Turn, voucher: Voucher) -> dict[str, object]:
    balance = await ledger.spendable(turn.tx, voucher.holder, turn.now)
    return {"balance": balance, "holder": voucher.credit_code}


async def tell_again(turn: Turn, selection: Selection) -> Reply:
    """What came of a selection."""
    assert selection.voucher is not None
    voucher = await vouchers.by_code(turn.tx, selection.voucher)
    assert voucher is not None
    return await tell(turn, voucher)


async def on_vouchers(turn: Turn) -> Reply:
    """Show what waits to be collected."""
    waiting = await _waiting(turn)
    if not waiting:
        return [Part("redemption/no_vouchers", {})]
    shown = [_shown(voucher) for voucher in waiting[:SHOWN]]
    page = _page(turn, waiting[0]) if len(waiting) == 1 else []
    return [Part("redemption/vouchers", {"count": len(waiting), "vouchers": shown}), *page]


async def _waiting(turn: Turn) -> list[Voucher]:
    theirs = await vouchers.of_citizen(turn.tx, turn.citizen.id)
    return [each for each in theirs if each.state is State.RESERVED and each.expires_at > turn.now]


async def on_cancel(turn: Turn) -> Reply:
    """Give one back: which, if there are several, and a yes."""
    waiting = (await _waiting(turn))[:LISTED]
    if not waiting:
        return [Part("redemption/no_vouchers", {})]
    new = Selection(question=Question.VOUCHER, gives_back=True, ends_at=turn.now + QUESTION_TIME)
    if len(waiting) == 1:
        return await _ask_for_yes(turn, new, waiting[0])
    await turn.pick(replace(new, options=_options(waiting)))
    return [Part("redemption/cancel_which", {"vouchers": [_known(voucher) for voucher in waiting]})]


def _options(waiting: Sequence[Voucher]) -> list[Option]:
    return [Option(each.code, each.gift, each.gift_en) for each in waiting]


async def on_voucher(turn: Turn, selection: Selection, code: str) -> Reply:
    """Which one is given back."""
    return await ask_for_yes(turn, replace(selection, voucher=code))


async def ask_for_yes(turn: Turn, selection: Selection) -> Reply:
    """A yes to giving it back; what stands in the way is told instead."""
    assert selection.voucher is not None
    voucher = await vouchers.by_code(turn.tx, selection.voucher)
    assert voucher is not None
    return await _ask_for_yes(turn, selection, voucher)


async def _ask_for_yes(turn: Turn, selection: Selection, voucher: Voucher) -> Reply:
    asking = replace(selection, question=Question.CANCEL, options=_options([voucher]), voucher=voucher.code)
    if selection.id:
        await selections.go_on(turn.tx, asking)
    else:
        await turn.pick(asking)
    return [Part("redemption/cancel", _known(voucher))]


async def give_back(turn: Turn, selection: Selection) -> Reply:
    """They said yes: its points are back."""
    assert selection.voucher is not None
    over = replace(selection, question=None, options=[], ends_at=turn.now + ONCE_MORE)
    await selections.go_on(turn.tx, over)
    with suppress(VoucherRefused):  # it went another way meanwhile, which is told
        await cancel(turn.tx, selection.voucher, CITIZEN, "", turn.rules, turn.now)
    return await tell_again(turn, selection)
