"""A line of a list of gifts, by number, name or both; a yes and a no; what asks for vouchers."""

import pytest

from bot.understanding import Intent, read
from bot.understanding.choosing import agrees, agrees_once_more, asks_for_vouchers, cancels, place_of
from bot.understanding.language import language_of

GIFTS = [
    ("纯棉毛巾", "Cotton towel"),
    ("晴雨伞", "Umbrella"),
    ("大米5公斤", "Rice 5 kg"),
    ("食用油", "Cooking oil"),
]


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("2", 2), ("２", 2), ("②", 2), ("二", 2), ("2.", 2), ("2、", 2), ("2，谢谢", 2), ("2号", 2), ("2个", 2),
        ("第二个", 2), ("第2个", 2), ("选2", 2), ("要第二个", 2), ("换第二个", 2), ("我要2号", 2), ("四", 4),
        ("最后一个", 4),
        ("毛巾", 1), ("我要毛巾", 1), ("换一条毛巾", 1), ("那个纯棉毛巾帮我换一条", 1), ("雨伞吧", 2), ("伞", 2),
        ("米", 3),
        ("5公斤", 3), ("大米5公斤", 3), ("2 伞", 2), ("2雨伞", 2), ("我要2号雨伞", 2),
        ("umbrella", 2), ("the umbrella please", 2), ("number 2", 2), ("the second one", 2), ("last one", 4),
        ("Rice", 3),
        ("0", None), ("5", None), ("12", None), ("1雨伞", None), ("毛巾和伞", None), ("1 2", None),
        ("12号去的", None),
        ("5星", None), ("满意", None), ("肥皂", None), ("", None), ("毛巾" * 30, None), ("2026", None), ("-3", 3),
    ],
)  # fmt: skip
def test_a_line(said: str, line: int | None) -> None:
    place = place_of(said, GIFTS, len(GIFTS))
    assert (None if place is None else place + 1) == line


def test_a_name_that_is_all_of_a_line_is_that_line() -> None:
    lines = [("毛巾", "Towel"), ("毛巾礼盒", "Box of towels")]
    assert [place_of(said, lines, 2) for said in ("毛巾", "礼盒", "毛")] == [0, 1, None]


def test_what_is_not_listed_is_chosen_by_its_name_only() -> None:
    assert [place_of(said, GIFTS, 2) for said in ("3", "油", "最后一个")] == [None, 3, 1]


@pytest.mark.parametrize(
    ("said", "to_have", "to_give_back"),
    [
        ("是", True, True), ("好的", True, True), ("yes", True, True), ("换", True, None), ("不换了", False, None),
        ("0", False, False), ("算了", False, False), ("取消", False, True), ("取消兑换", False, True),
        ("留着", False, False),
        ("退掉", None, True), ("不取消了", None, False), ("cancel", False, True), ("2", None, None),
        ("毛巾", None, None),
        ("T", None, None), ("退订", None, None), ("STOP", None, None), ("N", None, None),
    ],
)  # fmt: skip
def test_a_yes_and_a_no(said: str, *, to_have: bool | None, to_give_back: bool | None) -> None:
    assert (agrees(said), agrees(said, to_give_back=True)) == (to_have, to_give_back)


def test_the_same_yes_is_a_plain_one() -> None:
    assert [agrees_once_more(said) for said in ("是", "确认", "YES", "好的", "谢谢", "不")] == [True] * 3 + [
        False
    ] * 3


@pytest.mark.parametrize("said", ["我的券", "兑换券", "兑换码", "券呢？", "my vouchers", "voucher"])
def test_what_asks_for_vouchers(said: str) -> None:
    assert (asks_for_vouchers(said), cancels(said)) == (True, False)
    assert read(said).intent is Intent.REDEEM


@pytest.mark.parametrize("said", ["取消兑换", "取消兑换券", "退券", "换错了", "cancel voucher"])
def test_what_gives_one_back(said: str) -> None:
    assert (asks_for_vouchers(said), cancels(said)) == (False, True)
    assert read(said).intent is Intent.REDEEM


@pytest.mark.parametrize("said", ["redeem", "points", "my voucher", "help", "hello", "gifts"])
def test_words_that_are_english(said: str) -> None:
    assert language_of(said) == "en"
