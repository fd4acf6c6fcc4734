"""What may be written to a citizen."""

import pytest

from evaluation.cases.answers import Fault, faults_of

NAMES = ("+8613900000001", "王小明")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("已在一楼加开两个取号窗口，排队时间不超过二十分钟。", ()),
        ("如还有疑问，请拨打大厅电话025-52281234，周六上午也开门。", ()),  # an office may name its own number
        ("已处理", (Fault.SAYS_NOTHING,)),
        ("   ", (Fault.EMPTY, Fault.SAYS_NOTHING)),
        ("您好！您反映的情况已核实，已整改到位，感谢您的理解和支持。", (Fault.SAYS_NOTHING,)),
        ("我们已于〔日期〕加开两个取号窗口，并增加导办员。", (Fault.UNFILLED,)),
        ("窗口已经培训，王小明提出的材料清单也已更正。", (Fault.PERSONAL,)),
        ("已致电139 0000 0001说明，并加开了两个取号窗口。", (Fault.PERSONAL,)),
        ("办件人11010519491231002X的登记已更正并重新寄出。", (Fault.PERSONAL,)),
    ],
)
def test_an_answer(text: str, faults: tuple[Fault, ...]) -> None:
    assert faults_of(text, NAMES) == faults


def test_a_question_may_be_short() -> None:
    assert faults_of("哪个窗口？", NAMES, answers=False) == ()
    assert faults_of("问" * 201, NAMES, answers=False) == (Fault.TOO_LONG,)
    assert Fault.TOO_LONG not in faults_of("答" * 300, NAMES)
