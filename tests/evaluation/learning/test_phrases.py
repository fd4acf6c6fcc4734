"""What stands out at a place, and what is never shown."""

import random

import pytest

from evaluation.learning.phrases import counted, phrases_in, standing_out
from evaluation.masking import Names, may_name


def said(*texts: str, first: int = 1) -> dict[int, list[frozenset[str]]]:
    """A text for each citizen."""
    return {first + number: [phrases_in(text)] for number, text in enumerate(texts)}


def out_of(here: dict[int, list[frozenset[str]]], others: dict[int, list[frozenset[str]]]) -> list[str]:
    """The phrases that stand out here."""
    everywhere = counted({**here, **others})
    return [
        phrase.text for phrase in standing_out(counted(here), len(here), everywhere, len(here) + len(others))
    ]


OTHERS = said(*(["等了很久", "态度冷淡", "材料太多", "跑了两趟"] * 50), first=1000)


def test_a_phrase_of_one_place_is_found_whole() -> None:
    here = said(*["取号机又坏了"] * 8, *["等了很久"] * 4)
    assert out_of(here, OTHERS) == ["取号机又坏了"]


def test_four_citizens_are_too_few_and_one_of_many_words_counts_once() -> None:
    assert out_of(said(*["取号机又坏了"] * 4, *["等了很久"] * 8), OTHERS) == []
    loud = {1: [phrases_in("取号机又坏了")] * 20, **said(*["等了很久"] * 8, first=2)}
    assert out_of(loud, OTHERS) == []


def test_what_all_say_stands_out_nowhere() -> None:
    assert out_of(said(*["等了很久", "态度冷淡", "材料太多", "跑了两趟"] * 5), OTHERS) == []


def test_noise_has_almost_no_phrases() -> None:
    dice = random.Random(9)
    words = [
        "等了很久",
        "态度冷淡",
        "材料太多",
        "跑了两趟",
        "系统总卡",
        "窗口太少",
        "没有叫号",
        "地方难找",
        "不给解释",
    ]
    found = []
    for place in range(40):
        here = said(*("，".join(dice.sample(words, 2)) for _ in range(30)))
        others = said(*("，".join(dice.sample(words, 2)) for _ in range(300)), first=1000)
        found += [(place, text) for text in out_of(here, others)]
    assert len(found) <= 2


def test_no_phrase_could_be_a_name_or_a_number() -> None:
    here = said(*["找王建国办的电话13912345678"] * 9, *["等了很久"] * 3)
    assert out_of(here, OTHERS) == ["办的电话"]


def test_phrases_are_runs_of_two_to_six() -> None:
    assert phrases_in("坏了，3号*") == {"坏了"}
    assert phrases_in("的机器") == {"机器"}
    assert max(map(len, phrases_in("取号机又坏了没人修"))) == 6


@pytest.mark.parametrize(
    ("text", "could"),
    [("找王建国", True), ("姓王", False), ("取号机", False), ("欧阳老师", True), ("周末没人", False)],
)
def test_what_could_be_a_name(text: str, could: bool) -> None:
    assert may_name(text) is could


def test_known_names_are_hidden_wherever_they_stand() -> None:
    names = Names(["高敏", "高敏儿", "何"])
    assert names.hidden_in("高敏儿和高敏，何时好") == "**和**，何时好"
    assert Names([]).hidden_in("高敏") == "高敏"


def test_what_everybody_says_breaks_nothing() -> None:
    assert out_of(said(*["等了很久"] * 9), said(*["等了很久"] * 9, first=100)) == []
    assert out_of(said(*["等了很久"] * 9), {}) == []
