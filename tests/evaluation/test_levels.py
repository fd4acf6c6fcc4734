import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.levels import (
    BEST_FIRST,
    GBT39046_SATISFACTION,
    NATIONAL_CHANNEL,
    NATIONAL_SATISFACTION,
    REASON_MENU,
    CodeMap,
    Level,
    RatingChannel,
    Reason,
    in_menu_order,
)


def test_levels_are_listed_best_first() -> None:
    assert [level.label_zh for level in BEST_FIRST] == [
        "非常满意",
        "满意",
        "基本满意",
        "不满意",
        "非常不满意",
    ]


@pytest.mark.parametrize(
    ("level", "national", "gbt39046", "bad"),
    [
        (Level.VERY_SATISFIED, "5", "1", False),
        (Level.SATISFIED, "4", "2", False),
        (Level.FAIRLY_SATISFIED, "3", "3", False),
        (Level.DISSATISFIED, "2", "4", True),
        (Level.VERY_DISSATISFIED, "1", "5", True),
    ],
)
def test_the_two_standards_run_opposite_ways(level: Level, national: str, gbt39046: str, bad: bool) -> None:
    assert NATIONAL_SATISFACTION.encode(level) == national
    assert GBT39046_SATISFACTION.encode(level) == gbt39046
    assert level.is_bad is bad


@pytest.mark.parametrize("edge", [NATIONAL_SATISFACTION, GBT39046_SATISFACTION])
@given(level=st.sampled_from(Level))
def test_a_level_survives_each_edge(edge: CodeMap[Level], level: Level) -> None:
    assert edge.decode(edge.encode(level)) is level
    assert edge.decode(int(edge.encode(level))) is level


@given(channel=st.sampled_from(RatingChannel))
def test_a_channel_survives_the_edge(channel: RatingChannel) -> None:
    assert NATIONAL_CHANNEL.decode(NATIONAL_CHANNEL.encode(channel)) is channel


def test_channels_are_numbered_in_the_national_order() -> None:
    numbered = {NATIONAL_CHANNEL.encode(channel): channel.value for channel in RatingChannel}
    assert numbered == {
        "1": "web",
        "2": "mobile",
        "3": "qr",
        "4": "tablet",
        "5": "terminal",
        "6": "phone",
        "7": "sms",
    }


def test_a_province_may_number_channels_its_own_way() -> None:
    province = CodeMap("a province's pf", {RatingChannel.WEB: "1", RatingChannel.SMS: "6"})
    assert province.decode("6") is RatingChannel.SMS
    with pytest.raises(ValueError, match="a province's pf has no code for phone"):
        province.encode(RatingChannel.PHONE)


@pytest.mark.parametrize("code", ["0", "6", "", "５", 0, -1])
def test_an_unknown_code_is_never_guessed(code: str | int) -> None:
    with pytest.raises(ValueError, match="satisfaction does not know the code"):
        NATIONAL_SATISFACTION.decode(code)


def test_two_words_cannot_share_a_code() -> None:
    with pytest.raises(ValueError, match="share a code"):
        CodeMap("broken", {Level.SATISFIED: "4", Level.VERY_SATISFIED: "4"})


@pytest.mark.parametrize(
    ("number", "reason", "label"),
    [
        (1, "attitude", "服务态度"),
        (2, "quality", "服务质量"),
        (3, "efficiency", "服务效率"),
        (4, "environment", "服务环境"),
        (5, "convenience", "便利程度"),
        (6, "other", "其他"),
    ],
)
def test_the_menu_of_reasons(number: int, reason: str, label: str) -> None:
    picked = Reason.from_menu(number)
    assert (picked.value, picked.menu_number, picked.label_zh) == (reason, number, label)


@pytest.mark.parametrize("number", [0, 7, -1])
def test_no_reason_outside_the_menu(number: int) -> None:
    with pytest.raises(ValueError, match="no reason has the number"):
        Reason.from_menu(number)


@given(st.lists(st.sampled_from(Reason)))
def test_menu_order_names_each_reason_once(reasons: list[Reason]) -> None:
    ordered = in_menu_order(reasons)
    assert set(ordered) == set(reasons)
    assert list(ordered) == sorted(set(reasons), key=REASON_MENU.index)
