"""One phone, several matters due together: the elderly neighbour who handles a family's papers."""

from tests.bot.citizens import Citizen, next_day, now, prompted
from tests.world import World, a_record

FIVE = ("身份证换领", "户口迁移", "护照换发", "社保卡补办", "居住证签注")


async def test_the_message_names_the_first_and_the_number(town: World) -> None:
    chen = await prompted(town, *FIVE)
    (prompt,) = await chen.phone.prompts()
    assert "办理的“身份证换领”等5件已办结" in prompt
    assert {(await chen.record(item))["state"] for item in FIVE} == {"prompted"}


async def test_the_next_is_asked_in_the_reply_to_the_last(town: World) -> None:
    chen = await prompted(town, "甲证", "乙证", "丙证")
    await chen.talks(
        [
            ("5", "已记录：“甲证”非常满意。选错请回0。谢谢您，本次得10分，现有10分。接下来请评价您"),
            ("4", "已记录：“乙证”满意。选错请回0。谢谢您，本次得10分，现有20分。接下来请评价您"),
            ("3", "已记录：“丙证”基本满意。选错请直接回复新的数字。谢谢您，本次得10分，现有30分。"),
            ("5", "“丙证”的评价已由基本满意改为：非常满意"),
        ]
    )
    assert [await chen.level(item) for item in ("甲证", "乙证", "丙证")] == [5, 4, 5]


async def test_the_reason_comes_before_the_next_matter(town: World) -> None:
    chen = await prompted(town, "甲证", "乙证")
    await chen.talks(
        [
            (
                "2",
                "已记录：“甲证”不满意。选错请回0。很抱歉没让您满意，会转办理单位处理，回复“进度”可查。请告诉我们原因",
            ),
            (
                "2",
                "已记下您的原因，谢谢您，我们会认真改进。您的评价是不满意，如需修改请回0。您现有10分。接下来请评价您",
            ),
            ("2", "已记录：“乙证”不满意"),
            ("4", "已记下您的原因"),
        ]
    )
    ratings = [await chen.rating(item) or {} for item in ("甲证", "乙证")]
    assert [(r["level"], r["reasons"]) for r in ratings] == [(2, ["quality"]), (2, ["environment"])]


async def test_zero_goes_back_to_the_one_before(town: World) -> None:
    chen = await prompted(town, "甲证", "乙证")
    await chen.talks(
        [
            ("5", "接下来请评价您"),
            ("0", "办理的“甲证”：5非常满意"),
            (
                "1 态度差",
                "“甲证”的评价已由非常满意改为：非常不满意。选错请回0。很抱歉没让您满意，您的意见已记下。会转办理单位处理，回复“进度”可查进展。接下来请评价您",
            ),
            ("5", "已记录：“乙证”非常满意"),
        ]
    )
    assert [await chen.level(item) for item in ("甲证", "乙证")] == [1, 5]


async def test_all_that_the_message_named_are_rated_at_once(town: World) -> None:
    chen = await prompted(town, *FIVE)
    await chen.talks(
        [
            (
                "都满意",
                "已记录：5件均为满意。选错请直接回复新的数字。谢谢您，本次得30分（每天前3次评价计分），现有30分。",
            ),
            ("积分", "您现有30分"),
        ]
    )
    assert {await chen.level(item) for item in FIVE} == {4}


async def test_a_matter_that_waits_is_not_among_all(town: World) -> None:
    chen = await prompted(town, "甲证", "乙证")
    waiting = a_record(chen.phone.number, item_name="丙证", finished_at=(await now(town)).isoformat())
    await town.send_records(waiting)
    await chen.talks([("都5", "2件均为非常满意")])
    assert (await town.record(waiting["record_no"]))["rating"] is None


async def test_all_bad_at_once_are_asked_why_once(town: World) -> None:
    chen = await prompted(town, "甲证", "乙证", "丙证")
    await chen.talks(
        [
            (
                "都2",
                "已记录：3件均为不满意。选错请回0。很抱歉没让您满意，会转办理单位处理，回复“进度”可查。请告诉我们原因",
            ),
            ("3 1", "已记下您的原因"),
        ]
    )
    for item in ("甲证", "乙证", "丙证"):
        rating = await chen.rating(item) or {}
        assert (rating["level"], rating["reasons"]) == (2, ["attitude", "efficiency"])
    await chen.talks([("1", "3件的评价都已改为：非常不满意。选错请直接回复新的数字。")])


async def test_what_was_rated_together_is_changed_together(town: World) -> None:
    chen = await prompted(town, "甲证", "乙证", "丙证")
    await chen.talks(
        [("都1", "3件均为非常不满意"), ("0", "请重新评价这3件"), ("5", "3件的评价都已改为：非常满意")]
    )
    assert [await chen.level(item) for item in ("甲证", "乙证", "丙证")] == [5, 5, 5]


async def test_all_may_be_said_under_the_reason_question_too(town: World) -> None:
    chen = await prompted(town, "甲证", "乙证", "丙证")
    await chen.talks([("2", "请告诉我们原因"), ("都5", "已记录：3件均为非常满意")])
    assert [await chen.level(item) for item in ("甲证", "乙证", "丙证")] == [5, 5, 5]


async def test_the_fourth_rating_of_a_day_is_told_why_it_earns_nothing(town: World) -> None:
    chen = await prompted(town, *FIVE)
    for _ in range(3):
        await chen.talks([("5", "本次得10分")])
    await chen.talks(
        [
            ("5", "谢谢您，每天前3次评价计分，本次不再计分，现有30分。接下来"),
            ("5", "每天前3次评价计分，本次不再计分，现有30分。"),
        ]
    )
    assert await chen.balance() == 30


async def test_one_rated_on_site_meanwhile_is_not_asked_about(town: World) -> None:
    chen = await prompted(town, "甲证", "乙证", "丙证")
    await chen.is_rated_on_site("乙证", 3)
    await chen.talks([("5", "接下来请评价您"), ("4", "已记录：“丙证”满意")])
    assert [await chen.level(item) for item in ("甲证", "乙证", "丙证")] == [5, 3, 4]


async def test_the_one_named_is_meant_even_if_it_was_rated_on_site(town: World) -> None:
    chen = await prompted(town, "甲证", "乙证")
    await chen.is_rated_on_site("甲证", 3)
    await chen.talks(
        [("1 态度差", "“甲证”的评价已由基本满意改为：非常不满意"), ("5", "已记录：“乙证”非常满意")]
    )


async def test_after_a_day_without_a_reason_a_digit_revises_and_the_next_is_asked(town: World) -> None:
    chen = await prompted(town, "甲证", "乙证")
    await chen.talks([("2", "请告诉我们原因")])
    await next_day(town)
    await chen.talks(
        [
            ("4", "“甲证”的评价已由不满意改为：满意。选错请回0。首次评价已转办理单位，统计以首次为准"),
            ("5", "已记录：“乙证”非常满意"),
        ]
    )


async def test_an_unclear_answer_keeps_the_list(town: World) -> None:
    chen = await prompted(town, "甲证", "乙证")
    await chen.talks([("5 3", "评价“甲证”"), ("都4", "2件均为满意")])


async def prompted_again(town: World) -> Citizen:
    """A citizen who was prompted yesterday, and did not answer, and is prompted about another matter today."""
    wang = await prompted(town, "甲证")
    later = a_record(wang.phone.number, item_name="乙证", finished_at=(await now(town)).isoformat())
    await town.send_records(later)
    wang.record_nos["乙证"] = later["record_no"]
    await next_day(town)
    assert ["乙证" in text for text in await wang.phone.prompts()] == [False, True]
    return wang


async def test_yesterdays_matter_is_asked_about_after_todays(town: World) -> None:
    wang = await prompted_again(town)
    await wang.talks(
        [
            ("5", "已记录：“乙证”非常满意。选错请回0。谢谢您，本次得10分，现有10分。接下来请评价您"),
            ("0", "办理的“乙证”：5非常满意"),
            ("4", "“乙证”的评价已由非常满意改为：满意。选错请回0。接下来请评价您"),
            ("3", "已记录：“甲证”基本满意。选错请直接回复新的数字。谢谢您，本次得10分，现有20分。"),
            ("1", "“甲证”非常不满意。选错请回0"),
        ]
    )
    assert [await wang.level(item) for item in ("甲证", "乙证")] == [1, 4]


async def test_yesterdays_matter_is_asked_about_after_the_reason_of_todays(town: World) -> None:
    wang = await prompted_again(town)
    await wang.talks(
        [
            ("2", "“乙证”不满意。选错请回0"),
            ("1", "已记下您的原因"),
            ("4", "已记录：“甲证”满意"),
        ]
    )
    assert [await wang.level(item) for item in ("甲证", "乙证")] == [4, 2]
