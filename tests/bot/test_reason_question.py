"""Under the reason question: what is a reason, what is a level, and when the question is over."""

import pytest

from tests.bot.citizens import Citizen, next_day, prompted
from tests.world import World

ASKED = "请告诉我们原因"
THANKED = "已记下您的原因"


async def asked_why(town: World) -> Citizen:
    """A citizen who was dissatisfied and is asked why."""
    citizen = await prompted(town)
    await citizen.talks([("2", ASKED)])
    return citizen


@pytest.mark.parametrize(
    ("says", "reasons", "comment"),
    [
        ("1", ["attitude"], None),
        ("6", ["other"], None),
        ("五", ["convenience"], None),
        ("1 3", ["attitude", "efficiency"], None),
        ("3、1", ["attitude", "efficiency"], None),
        ("态度", ["attitude"], None),
        ("3效率", ["efficiency"], None),
        ("3 等了两个小时", ["efficiency"], "等了两个小时"),
        ("窗口的人说下班了", ["convenience"], "窗口的人说下班了"),
        ("说来话长", [], "说来话长"),
    ],
)
async def test_a_bare_digit_is_a_reason_and_words_are_kept(
    town: World, says: str, reasons: list[str], comment: str | None
) -> None:
    wang = await asked_why(town)
    await wang.talks(
        [
            (
                says,
                f"{THANKED}，谢谢您，我们会认真改进。您的评价是不满意，如需修改请直接回复5到1中的一个数字。您现有10分。",
            )
        ]
    )
    rating = await wang.rating()
    assert rating is not None
    assert (rating["level"], rating["reasons"], rating["comment"]) == (2, reasons, comment)


@pytest.mark.parametrize(
    ("says", "level"), [("非常不满意", 1), ("5星", 5), ("4分", 4), ("满意", 4), ("都5", 5)]
)
async def test_a_level_word_or_stars_are_always_a_level(town: World, says: str, level: int) -> None:
    wang = await asked_why(town)
    await wang.talks([(says, "评价已由不满意改为：")])
    rating = await wang.rating()
    assert rating is not None
    assert (rating["level"], rating["reasons"]) == (level, [])


async def test_zero_asks_for_the_level_again(town: World) -> None:
    wang = await asked_why(town)
    await wang.talks([("0", "请重新评价您"), ("５", "评价已由不满意改为：非常满意")])
    assert await wang.level() == 5


async def test_the_question_ends_at_its_first_answer_then_a_digit_is_a_revision(town: World) -> None:
    wang = await asked_why(town)
    await wang.talks([("1", THANKED), ("1", "评价已由不满意改为：非常不满意")])
    rating = await wang.rating()
    assert rating is not None
    assert (rating["level"], rating["reasons"]) == (1, ["attitude"])


async def test_the_question_ends_after_a_day(town: World) -> None:
    wang = await asked_why(town)
    await next_day(town)
    await wang.talks([("1", "“居民身份证换领”的评价已由不满意改为：非常不满意")])


async def test_the_question_ends_with_the_window(town: World) -> None:
    wang = await prompted(town)
    await town.pass_hours(24 * 4)
    await wang.talks([("2", ASKED)])
    closes_at = (await wang.record())["window_closes_at"]
    await town.clock.move(type(town.clock.now()).fromisoformat(closes_at))
    await town.happen()
    await wang.talks([("1", "这次回复没有计入评价")])
    rating = await wang.rating()
    assert rating is not None
    assert (rating["level"], rating["reasons"]) == (2, [])


async def test_the_reason_is_asked_for_once_ever(town: World) -> None:
    wang = await asked_why(town)
    await wang.talks(
        [("0", "请重新评价"), ("1", "改为：非常不满意"), ("5", "改为：非常满意"), ("2", "改为：不满意")]
    )
    assert sum(ASKED in text for text in await wang.phone.heard()) == 1


@pytest.mark.parametrize("says", ["7", "12345", "0 0", "。。。", "   ", "89"])
async def test_what_cannot_be_a_reason_is_asked_back_once(town: World, says: str) -> None:
    wang = await asked_why(town)
    await wang.talks([(says, "请回复1到6中的数字：1态度 2质量 3效率 4环境 5便利 6其他，也可直接写原因。")])
    assert (await wang.rating() or {})["comment"] is None
    await wang.talks([(says, THANKED), ("5", "改为：非常满意")])


async def test_a_second_answer_after_asking_back_is_read_as_the_first_would_have_been(town: World) -> None:
    wang = await asked_why(town)
    await wang.talks([("7", "请回复1到6"), ("1 2", THANKED)])
    assert (await wang.rating() or {})["reasons"] == ["attitude", "quality"]
