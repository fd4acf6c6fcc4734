"""What citizens tell beside a level, before one, or instead of one, is heard and kept."""

import pytest

from store import calls
from tests.bot.citizens import Citizen, prompted
from tests.world import World

SUGGESTED = "谢谢您的建议，已收下，采纳与否都会告诉您。"
HEARD = "您说的已记下。总体上您有多满意，请回复5到1中的一个数字评价“居民身份证换领”"


@pytest.mark.parametrize(
    ("told", "heard", "reasons"),
    [
        ("等了两个小时没人理", HEARD, {"attitude", "efficiency"}),
        ("建议增加停车位", f"{SUGGESTED}总体上您有多满意，请回复5到1中的一个数字", {"convenience"}),
    ],
)
async def test_a_complaint_or_a_wish_is_kept_and_goes_with_the_level(
    town: World, told: str, heard: str, reasons: set[str]
) -> None:
    wang = await prompted(town)
    await wang.talks([(told, heard)])
    assert await wang.rating() is None
    await wang.talks([("3 下次改进", "已记录：基本满意")])
    rating = await wang.rating() or {}
    assert (rating["level"], rating["comment"]) == (3, f"{told}\n下次改进")
    assert set(rating["reasons"]) >= reasons


async def test_who_has_told_what_was_wrong_is_not_asked_for_it_again(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("等了两个小时没人理", HEARD), ("2", "很抱歉没让您满意，您的意见已记下")])
    assert "原因" not in (await wang.phone.heard())[-1]


async def test_a_second_unclear_answer_is_kept_without_a_level_and_nobody_is_pestered(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("态度太差", HEARD), ("还让我跑三趟", "您的话已记下，谢谢您。")])
    assert await wang.rating() is None
    await wang.talks([("1", "已记录：非常不满意")])
    rating = await wang.rating() or {}
    assert (rating["comment"], set(rating["reasons"])) == (
        "态度太差\n还让我跑三趟",
        {"attitude", "convenience"},
    )


async def test_help_beside_an_unclear_answer_lists_the_levels_once(town: World) -> None:
    wang = await prompted(town)
    answer = await wang.says("态度5分，环境2分，怎么评")
    assert "您提到了几个等级" in answer
    assert "办完事后我们会请您评价，回复数字或直接说说感受" in answer
    assert answer.count("5非常满意 4满意 3基本满意 2不满意 1非常不满意") == 1


async def test_several_levels_are_asked_about_in_words_that_help(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("态度5分，环境2分", "您提到了几个等级。总体上请回复5到1中的一个数字"), ("4", "满意")])
    assert await wang.level() == 4


async def test_a_rating_and_a_stop_in_one_message_are_both_honoured(town: World) -> None:
    wang = await prompted(town)
    answer = await wang.says("非常满意，退订")
    assert "已记录：非常满意" in answer
    assert "已停止提醒" in answer
    assert await wang.level() == 5
    await wang.talks([("T", "")])


async def test_points_asked_for_beside_a_bad_rating_are_told(town: World) -> None:
    wang = await prompted(town)
    answer = await wang.says("2 态度差 上次的积分还在吗")
    assert "已记录：不满意" in answer
    assert "您现有10分" in answer


async def test_stopping_in_other_words_stops(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("别再给我发短信了", "已停止提醒"), ("我要接收评价短信", "已恢复提醒")])


async def waiting(town: World, citizen: Citizen) -> list[int]:
    """The call requests of one citizen; the town keeps those of all."""
    requests = await town.query(calls.waiting)
    return [r.id for r in requests if town.parts.vault.open(r.sealed).endswith(citizen.phone.number)]


async def test_who_wants_a_person_leaves_one_call_request(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("打电话给我", "已记下您希望人工联系"), ("转人工", "已记下您希望人工联系")])
    (request,) = await waiting(town, wang)
    await wang.talks([("5", "已记录：非常满意")])
    for expected in (True, False):
        assert await town.query(lambda tx: calls.done(tx, request, town.clock.now())) is expected
    assert await waiting(town, wang) == []
    await wang.talks([("打电话给我", "已记下您希望人工联系")])
    assert len(await waiting(town, wang)) == 1


@pytest.mark.parametrize(
    "asks", ["人工", "转人工", "人工服务", "人工客服", "打电话给我", "给我回电话", "我要投诉"]
)
async def test_every_way_to_ask_for_a_person_leaves_a_call_request(town: World, asks: str) -> None:
    wang = await prompted(town)
    await wang.talks([(asks, "已记下您希望人工联系。急事请拨打12345。")])
    assert len(await waiting(town, wang)) == 1


async def test_a_wrong_number_is_apologised_to_and_nothing_is_recorded(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("打错了，我没办过这个", "抱歉打扰了，这件事不再向您询问。不想再收到提醒请回复T。")])
    assert await wang.rating() is None


async def test_who_wants_a_gift_hears_what_is_missing_and_the_balance(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("5", "本次得10分"), ("怎么换礼品", "您已评价1次，还差2次。您现有10分")])


async def test_a_level_for_each_of_several_matters(town: World) -> None:
    chen = await prompted(town, "甲证", "乙证")
    await chen.talks(
        [
            (
                "第一个5第二个2",
                "已记录：“甲证”非常满意；“乙证”不满意。选错请回0。很抱歉没让您满意，本次得20分，现有20分。会转办理单位处理，回复“进度”可查进展。请告诉我们原因",
            ),
            ("3", "已记下您的原因"),
        ]
    )
    ratings = [await chen.rating(item) or {} for item in ("甲证", "乙证")]
    assert [(r["level"], r["reasons"]) for r in ratings] == [(5, []), (2, ["efficiency"])]


async def test_the_second_of_two_may_be_rated_first(town: World) -> None:
    chen = await prompted(town, "甲证", "乙证")
    await chen.talks([("第二个4", "“乙证”满意"), ("5", "“甲证”非常满意")])
    assert [await chen.level(item) for item in ("甲证", "乙证")] == [5, 4]


async def test_more_levels_than_matters_are_asked_about(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("第一个5第二个2", "您提到了几个等级")])
    assert await wang.rating() is None


async def test_what_is_told_after_a_bad_rating_joins_it_though_nothing_was_asked(town: World) -> None:
    wang = await prompted(town)
    await wang.talks(
        [
            ("2", "请告诉我们原因"),
            ("环境差", "已记下您的原因"),
            ("窗口的人爱理不理", "收到。您对“居民身份证换领”的评价是不满意"),
            ("等了两个小时", "收到。您对“居民身份证换领”的评价是不满意"),
        ]
    )
    rating = await wang.rating() or {}
    assert rating["comment"] == "环境差\n窗口的人爱理不理\n等了两个小时"
    assert set(rating["reasons"]) == {"attitude", "efficiency", "environment"}


async def test_what_is_told_after_a_good_rating_waits_for_what_they_make_of_it(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("5", "已记录：非常满意"), ("等了两个小时", "评价是非常满意")])
    assert (await wang.rating() or {})["comment"] is None
    await wang.talks([("2", "改为：不满意")])
    assert (await wang.rating() or {})["comment"] == "等了两个小时"


async def test_a_general_judgement_is_no_reason(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("服务不好", "请告诉我们原因")])
    assert (await wang.rating() or {})["comment"] is None
