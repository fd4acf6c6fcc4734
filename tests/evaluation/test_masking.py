"""Phone and identity numbers are hidden, other numbers stay."""

import pytest

from evaluation.masking import without_numbers


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("打13912345678", "打****"),
        ("打 139 1234-5678 找我", "打 **** 找我"),
        ("打１３９１２３４５６７８", "打****"),
        ("打一三九一二三四五六七八", "打****"),
        ("+86 (025) 8765-4321", "****"),
        ("身份证32010219900101123X，", "身份证****，"),
        ("身份证32010219900101123x", "身份证****"),
        ("社会信用代码113201150141490016", "社会信用代码****"),
        ("写信到 li.hua+a@mail.example.com 即可", "写信到 **** 即可"),
        ("我微信号：lihua_88，", "我微信号：****，"),
        ("加我QQ 123456", "加我QQ ****"),
        ("3号窗口等了120分钟", "3号窗口等了120分钟"),
        ("2026年11月", "2026年11月"),
        ("增加2到3个窗口，8:30开门", "增加2到3个窗口，8:30开门"),
        ("周一到周五一二三楼都挤", "周一到周五一二三楼都挤"),
    ],
)
def test_what_is_shown(said: str, shown: str) -> None:
    assert without_numbers(said) == shown
