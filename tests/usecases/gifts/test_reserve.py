"""A gift is reserved with all that belongs to it, or nothing moves and it is said why."""

from datetime import date

import pytest

from evaluation.gifts import (
    CannotRedeem,
    GiftOver,
    LimitReached,
    NotEligible,
    NotTheirs,
    PriceChanged,
    SoldOut,
)
from evaluation.ledger import TooFewPoints
from evaluation.vouchers import State
from store import delegates
from store.db import Database
from store.ledger import Holder
from tests.usecases.gifts.shop import (
    HALL,
    RULES,
    STREET,
    TOWEL,
    UMBRELLA,
    WANG,
    Standing,
    a_gift,
    a_redeemer,
    deliver,
    earns,
    furnish,
    points_of,
    reserves,
    stock_of,
    suggested,
    took_part,
    wish,
)
from tests.usecases.points.books import FAR, NOW, a_citizen, gets
from usecases.gifts.reserve import Wish, reserve
from usecases.gifts.shelf import shelf

ORG = "91350211M000100Y46"


async def test_a_reservation_takes_points_holds_a_piece_and_makes_a_voucher(database: Database) -> None:
    await furnish(database, towel=2)
    chen = await a_redeemer(database, 50)
    voucher = await reserves(database, wish(chen))
    assert (voucher.citizen_id, voucher.gift, voucher.place, voucher.points, voucher.state) == (
        chen,
        "毛巾",
        "江宁区政务服务中心",
        30,
        State.RESERVED,
    )
    assert f"{voucher.expires_at:%Y-%m-%d %H:%M}" == "2026-11-07 00:00", "sixty days, its own not counted"
    assert await points_of(database, chen) == 20
    assert await stock_of(database) == Standing(on_hand=2, reserved=1)


async def test_the_same_request_twice_yields_the_same_voucher(database: Database) -> None:
    await furnish(database)
    chen = await a_redeemer(database, 90)
    first = await reserves(database, wish(chen, request="sms:7"))
    assert await reserves(database, wish(chen, request="sms:7")) == first
    assert await points_of(database, chen) == 60
    assert (await reserves(database, wish(chen, request="sms:8"))).code != first.code


async def test_each_reason_is_told_with_its_facts_and_nothing_moves(database: Database) -> None:
    await furnish(database, towel=1, umbrella=1)
    async with database.transaction() as tx:
        rare = await a_gift(tx, "票", 1, per_citizen=1)
        past = await a_gift(tx, "月饼", 1, valid_until=date(2026, 9, 6))
        for gift in (rare, past):
            await deliver(tx, gift, HALL, 5)
        holder = await a_citizen(tx)
        await gets(tx, holder, "visit:1", 100)
    newcomer = holder.citizen_id
    assert newcomer is not None
    poor, rich = await a_redeemer(database, 50), await a_redeemer(database, 90)
    await reserves(database, Wish(rich, rare, HALL, 30, "the one"))
    for wished, refusal in (
        (wish(newcomer), NotEligible(ratings=0, needed=3)),
        (Wish(rich, past, HALL, 30, "over"), GiftOver()),
        (Wish(rich, 99, HALL, 30, "no gift"), GiftOver()),
        (Wish(rich, rare, HALL, 30, "another"), LimitReached(1)),
        (wish(rich, TOWEL, STREET), SoldOut()),
        (wish(poor, UMBRELLA), TooFewPoints(balance=50, price=60)),
        (Wish(poor, TOWEL, HALL, 20, "cheap"), PriceChanged(30)),
        (Wish(poor, TOWEL, HALL, 30, "theirs", ORG), NotTheirs()),
    ):
        with pytest.raises((CannotRedeem, TooFewPoints)) as refused:
            await reserves(database, wished)
        assert refused.value == refusal
    assert [await points_of(database, each) for each in (newcomer, poor, rich)] == [100, 50, 60]
    assert await stock_of(database) == Standing(on_hand=1, reserved=0)


async def test_a_refusal_leaves_its_transaction_to_go_on(database: Database) -> None:
    """A turn keeps its answer in the transaction in which it was refused."""
    await furnish(database, towel=0)
    chen = await a_redeemer(database, 50)
    async with database.transaction() as tx:
        with pytest.raises(SoldOut):
            await reserve(tx, wish(chen), RULES, NOW)
    assert await points_of(database, chen) == 50


@pytest.mark.parametrize(("adopted", "refusal"), [(True, None), (False, NotEligible), (None, NotEligible)])
async def test_an_adopted_suggestion_is_as_good_as_three_ratings(
    database: Database, adopted: bool | None, refusal: type[NotEligible] | None
) -> None:
    await furnish(database)
    async with database.transaction() as tx:
        holder = await a_citizen(tx)
        assert holder.citizen_id is not None
        await earns(tx, holder, 50)
        await suggested(tx, holder, adopted)
        await took_part(tx, holder, times=2)
        shown = await shelf(tx, holder.citizen_id, RULES, NOW)
    assert shown.may_redeem is (refusal is None)
    assert {type(offer.refusal) for offer in shown.offers if offer.gift.points == 30} == {
        type(None) if refusal is None else refusal
    }


async def test_points_whose_life_is_over_buy_nothing_though_nobody_posted_that(database: Database) -> None:
    await furnish(database)
    chen = await a_redeemer(database, 50, until=NOW)
    with pytest.raises(TooFewPoints) as refused:
        await reserves(database, wish(chen))
    assert (refused.value.balance, refused.value.price) == (0, 30)


async def test_an_organisations_points_are_spent_by_whom_it_authorised(database: Database) -> None:
    await furnish(database)
    chen = await a_redeemer(database, 50)
    async with database.transaction() as tx:
        await took_part(tx, Holder(credit_code=ORG))
        await earns(tx, Holder(credit_code=ORG), 40, FAR)
        await delegates.authorise(tx, ORG, chen, WANG.staff_id, NOW)
        theirs = await shelf(tx, chen, RULES, NOW, ORG)
        assert theirs.holders == (Holder(citizen_id=chen), Holder(credit_code=ORG))
        voucher = await reserve(tx, Wish(chen, TOWEL, HALL, 30, "org", ORG), RULES, NOW)
        left = await shelf(tx, chen, RULES, NOW, ORG)
        own = await shelf(tx, chen, RULES, NOW)
    assert (voucher.citizen_id, voucher.credit_code) == (chen, ORG)
    assert (theirs.purse.balance, left.purse.balance, own.purse.balance) == (40, 10, 50)
    async with database.transaction() as tx:
        assert await delegates.end(tx, ORG, chen, WANG.staff_id, NOW)
    with pytest.raises(NotTheirs):
        await reserves(database, Wish(chen, TOWEL, HALL, 30, "too late", ORG))


async def test_the_shelf_shows_what_is_within_reach_and_why_the_rest_is_not(database: Database) -> None:
    await furnish(database, towel=1, bag=0)
    chen = await a_redeemer(database, 50)
    async with database.transaction() as tx:
        shown = await shelf(tx, chen, RULES, NOW)
    assert [(offer.gift.name, offer.gift.points, offer.refusal) for offer in shown.offers] == [
        ("毛巾", 30, None),
        ("布袋", 30, SoldOut()),
        ("雨伞", 60, TooFewPoints(50, 60)),
    ]
    assert [offer.gift.name for offer in shown.within_reach] == ["毛巾"]
    assert [[(place.name, place.left) for place in offer.places] for offer in shown.within_reach] == [
        [("江宁区政务服务中心", 1)]
    ]
