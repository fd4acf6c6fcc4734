"""A gift for points, step by step: whose points, which gift, where, a yes, and the voucher."""

from dataclasses import replace

from bot.handlers import vouchers
from bot.handlers.resuming import resume
from bot.picks import LISTED
from bot.rendering import Part
from bot.standing import QUESTION_TIME
from bot.turn import Reply, Turn
from bot.understanding.choosing import place_of
from evaluation.gifts import (
    CannotRedeem,
    GiftOver,
    LimitReached,
    NotTheirs,
    PriceChanged,
    SoldOut,
)
from evaluation.ledger import TooFewPoints
from store import selections
from store.gifts import Gift, Place
from store.selections import ONCE_MORE, Option, Question, Selection
from usecases.gifts.reserve import Wish, reserve
from usecases.gifts.shelf import Offer, Shelf, shelf

NAMED = 30
"""Gifts that may be chosen by their names; those beyond are too dear a list for anybody."""


async def offer(turn: Turn, *told: Part) -> Reply:
    """Offer what their points buy, or say what is missing; `told` is said first."""
    own = await shelf(turn.tx, turn.citizen.id, turn.rules, turn.now)
    others = [
        await shelf(turn.tx, turn.citizen.id, turn.rules, turn.now, holder.credit_code)
        for holder in own.holders
        if holder.credit_code is not None
    ]
    buying = [each for each in (own, *others) if each.within_reach]
    if not buying:
        return [*told, _what_is_missing(turn, own), *await _leave(turn)]
    if len(buying) == 1:
        return [*told, await _ask_for_gift(turn, _new(turn), buying[0])]
    return [*told, await _ask_for_account(turn, buying)]


async def _leave(turn: Turn) -> Reply:
    """Nothing is picked any more; what was asked before is asked again, if something was."""
    if turn.selection is None or turn.selection.question is None:
        return []
    await turn.leave_selection()
    return resume(turn)


def _new(turn: Turn) -> Selection:
    return Selection(question=Question.GIFT, ends_at=turn.now + QUESTION_TIME)


def _what_is_missing(turn: Turn, own: Shelf) -> Part:
    """What they lack, never that they lack it."""
    part, balance = own.purse.taking_part, own.purse.balance
    if not own.may_redeem:
        needed = turn.rules.points.ratings_to_redeem
        return Part("redemption/not_yet", {"needed": needed, "ratings": part.ratings, "balance": balance})
    dear = [each.gift for each in own.offers if isinstance(each.refusal, TooFewPoints)]
    if not dear:
        return Part("redemption/none", {"balance": balance})
    return Part("redemption/too_few", {**named(dear[0]), "points": dear[0].points, "balance": balance})


async def _ask_for_account(turn: Turn, buying: list[Shelf]) -> Part:
    accounts = [(each.holder.credit_code or "", each.purse.balance) for each in buying][:LISTED]
    options = [Option(code, code, code, balance) for code, balance in accounts]
    await turn.pick(replace(_new(turn), question=Question.ACCOUNT, options=options))
    return Part("redemption/account", {"accounts": [{"code": c, "balance": b} for c, b in accounts]})


async def on_account(turn: Turn, selection: Selection, code: str) -> Reply:
    """Whose points are spent."""
    return await ask_for_gift(turn, replace(selection, credit_code=code or None))


async def ask_for_gift(turn: Turn, selection: Selection) -> Reply:
    """Which gift, of those that the points chosen buy now."""
    try:
        buying = await _shelf(turn, selection)
    except NotTheirs:
        return await offer(turn)
    return [await _ask_for_gift(turn, selection, buying)] if buying.within_reach else await offer(turn)


async def _shelf(turn: Turn, selection: Selection) -> Shelf:
    return await shelf(turn.tx, turn.citizen.id, turn.rules, turn.now, selection.credit_code)


async def _ask_for_gift(turn: Turn, selection: Selection, buying: Shelf) -> Part:
    gifts = [each.gift for each in buying.within_reach[:NAMED]]
    options = [Option(str(gift.id), gift.name, gift.name_en, gift.points) for gift in gifts]
    asking = replace(
        selection, question=Question.GIFT, options=options, credit_code=buying.holder.credit_code
    )
    await _ask(turn, asking)
    listed = [{**named(gift), "points": gift.points} for gift in gifts[:LISTED]]
    facts = {"balance": buying.purse.balance, "gifts": listed, "unlisted": len(gifts) - len(listed)}
    return Part("redemption/gifts", {**facts, "holder": asking.credit_code})


async def why_not(turn: Turn, selection: Selection) -> Reply | None:
    """What stands in the way of a gift that they name and that is not on their list; None where they name none."""
    try:
        beyond = [each for each in (await _shelf(turn, selection)).offers if each.refusal is not None]
    except NotTheirs:
        return await offer(turn)
    place = place_of(turn.text, [(each.gift.name, each.gift.name_en) for each in beyond], 0)
    return (
        None if place is None else await offer(turn, Part("redemption/not_now", _in_the_way(beyond[place])))
    )


def _in_the_way(offered: Offer) -> dict[str, object]:
    match offered.refusal:
        case SoldOut():
            return {**named(offered.gift), "because": "sold_out"}
        case LimitReached(limit):
            return {**named(offered.gift), "because": "limit", "limit": limit}
        case _:
            return {**named(offered.gift), "because": "", "points": offered.gift.points}


async def _ask(turn: Turn, selection: Selection) -> None:
    if selection.id:
        await selections.go_on(turn.tx, selection)
    else:
        await turn.pick(selection)


async def on_gift(turn: Turn, selection: Selection, gift_id: str) -> Reply:
    """Which gift: where, if there are several places, else a yes."""
    return await ask_further(turn, replace(selection, gift_id=int(gift_id), place_id=None))


async def on_place(turn: Turn, selection: Selection, place_id: str) -> Reply:
    """Where: a yes."""
    return await ask_further(turn, replace(selection, place_id=int(place_id)))


async def ask_further(turn: Turn, selection: Selection) -> Reply:
    """What is still to be known of the gift that was chosen, as things are now."""
    try:
        buying = await _shelf(turn, selection)
    except NotTheirs as gone:
        return await _refused(turn, gone, {})
    found = next((each for each in buying.offers if each.gift.id == selection.gift_id), None)
    if found is None:
        return await offer(turn)
    places = [each for each in found.places if selection.place_id in (None, each.id)]
    if found.refusal is not None or not places:
        return await _refused(turn, found.refusal or SoldOut(), named(found.gift))
    if len(places) > 1:
        return [await _ask_for_place(turn, selection, found)]
    return [await _ask_for_yes(turn, selection, found, places[0], buying.purse.balance)]


async def _ask_for_place(turn: Turn, selection: Selection, found: Offer) -> Part:
    options = [Option(str(place.id), place.name, place.name_en) for place in found.places[:LISTED]]
    await _ask(turn, replace(selection, question=Question.PLACE, options=options))
    places = [{"item": option.name, "item_en": option.name_en} for option in options]
    return Part("redemption/place", {**named(found.gift), "places": places})


async def _ask_for_yes(turn: Turn, selection: Selection, found: Offer, place: Place, balance: int) -> Part:
    gift = found.gift
    asking = replace(
        selection,
        question=Question.CONFIRM,
        options=[Option(str(gift.id), gift.name, gift.name_en)],
        place_id=place.id,
        points=gift.points,
    )
    await _ask(turn, asking)
    left = {"points": gift.points, "balance": balance - gift.points, "holder": selection.credit_code}
    where = {"place": place.name, "place_en": place.name_en, "hours": place.hours}
    return Part("redemption/confirm", {**named(gift), **where, **left})


async def redeem(turn: Turn, selection: Selection) -> Reply:
    """They said yes: the voucher, or what stands in the way and what else there is."""
    assert selection.gift_id is not None
    assert selection.place_id is not None
    assert selection.points is not None
    wish = Wish(
        citizen_id=turn.citizen.id,
        gift_id=selection.gift_id,
        place_id=selection.place_id,
        points=selection.points,
        request=f"selection:{selection.id}",
        credit_code=selection.credit_code,
    )
    try:
        voucher = await reserve(turn.tx, wish, turn.rules, turn.now)
    except (CannotRedeem, TooFewPoints) as refusal:
        [line] = selection.options
        return await _refused(turn, refusal, {"item": line.name, "item_en": line.name_en})
    over = replace(selection, question=None, options=[], voucher=voucher.code, ends_at=turn.now + ONCE_MORE)
    await selections.go_on(turn.tx, over)
    return await vouchers.tell(turn, voucher)


async def _refused(turn: Turn, refusal: CannotRedeem | TooFewPoints, gift: dict[str, object]) -> Reply:
    """Say why, that it cost nothing, and what else there is."""
    match refusal:
        case SoldOut():
            return await offer(turn, Part("redemption/sold_out", gift))
        case GiftOver():
            return await offer(turn, Part("redemption/over", gift))
        case LimitReached(limit):
            return await offer(turn, Part("redemption/limit", {**gift, "limit": limit}))
        case PriceChanged(points):
            return await offer(turn, Part("redemption/price", {**gift, "points": points}))
        case TooFewPoints():
            return await offer(turn, Part("redemption/short", gift))
        case _:  # they may not redeem, or not with these points, any more: the list says what there is
            return await offer(turn)


def named(gift: Gift) -> dict[str, object]:
    """The facts by which a gift is known."""
    return {"item": gift.name, "item_en": gift.name_en}
