"""Somebody writes while nothing is being asked of them (contracts, "Replies")."""

import pytest

from tests.bot.citizens import next_day, prompted, served
from tests.world import World

WHO_WE_ARE = "这里是政务服务中心的评价服务。这个号码目前没有可评价的事项，所以没有记录。需要帮助请拨打12345。"


@pytest.mark.parametrize("says", ["5", "非常满意", "你好", "都5", ""])
async def test_somebody_we_never_wrote_to_hears_who_we_are(town: World, says: str) -> None:
    stranger = town.phone("13700000001")
    assert WHO_WE_ARE in await stranger.says(says)
    assert (
        await town.value("SELECT count(*) FROM ratings WHERE inbound_id = (SELECT max(id) FROM inbound)") == 0
    )


async def test_one_visit_that_waits_is_named_and_a_yes_makes_the_rating(town: World) -> None:
    wang = await served(town)
    await wang.talks(
        [("5 办得快", "办理的“居民身份证换领”吗？还没有记录。要记为非常满意请回复“是”，要改请回复别的数字。")]
    )
    assert await wang.rating() is None
    await wang.talks([("是的", "已记录：非常满意。选错请直接回复新的数字。谢谢您，本次得10分，现有10分。")])
    assert (await wang.rating() or {})["comment"] == "办得快"
    await next_day(town)
    assert await wang.phone.prompts() == []
    await wang.talks([("4", "“居民身份证换领”的评价已由非常满意改为：满意")])


async def test_the_yes_withdraws_a_prompt_that_is_queued_already(town: World) -> None:
    wang = await served(town)
    await wang.talks([("4", "要记为满意")])
    await town.clock.move(type(town.clock.now()).fromisoformat((await wang.record())["prompt_due_at"]))
    await wang.talks([("是", "已记录：满意")])
    await town.happen()
    assert await wang.phone.prompts() == []


@pytest.mark.parametrize(
    ("answer", "heard"),
    [
        ("不是", "好的，没有记录。"),
        ("5个人", "没看懂您的意思。要记为满意请回复“是”，要改请回复5到1中的一个数字。"),
        ("2", "要记为不满意请回复“是”"),
    ],
)
async def test_anything_but_a_yes_records_nothing(town: World, answer: str, heard: str) -> None:
    wang = await served(town)
    await wang.talks([("4", "要记为满意"), (answer, heard)])
    assert await wang.rating() is None
    await next_day(town)
    assert len(await wang.phone.prompts()) == 1


async def test_the_yes_is_asked_for_twice_at_most(town: World) -> None:
    wang = await served(town)
    await wang.talks(
        [
            ("4", "要记为满意"),
            ("嗯嗯", "没看懂"),
            ("哈哈", "您的话已记下，谢谢您。还没有记录评价，想评价时回复5到1中的一个数字即可。"),
            ("是", "也记下了，谢谢您。"),
        ]
    )
    assert await wang.rating() is None
    await wang.talks([("4", "已记录：满意")])
    assert (await wang.rating() or {})["comment"] == "哈哈\n是"


async def test_the_same_level_again_is_a_yes(town: World) -> None:
    wang = await served(town)
    await wang.talks(
        [("5 办得快", "要记为非常满意请回复“是”，要改请回复别的数字"), ("5", "已记录：非常满意")]
    )
    assert (await wang.rating() or {})["comment"] == "办得快"


@pytest.mark.parametrize(
    ("says", "asked"),
    [
        (
            "非常满意 不满意",
            "您提到了几个等级。总体上请回复5到1中的一个数字评价“居民身份证换领”：5非常满意 4满意",
        ),
        ("好的", "没看懂您的意思，请回复5到1中的一个数字评价“居民身份证换领”：5非常满意 4满意"),
    ],
)
async def test_an_unclear_answer_before_the_prompt_is_asked_about_once(
    town: World, says: str, asked: str
) -> None:
    wang = await served(town)
    await wang.talks(
        [(says, asked), ("嗯", "您的话已记下，谢谢您。还没有记录评价"), ("哈哈", "也记下了，谢谢您。")]
    )
    assert await wang.rating() is None
    await next_day(town)
    assert len(await wang.phone.prompts()) == 1
    await wang.talks([("3", "已记录：基本满意")])


async def test_a_level_for_the_matter_that_was_just_named_needs_no_yes(town: World) -> None:
    wang = await served(town)
    await wang.talks(
        [
            (
                "等了两个小时没人理",
                "您说的已记下。总体上您有多满意，请回复5到1中的一个数字评价“居民身份证换领”",
            ),
            ("2", "已记录：不满意。选错请直接回复新的数字。很抱歉没让您满意，您的意见已记下"),
        ]
    )
    rating = await wang.rating() or {}
    assert (rating["comment"], rating["reasons"]) == ("等了两个小时没人理", ["attitude", "efficiency"])
    await next_day(town)
    assert await wang.phone.prompts() == []


async def test_who_says_no_to_the_matter_that_was_named_is_left_alone(town: World) -> None:
    wang = await served(town)
    await wang.talks([("好的", "没看懂您的意思"), ("不是", "好的，没有记录。")])


async def test_what_was_told_before_the_prompt_goes_with_the_answer_to_it(town: World) -> None:
    wang = await served(town)
    await wang.talks([("等了两个小时没人理", "您说的已记下")])
    await next_day(town)
    await wang.talks([("2", "您的意见已记下")])
    assert (await wang.rating() or {})["comment"] == "等了两个小时没人理"


async def test_words_beside_a_level_that_nobody_confirmed_do_not_go_with_another(town: World) -> None:
    wang = await served(town)
    await wang.talks([("5 办得快", "要记为非常满意")])
    await next_day(town)
    await wang.talks([("1", "请告诉我们原因")])
    assert (await wang.rating() or {})["comment"] is None


async def test_of_several_that_wait_the_latest_is_named_and_a_level_for_all_is_made_sure_of(
    town: World,
) -> None:
    wang = await served(town, "护照换发", "社保卡补办")
    await wang.talks(
        [("好的", "评价“社保卡补办”"), ("都5", "评价哪一件"), ("都5", "已记录：2件均为非常满意")]
    )


async def test_a_level_after_an_unclear_choice_is_placed_again(town: World) -> None:
    wang = await served(town, "护照换发", "社保卡补办")
    await wang.talks(
        [
            ("5", "评价哪一件"),
            ("哈哈", "请回复1到2中的一个序号"),
            ("嗯", "还没有记录评价"),
            ("4", "请问满意是评价哪一件"),
            ("1", "已记录：“护照换发”满意"),
        ]
    )


async def test_a_prompt_that_comes_meanwhile_asks_anew(town: World) -> None:
    wang = await served(town)
    await wang.talks([("4", "要记为满意")])
    await next_day(town)
    await wang.talks([("2", "已记录：不满意")])


async def test_of_several_that_wait_it_is_asked_which_one(town: World) -> None:
    wang = await served(town, "护照换发", "社保卡补办")
    await wang.talks([("2 排队太久", "您有2件事项，请问不满意是评价哪一件？1.")])
    await wang.talks(
        [
            ("3", "请回复1到2中的一个序号"),
            ("2", "已记录：“社保卡补办”不满意。选错请直接回复新的数字。很抱歉没让您满意，您的意见已记下"),
        ]
    )
    assert await wang.rating("护照换发") is None
    assert (await wang.rating("社保卡补办") or {})["comment"] == "排队太久"
    await next_day(town)
    assert ["护照换发" in text for text in await wang.phone.prompts()] == [True]


@pytest.mark.parametrize(
    ("answer", "item"),
    [
        ("后面那个", "社保卡补办"),
        ("前一个", "护照换发"),
        ("我说的是护照那个", "护照换发"),
        ("社保卡", "社保卡补办"),
    ],
)
async def test_one_of_several_may_be_meant_by_its_place_or_its_name(
    town: World, answer: str, item: str
) -> None:
    wang = await served(town, "护照换发", "社保卡补办")
    await wang.talks([("5", "评价哪一件"), (answer, f"已记录：“{item}”非常满意")])


async def test_a_name_that_several_have_means_none_of_them(town: World) -> None:
    wang = await served(town, "居民身份证换领", "居民身份证补领")
    await wang.talks([("5", "评价哪一件"), ("身份证", "请回复1到2中的一个序号")])


async def test_of_very_many_that_wait_the_latest_are_listed(town: World) -> None:
    wang = await served(town, *(f"{place}号证" for place in range(1, 8)))
    await wang.talks([("5", "您有7件事项，请问非常满意是评价哪一件？最近5件：1."), ("5", "“7号证”非常满意")])


async def test_all_of_several_that_wait_may_be_meant(town: World) -> None:
    wang = await served(town, "护照换发", "社保卡补办")
    await wang.talks(
        [
            ("5", "评价哪一件"),
            ("都5", "已记录：2件均为非常满意。选错请直接回复新的数字。谢谢您，本次得20分，现有20分。"),
        ]
    )


async def test_the_numbers_of_a_list_stay_when_one_of_it_is_rated_elsewhere(town: World) -> None:
    wang = await served(town, "甲证", "乙证", "丙证")
    await wang.talks([("5", "评价哪一件")])
    await wang.is_rated_on_site("甲证", 3)
    await wang.talks([("2", "已记录：“乙证”非常满意")])
    assert [await wang.level(item) for item in ("甲证", "乙证", "丙证")] == [3, 5, None]


async def test_what_was_chosen_may_be_rated_already(town: World) -> None:
    wang = await served(town, "甲证", "乙证", "丙证")
    await wang.talks([("5", "评价哪一件")])
    await wang.is_rated_on_site("甲证", 3)
    await wang.talks([("1", "“甲证”已有您的评价，这次回复没有计入评价。您的意见可拨打12345反映。")])
    assert await wang.level("甲证") == 3


async def test_what_was_rated_on_site_before_any_prompt_is_settled(town: World) -> None:
    wang = await served(town)
    await wang.is_rated_on_site("居民身份证换领", 4)
    await wang.talks([("1", "“居民身份证换领”已有您的评价，这次回复没有计入评价")])
    assert await wang.level() == 4


async def test_who_answers_too_late_hears_of_what_was_asked_not_of_what_was_rated_on_site(
    town: World,
) -> None:
    wang = await served(town, "甲证", "乙证")
    await wang.is_rated_on_site("乙证", 4)
    await next_day(town)
    await town.clock.move(
        type(town.clock.now()).fromisoformat((await wang.record("甲证"))["window_closes_at"])
    )
    await wang.talks([("5", "“甲证”的评价已于")])


async def test_a_prompted_visit_rated_on_site_may_still_be_revised_by_reply(town: World) -> None:
    wang = await prompted(town)
    await wang.is_rated_on_site("居民身份证换领", 4)
    await wang.talks([("谢谢", "您对“居民身份证换领”的评价是满意"), ("5", "评价已由满意改为：非常满意")])
    assert await wang.balance() == 10


async def test_yesterdays_rating_is_revised_while_its_window_is_open(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("5", "已记录")])
    await next_day(town)
    await wang.talks([("3", "“居民身份证换领”的评价已由非常满意改为：基本满意")])


async def test_zero_without_a_question_asks_for_the_level_again(town: World) -> None:
    wang = await prompted(town)
    await wang.talks(
        [("1", "选错请回0"), ("3", "已记下您的原因"), ("0", "请重新评价您"), ("5", "改为：非常满意")]
    )
