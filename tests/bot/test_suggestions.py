"""Suggestions are thanked for and kept at any time, beside a rating too; no level and no number is kept with them."""

import pytest

from tests.bot.citizens import Citizen, next_day, prompted, served
from tests.world import ORG_CODE, World

THANKS = "谢谢您的建议，已收下，采纳与否都会告诉您。"
ASKED = "总体上您有多满意，请回复5到1中的一个数字评价"


async def kept(town: World, citizen: Citizen) -> list[str]:
    """The words of a citizen's suggestions."""
    number = next(iter(citizen.record_nos.values()))
    return list(
        await town.value(
            """SELECT coalesce(array_agg(s.text ORDER BY s.id), '{}') FROM suggestions s
                 JOIN visits v ON v.citizen_id = s.citizen_id WHERE v.record_no = %(number)s""",
            number=number,
        )
    )


async def test_beside_a_rating_both_are_kept(town: World) -> None:
    wang = await prompted(town)
    await wang.talks(
        [
            (
                "4 建议周末也开门",
                "已记录：满意。选错请直接回复新的数字。谢谢您，本次得10分，现有10分。" + THANKS,
            )
        ]
    )
    rating = await wang.rating() or {}
    assert (rating["level"], rating["comment"]) == (4, "建议周末也开门")
    assert await kept(town, wang) == ["建议周末也开门"]


async def test_in_answer_to_the_prompt_the_level_is_asked_for_once(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("建议大厅多放几把椅子", THANKS + ASKED)])
    assert (await wang.says("能不能再开一个窗口")).endswith(THANKS)
    await wang.talks([("4", "已记录：满意")])
    rating = await wang.rating() or {}
    assert (rating["level"], rating["comment"]) == (4, "建议大厅多放几把椅子\n能不能再开一个窗口")
    assert await kept(town, wang) == ["建议大厅多放几把椅子", "能不能再开一个窗口"]


async def test_after_a_rating_no_question_is_opened(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("5", "非常满意")])
    assert (await wang.says("建议增加自助机")).endswith("】" + THANKS)
    await wang.talks([("4", "评价已由非常满意改为：满意")])
    assert await kept(town, wang) == ["建议增加自助机"]


async def test_as_the_reason_of_a_bad_rating_it_is_both(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("2", "请告诉我们原因"), ("建议多开两个窗口", f"{THANKS}已记下您的原因")])
    rating = await wang.rating() or {}
    assert (rating["comment"], rating["reasons"]) == ("建议多开两个窗口", ["efficiency"])
    await wang.talks([("希望增加停车位", THANKS)])
    assert (await wang.rating() or {})["comment"] == "建议多开两个窗口\n希望增加停车位"
    assert await kept(town, wang) == ["建议多开两个窗口", "希望增加停车位"]


async def test_a_digit_of_the_menu_with_a_suggestion(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("2", "请告诉我们原因"), ("3 建议多开两个窗口", THANKS)])
    assert await kept(town, wang) == ["3 建议多开两个窗口".removeprefix("3 ")]


async def test_before_the_prompt(town: World) -> None:
    wang = await served(town)
    await wang.talks([("建议把叫号屏放大", THANKS + ASKED), ("4", "已记录：满意")])
    assert await kept(town, wang) == ["建议把叫号屏放大"]


async def test_which_level_is_meant_stays_asked(town: World) -> None:
    wang = await served(town)
    await wang.talks([("4", "您是要评价")])
    assert (await wang.says("建议把叫号屏放大")).endswith("】" + THANKS)
    await wang.talks([("是", "已记录：满意")])
    assert (await wang.rating() or {})["comment"] == "建议把叫号屏放大"


async def test_the_next_matter_is_asked_about_last(town: World) -> None:
    chen = await prompted(town, "甲证", "乙证")
    answer = await chen.says("5 建议周末也开门")
    assert answer.index("已记录") < answer.index(THANKS) < answer.index("接下来请评价")
    await chen.talks([("4", "满意")])
    assert await chen.level("乙证") == 4


async def test_when_all_is_closed_it_is_still_kept(town: World) -> None:
    wang = await prompted(town)
    await town.pass_hours(24 * 20)
    assert (await wang.says("建议周末也开门")).endswith("】" + THANKS)
    assert await kept(town, wang) == ["建议周末也开门"]


async def test_of_somebody_we_never_served_nothing_is_kept(town: World) -> None:
    before = await town.value("SELECT count(*) FROM suggestions")
    assert "建议" not in await town.phone("13999990001").says("建议周末也开门")
    assert await town.value("SELECT count(*) FROM suggestions") == before


async def test_the_same_again_is_one_suggestion_whatever_the_level(town: World) -> None:
    wang = await prompted(town)
    await wang.talks(
        [("4 建议周末也开门", THANKS), ("建议周末也开门", THANKS), ("5，建议周末也开门。", THANKS)]
    )
    assert await kept(town, wang) == ["建议周末也开门"]


async def test_who_has_said_stop_is_promised_nothing(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("T", "已停止提醒"), ("建议周末也开门", "谢谢您的建议，已收下。")])


async def test_in_english(town: World) -> None:
    wang = await prompted(town)
    await wang.talks(
        [
            (
                "5, I suggest you open on weekends",
                "Recorded: very satisfied. If that is wrong, reply with another number. Thank you; 10 points earned, "
                "10 in all. Thank you for your suggestion. It is kept, and you will hear whether it is adopted.",
            ),
        ]
    )
    assert await kept(town, wang) == ["I suggest you open on weekends"]


@pytest.mark.parametrize(
    ("said", "as_judged"),
    [
        (
            "2 建议把叫号屏放大，我电话139 0000 1234，身份证32010219900101123X",
            "建议把叫号屏放大，我电话****，身份证****",
        ),
        ("服务太差了，建议培训一下窗口人员", "服务，建议培训一下窗口人员"),
        ("不是很满意，希望增加自助机", "希望增加自助机"),
    ],
)
async def test_levels_and_numbers_are_left_out(town: World, said: str, as_judged: str) -> None:
    wang = await prompted(town)
    await wang.says(said)
    assert await kept(town, wang) == [as_judged]


async def test_it_belongs_to_the_bodies_it_may_concern(town: World) -> None:
    wang = await prompted(town)
    await wang.says("建议周末也开门")
    await next_day(town)
    assert await town.value("SELECT org_codes FROM suggestions ORDER BY id DESC LIMIT 1") == [ORG_CODE]


@pytest.mark.parametrize("said", ["希望改进", "建议", "5 希望越来越好"])
async def test_a_wish_for_nothing_in_particular_is_no_suggestion(town: World, said: str) -> None:
    wang = await prompted(town)
    assert "建议" not in (await wang.says(said)).removeprefix("【政务服务】")
    assert await kept(town, wang) == []
