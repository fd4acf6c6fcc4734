"""One matter, one prompt, one citizen: conversations as people have them."""

import asyncio
from datetime import datetime

import pytest

from tests.bot.citizens import next_day, prompted, served
from tests.world import World


async def test_one_message_is_enough(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("5 谢谢", "已记录：非常满意。选错请直接回复新的数字。谢谢您，本次得10分，现有10分。")])
    rating = await wang.rating()
    assert rating is not None
    assert (rating["level"], rating["comment"], rating["rating_channel"]) == (5, "谢谢", "sms")
    assert "现有10分" in await wang.says("积分")


@pytest.mark.parametrize(
    ("says", "level", "word"),
    [
        ("5", 5, "非常满意"), ("4", 4, "满意"), ("3", 3, "基本满意"), ("2", 2, "不满意"), ("1", 1, "非常不满意"),
        ("５星", 5, "非常满意"), ("不满意", 2, "不满意"), ("非常满意！", 5, "非常满意"),
    ],
)  # fmt: skip
async def test_every_acknowledgement_names_the_level_and_how_to_change_it(
    town: World, says: str, level: int, word: str
) -> None:
    wang = await prompted(town)
    answer = await wang.says(says)
    assert f"已记录：{word}。选错请" in answer
    assert await wang.level() == level


async def test_a_bad_rating_is_kept_its_reason_asked_and_it_can_be_changed(town: World) -> None:
    wang = await prompted(town)
    await wang.talks(
        [
            (
                "2",
                "已记录：不满意。选错请回0。很抱歉没让您满意，会转办理单位处理，回复“进度”可查。"
                "请告诉我们原因：1态度 2质量 3效率 4环境 5便利 6其他",
            )
        ]
    )
    assert await wang.level() == 2
    await wang.talks(
        [
            (
                "等了两个小时",
                "已记下您的原因，谢谢您，我们会认真改进。您的评价是不满意，如需修改请直接回复5到1中的一个数字。",
            ),
            ("4", "评价已由不满意改为：满意。选错请直接回复新的数字。"),
            ("积分", "您现有10分"),
        ]
    )
    rating = await wang.rating()
    assert rating is not None
    assert (rating["level"], rating["comment"], rating["revisions"]) == (4, "等了两个小时", 1)


async def test_who_has_said_why_is_not_asked_why(town: World) -> None:
    wang = await prompted(town)
    answer = await wang.says("２　等了２个小时，“没人理”。")
    assert "很抱歉没让您满意，您的意见已记下，本次得10分，现有10分。" in answer
    assert "原因" not in answer
    rating = await wang.rating()
    assert rating is not None
    assert rating["comment"] == "等了２个小时，“没人理"


async def test_thanks_for_a_good_service_is_no_reason_for_a_bad_rating(town: World) -> None:
    wang = await prompted(town)
    await wang.talks(
        [
            ("5 谢谢", "非常满意"),
            (
                "2",
                "已记录：“居民身份证换领”不满意。选错请回0。很抱歉没让您满意，会转办理单位处理，回复“进度”可查。请告诉我们原因",
            ),
        ]
    )


async def test_points_are_paid_once_however_often_minds_change(town: World) -> None:
    wang = await prompted(town)
    await wang.talks(
        [
            ("5", "本次得10分"),
            ("4", "改为：满意"),
            ("非常不满意 太慢", "改为：非常不满意"),
            ("5", "改为：非常满意"),
        ]
    )
    rating = await wang.rating()
    assert rating is not None
    assert rating["revisions"] == 3
    assert await wang.balance() == 10


async def test_thanks_for_the_best_level_do_not_go_with_the_worst(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("5 谢谢", "已记录：非常满意"), ("1", "非常不满意。选错请回0")])
    rating = await wang.rating() or {}
    assert (rating["level"], rating["comment"], rating["revisions"]) == (1, None, 1)
    await wang.talks([("满意，谢谢", "改为：满意")])
    assert (await wang.rating() or {})["comment"] == "谢谢"


async def test_a_complaint_stays_whatever_the_level_becomes(town: World) -> None:
    wang = await prompted(town)
    await wang.talks([("2 等了两个小时", "不满意"), ("4", "改为：满意"), ("1", "非常不满意")])
    assert (await wang.rating() or {})["comment"] == "等了两个小时"


async def test_the_same_level_again_is_thanked_for_and_earns_nothing(town: World) -> None:
    wang = await prompted(town)
    await wang.talks(
        [("5", "本次得10分"), ("5", "已记录：“居民身份证换领”非常满意。选错请直接回复新的数字。谢谢您。")]
    )
    rating = await wang.rating()
    assert rating is not None
    assert rating["revisions"] == 0


async def test_what_is_unclear_is_asked_back_once_and_then_kept(town: World) -> None:
    wang = await prompted(town)
    await wang.talks(
        [
            ("好的", "没看懂您的意思，请回复5到1中的一个数字评价“居民身份证换领”"),
            ("我3号去的", "您的话已记下，谢谢您。还没有记录评价，想评价时回复5到1中的一个数字即可。"),
            ("10分", "也记下了，谢谢您。"),
            ("嗯", "也记下了，谢谢您。"),
        ]
    )
    assert "回复" not in (await wang.phone.heard())[-1]
    assert await wang.rating() is None
    await wang.talks([("4", "已记录：满意")])


@pytest.mark.parametrize(
    "noise",
    [
        "5 个人",
        "3号去的",
        "10分",
        "3.5",
        "4-5",
        "满意？",
        "2026",
        "13912345678",
        "【某某】您的验证码是5231，5分钟内有效",
        "0",
        "6",
        "12345",
    ],
)
async def test_noise_is_never_a_rating(town: World, noise: str) -> None:
    wang = await prompted(town)
    await wang.talks([(noise, "没看懂您的意思")])
    assert await wang.rating() is None


async def test_help_is_given_at_any_time_and_the_question_stays_open(town: World) -> None:
    wang = await prompted(town)
    check = "这是政务服务中心的评价服务，您可拨打12345核实。我们不会向您索要验证码、钱款或身份证号。"
    await wang.talks(
        [
            ("是诈骗吗？", check),
            ("？", "回复“积分”查积分，“进度”查差评办理，回复T不再提醒"),
            ("2", "请告诉我们原因"),
            ("真的吗", check),
            (
                "积分",
                "您现有10分。再评价2次就能兑换礼品。每次评价得10分，每天前3次评价计分，评高评低都一样。",
            ),
            ("3", "已记下您的原因"),
        ]
    )
    rating = await wang.rating()
    assert rating is not None
    assert rating["reasons"] == ["efficiency"]


async def test_after_the_rating_other_words_hear_what_is_on_record_once(town: World) -> None:
    wang = await prompted(town)
    await wang.talks(
        [
            ("5", "已记录：非常满意"),
            ("窗口的人说下班了", "您对“居民身份证换领”的评价是非常满意，如需修改请回复5到1中的一个数字。"),
            ("嗯", "您的话已记下，谢谢您。需要人工服务请拨打12345。"),
            ("2", "评价已由非常满意改为：不满意"),
        ]
    )
    rating = await wang.rating()
    assert rating is not None
    assert (rating["level"], rating["comment"]) == (2, "窗口的人说下班了\n嗯")


async def test_after_the_window_nothing_is_counted_and_it_is_said_where_to_turn(town: World) -> None:
    wang, li = await prompted(town), await served(town)
    await next_day(town)
    await li.talks([("4", "已记录：满意")])
    closes = (await li.record())["window_closes_at"]  # the later one: across National Day that is a fortnight
    await town.clock.move(datetime.fromisoformat(closes))
    await town.happen()
    closed = "截止，这次回复没有计入评价。您的意见可拨打12345反映。"
    await wang.talks([("5", closed), ("办得太慢了", closed)])
    await li.talks([("1", closed)])
    assert (await wang.record())["state"] == "lapsed"
    assert (await wang.rating(), await li.level()) == (None, 4)


async def test_twenty_replies_at_once_are_taken_one_after_the_other(town: World) -> None:
    wang = await prompted(town)
    answers = await asyncio.gather(*(wang.says(str(5 - place % 5)) for place in range(20)))
    assert all(answers)
    assert sum("本次得10分" in answer for answer in answers) <= 1
    assert await wang.balance() == 10
    history = await town.query(
        lambda tx: tx.values(
            """SELECT (r.version, r.live)::text FROM ratings r JOIN visits v ON v.id = r.visit_id
                WHERE v.record_no = %(no)s ORDER BY r.id""",
            no=wang.record_nos["居民身份证换领"],
        )
    )
    assert history == [f"({n},{'t' if n == len(history) else 'f'})" for n in range(1, len(history) + 1)]
