"""A gift for points, from 兑换 to the voucher, told as conversations."""

import re

import pytest

from tests.bot.citizens import prompted
from tests.bot.shoppers import a_shopper, furnish, gives, id_of, points_of, vouchers_of
from tests.world import World

LIST = "您现有90分，可以兑换：1.纯棉毛巾 30分；2.晴雨伞 60分；3.食用油 90分。请回复序号或名称，不换回0。"
SURE = "用30分兑换“纯棉毛巾”，到江宁区政务服务中心"
DONE = "已兑换“纯棉毛巾”。兑换码"


@pytest.fixture(scope="module")
async def shop(town: World) -> World:
    """A town with gifts enough for all tests of the file."""
    await furnish(town)
    return town


async def test_a_gift_is_chosen_by_its_number_and_confirmed(shop: World) -> None:
    wang = await a_shopper(shop, 60)
    await wang.talks([("兑换", LIST), ("1", SURE)])
    assert await vouchers_of(wang) == []
    told = await wang.says("是")
    assert re.search(
        r"已兑换“纯棉毛巾”。兑换码\d{3} \d{3} \d{3}，11月\d+日（含）前凭码到江宁区政务服务中心领取", told
    )
    assert "家人可凭码代领。现有60分。" in told
    assert "http" not in told
    assert (await vouchers_of(wang), await points_of(wang)) == (["纯棉毛巾 1 reserved"], 60)


@pytest.mark.parametrize(
    "said",
    ["1", "１", "一", "①", "1.", "第一个", "选1", "要第一个", "1号", "毛巾", "纯棉毛巾", "换毛巾", "我要毛巾", "棉",
     "1 毛巾", "毛巾，谢谢", "the first one", "towel", "Cotton towel please", "number 1"],
)  # fmt: skip
async def test_every_way_to_choose(shop: World, said: str) -> None:
    wang = await a_shopper(shop, 60)
    await wang.says("兑换")
    told = await wang.says(said)
    assert SURE in told or "30 points on “Cotton towel”" in told


@pytest.mark.parametrize("said", ["是", "好的", "可以", "确认", "换", "嗯", "OK", "yes", "就这个"])
async def test_every_way_to_say_yes(shop: World, said: str) -> None:
    wang = await a_shopper(shop)
    await wang.talks([("兑换", "1.纯棉毛巾 30分"), ("1", SURE)])
    await wang.says(said)
    assert await vouchers_of(wang) == ["纯棉毛巾 1 reserved"]


@pytest.mark.parametrize(
    "said",
    ["0", "零", "不换了", "算了", "取消", "再看看", "下次吧", "不要", "no", "cancel", "not now", "取消兑换"],
)
@pytest.mark.parametrize("confirming", [False, True])
async def test_every_way_to_leave_it(shop: World, said: str, *, confirming: bool) -> None:
    wang = await a_shopper(shop)
    await wang.talks([("兑换", "1.纯棉毛巾 30分"), *([("1", SURE)] if confirming else [])])
    told = await wang.says(said)
    assert "没有兑换，积分没有变化" in told or "your points are unchanged" in told
    assert (await vouchers_of(wang), await points_of(wang)) == ([], 30)
    assert (
        await shop.value(
            "SELECT count(*) FROM citizens WHERE opted_out_at IS NOT NULL AND id = %(id)s",
            id=await id_of(wang),
        )
        == 0
    )


async def test_in_english(shop: World) -> None:
    wang = await a_shopper(shop, 60)
    told = await wang.says("redeem")
    assert (
        "You have 90 points. Gifts and what they cost: 1. Cotton towel 30; 2. Umbrella 60; 3. Oil 90." in told
    )
    assert "Where would you like to collect “Umbrella”? 1. Hall; 2. Street office." in await wang.says(
        "the second one"
    )
    assert "Spend 60 points on “Umbrella”, to be collected at Street office" in await wang.says("street")
    told = await wang.says("yes please")
    assert "Yours: “Umbrella”. Your code is" in told
    assert "A relative may collect it with the code. 30 points are left." in told
    assert "1. “Umbrella”" in await wang.says("my vouchers")
    assert await vouchers_of(wang) == ["晴雨伞 2 reserved"]


async def test_of_several_places_one_is_chosen(shop: World) -> None:
    wang = await a_shopper(shop, 60)
    await wang.talks(
        [
            ("兑换", LIST),
            ("雨伞", "“晴雨伞”到哪里领取？1.江宁区政务服务中心；2.东山街道便民服务中心。"),
            ("东山", "用60分兑换“晴雨伞”，到东山街道便民服务中心（9:00-17:00）领取，兑换后还有30分"),
            ("好", "已兑换“晴雨伞”"),
        ]
    )
    assert await vouchers_of(wang) == ["晴雨伞 2 reserved"]


async def test_who_has_rated_too_seldom_hears_what_is_missing(shop: World) -> None:
    wang = await prompted(shop)
    await wang.talks(
        [
            ("兑换", "评价满3次就能兑换礼品，您已评价0次，还差3次。您现有0分"),
            ("5", "已记录"),
            ("兑换", "您已评价1次，还差2次。您现有10分"),
            ("积分", "您现有10分。再评价2次就能兑换礼品"),
        ]
    )


async def test_who_has_too_few_points_hears_how_many_are_missing(shop: World) -> None:
    wang = await a_shopper(shop)
    await wang.talks([("兑换", "毛巾"), ("1", SURE), ("是", DONE)])
    await wang.talks([("兑换", "您现有0分，还不够兑换。最少的是“纯棉毛巾”，要30分，还差30分。")])


async def test_an_unclear_answer_is_asked_about_once_then_it_is_left(shop: World) -> None:
    wang = await a_shopper(shop, 60)
    await wang.talks(
        [
            ("兑换", LIST),
            ("今天天气不错", "没看懂您的意思，请回复1到3中的一个序号，不换回0。要评价服务，请回复“5星”"),
            ("7", "没有兑换，积分没有变化"),
            ("兑换", LIST),
            ("7", "请回复1到3中的一个序号"),
            ("1", SURE),
            ("2", "没看懂您的意思。要兑换“纯棉毛巾”请回复“是”"),
            ("是", DONE),
        ]
    )


async def test_a_digit_under_the_list_is_never_a_rating_and_a_level_word_is(shop: World) -> None:
    wang = await a_shopper(shop, 60)
    await wang.talks([("兑换", LIST), ("2", "“晴雨伞”到哪里领取")])
    assert await wang.level("甲证") == 5
    await wang.talks([("兑换", LIST), ("4星", "改为：满意")])
    assert await wang.level("甲证") == 4
    await wang.talks([("2", "均为不满意")])  # the acknowledgement asked for digits: the list is over
    assert (await vouchers_of(wang), await points_of(wang)) == ([], 90)


async def test_the_question_about_a_visit_waits_and_is_asked_again(shop: World) -> None:
    wang = await prompted(shop, "甲证", "乙证", "丙证", "丁证")
    await wang.talks([("5", "接下来"), ("5", "接下来"), ("5", "接下来请评价您")])
    await wang.talks([("兑换", "1.纯棉毛巾 30分"), ("1", SURE)])
    assert await wang.level("丁证") is None
    told = await wang.says("是")
    assert DONE in told
    assert "“丁证”：5非常满意 4满意" in told
    await wang.talks([("2", "已记录")])
    assert await wang.level("丁证") == 2


async def test_refusing_returns_to_the_question_about_the_reason(shop: World) -> None:
    wang = await a_shopper(shop)
    await wang.talks(
        [
            ("1", "请告诉我们原因"),
            ("兑换", "1.纯棉毛巾 30分"),
            ("不换了", "没有兑换，积分没有变化。想换时请回复“兑换”。请告诉我们原因：1态度"),
            ("3", "已记下您的原因"),
        ]
    )
    assert (await wang.rating("甲证") or {})["reasons"] == ["efficiency"]


async def test_a_complaint_under_the_list_goes_where_it_belongs(shop: World) -> None:
    wang = await a_shopper(shop)
    await wang.talks([("1", "请告诉我们原因"), ("兑换", "毛巾"), ("等了两个小时没人理", "已记下您的原因")])


async def test_other_wishes_leave_the_list_open(shop: World) -> None:
    wang = await a_shopper(shop, 60)
    await wang.talks(
        [
            ("兑换", LIST),
            ("退订", "已停止提醒"),
            ("积分", "您现有90分"),
            ("帮助", "人工服务"),
            ("1", SURE),
            ("恢复", "已恢复提醒"),
            ("是", DONE),
        ]
    )


async def test_a_gift_wanted_beside_a_bad_rating_is_not_listed_under_its_question(shop: World) -> None:
    wang = await prompted(shop)
    told = await wang.says("2，我要兑换")
    assert "请告诉我们原因" in told
    assert "您现有10分。想换礼品，请稍后单独回复“兑换”。" in told
    assert "毛巾" not in told


async def test_a_yes_to_the_gift_is_no_yes_to_a_rating(shop: World) -> None:
    wang = await a_shopper(shop)
    late = await prompted(shop, "戊证")
    assert late is not wang
    await wang.says("兑换")
    await wang.talks([("1", SURE), ("是", DONE), ("是", DONE)])
    assert await vouchers_of(wang) == ["纯棉毛巾 1 reserved"]


async def test_points_that_end_soon_are_told(shop: World) -> None:
    wang = await a_shopper(shop)
    await wang.talks([("积分", "您现有30分。回复“兑换”可换礼品。每次评价得10分")])
    await gives(shop, wang, 5)
