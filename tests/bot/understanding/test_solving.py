"""Answers to "is it solved?": what a careful human reads in each, and where they would ask back."""

import pytest

from bot.understanding.solving import asks_for_progress, solved

YES = """
1|１|①|1。|回1|1已解决|1 谢谢|已解决|解决了|解决了，谢谢|已经解决了，谢谢你们|问题解决了|好了|办好了|处理好了|没问题了
搞定了
是的|对|1，好多了|yes|solved|The problem was fixed|resolved, thanks
"""
NO = """
2|２|2未解决|2 还是要排队两个小时|2还是要排队|2,没人联系我|没解决|还没解决|问题没有解决，他们只打了个电话|没有|不是
还是老样子
没人管|没人理我|跟以前一样|一点没变化|1天了还没人管|解决不了|敷衍我|no|not solved|it is not fixed|nothing has changed
nobody called me
"""
UNCLEAR = """
3|5|12|0|1 2|2个小时|2点来过|1分|2星|1没解决|2已解决|解决了吗|什么时候解决|什么时候能解决了|不是没解决|是不是没人管了
解决了一半|解决了个寂寞|办好了，但是态度差|好的|收到|谢谢|嗯|没问题|OK|满意|不满意|你好|？|如果解决了我再说|尽快解决
"""


def each(said: str) -> list[str]:
    return said.strip().replace("\n", "|").split("|")


@pytest.mark.parametrize("said", each(YES))
def test_solved(said: str) -> None:
    found = solved(said)
    assert found is not None, said
    assert found.yes


@pytest.mark.parametrize("said", each(NO))
def test_not_solved(said: str) -> None:
    found = solved(said)
    assert found is not None, said
    assert not found.yes


@pytest.mark.parametrize("said", each(UNCLEAR))
def test_neither(said: str) -> None:
    assert solved(said) is None, said


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("2", None),
        ("2未解决", None),
        ("没解决", None),
        ("没有", None),
        ("没人管", "没人管"),
        ("2 还在排队", "还在排队"),
        ("2，窗口还是只有一个。", "窗口还是只有一个"),
        ("还是老样子", "还是老样子"),
    ],
)
def test_words_that_say_more_than_a_digit_are_kept(said: str, words: str | None) -> None:
    found = solved(said)
    assert found is not None
    assert found.words == words


@pytest.mark.parametrize("said", ["已解决", "没解决", "解决了，谢谢", "not solved"])
def test_some_can_be_nothing_else(said: str) -> None:
    found = solved(said)
    assert found is not None
    assert found.plain


@pytest.mark.parametrize("said", ["1", "2", "好了", "没有", "是的", "2 还在排队"])
def test_others_may_answer_something_else(said: str) -> None:
    found = solved(said)
    assert found is not None
    assert not found.plain


@pytest.mark.parametrize(
    "said", ["进度", "查进度", "进度？", "【政务服务】进度", "progress", "Status", "处理得怎么样了"]
)
def test_what_asks_how_far_it_is(said: str) -> None:
    assert asks_for_progress(said)


@pytest.mark.parametrize("said", ["进度太慢", "没进度", "2 进度慢", "办理进度没人告诉我", "1", ""])
def test_what_only_speaks_of_it(said: str) -> None:
    assert not asks_for_progress(said)
