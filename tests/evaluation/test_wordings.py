"""What providers forbid in wording, and what a text costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.wordings import Fault, faults_of, sms_parts, variables_of

GOOD = "您${day}办理的${item}已办结。服务如何请回数字：5非常满意 4满意 3基本满意 2不满意 1非常不满意，${last_day}前有效"


def test_a_plain_notice_is_in_order() -> None:
    assert faults_of(GOOD) == []
    assert variables_of(GOOD) == ("day", "item", "last_day")


@pytest.mark.parametrize(
    ("wording", "fault"),
    [
        ("", Fault.EMPTY),
        (" \n", Fault.EMPTY),
        ("好" * 501, Fault.TOO_LONG),
        ("【江宁政务】您好", Fault.BRACKETS),
        ("您好】", Fault.BRACKETS),
        ("邀请好评", Fault.BANNED_WORD),
        ("参与积分兑换", Fault.BANNED_WORD),
        ("请填写问卷调查", Fault.BANNED_WORD),
        ("拒收请回复R", Fault.BANNED_WORD),
        ("见 https://hall.example/${token}", Fault.VARIABLE_LINK),
        ("见 www.hall.example/r?x=${token}", Fault.VARIABLE_LINK),
        ("电话13800000000、025-84211234或400-123-4567", Fault.CONTACTS),
        ("您的${办件}已办结", Fault.BAD_VARIABLE),
        ("您的${}已办结", Fault.BAD_VARIABLE),
        ("您的$item已办结", Fault.BAD_VARIABLE),
        ("您的${day}${item}已办结", Fault.ADJACENT_VARIABLES),
    ],
)
def test_what_would_be_rejected(wording: str, fault: Fault) -> None:
    assert faults_of(wording) == [fault]


@pytest.mark.parametrize(
    "wording", ["见 https://hall.example/help，${item}已办结", "电话025-84211234", "好" * 500]
)
def test_what_looks_like_it_but_is_allowed(wording: str) -> None:
    assert faults_of(wording) == []


@pytest.mark.parametrize(
    ("units", "parts"), [(0, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)]
)
def test_parts(units: int, parts: int) -> None:
    assert sms_parts("好" * units) == parts


def test_an_emoji_counts_as_two() -> None:
    assert sms_parts("😀" * 35) == 1
    assert sms_parts("😀" * 36) == 2


@given(st.text(max_size=600))
def test_anything_can_be_judged(wording: str) -> None:
    assert set(faults_of(wording)) <= set(Fault)
    assert len(set(variables_of(wording))) == len(variables_of(wording))
