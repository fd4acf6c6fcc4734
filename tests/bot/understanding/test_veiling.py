"""Who judges a suggestion does not see the level."""

import pytest

from bot.understanding import read
from bot.understanding.veiling import without_levels
from tests.bot.understanding.corpus import rows


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("4 建议周末也开门", "建议周末也开门"),
        ("非常满意，建议增加停车位", "建议增加停车位"),
        ("非常不满意！希望延长服务时间，差评", "希望延长服务时间"),
        ("建议多开窗口，我给4分", "建议多开窗口"),
        ("我打了四颗星，建议减少材料", "我打了，建议减少材料"),
        ("建议改成综合窗口，总体不错", "建议改成综合窗口"),
        ("👍建议增加座椅", "建议增加座椅"),
        ("工作人员热情，建议多开窗口", "建议多开窗口"),
        ("建议周末也开门，方便上班的人", "建议周末也开门，方便上班的人"),  # what it is good for stays
        ("建议多开窗口，工作人员热情", "建议多开窗口"),
        ("等了两个小时，建议多开窗口", "等了两个小时，建议多开窗口"),  # what is to be better stays
        ("I am very satisfied, but please add more seats", "I am, but please add more seats"),
        ("2 stars. please open on weekends", "please open on weekends"),
        ("总体满意。建议：1.增加椅子 2.开放周末", "建议：1.增加椅子 2.开放周末"),
        ("建议增加3号窗口5分钟叫号", "建议增加3号窗口5分钟叫号"),  # numbers that are no level
        ("满意 建议提高群众满意度", "建议提高群众满意度"),
        ("建议5分", None),
        ("希望改进", None),
        ("5", None),
    ],
)
def test_what_is_left(said: str, left: str | None) -> None:
    assert without_levels(said) == left


def test_no_level_can_be_read_from_what_is_left_of_any_reply() -> None:
    lefts = ((row.text, without_levels(row.text)) for name in ("corpus", "hard") for row in rows(name))
    assert [(said, left) for said, left in lefts if left is not None and read(left).level is not None] == []
