import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.areas import AreaLevel, covers, is_area_code, level_of, parent_of

CODES = st.from_regex(r"[1-8][0-9]([0-9]{2}){2}([0-9]{3}){2}", fullmatch=True)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("320000000000", AreaLevel.PROVINCE, None),  # 江苏
        ("320100000000", AreaLevel.CITY, "320000000000"),  # 南京
        ("320115000000", AreaLevel.COUNTY, "320100000000"),  # 江宁
        ("320115001000", AreaLevel.TOWNSHIP, "320115000000"),  # 东山街道
        ("320115010000", AreaLevel.TOWNSHIP, "320115000000"),  # 麒麟街道: a zero of its own at the end
        ("320115001010", AreaLevel.VILLAGE, "320115001000"),
        ("441900003000", AreaLevel.TOWNSHIP, "441900000000"),  # 东莞, a city without counties
        ("100000000000", AreaLevel.PROVINCE, None),
    ],
)
def test_level_and_parent(code: str, level: AreaLevel, parent: str | None) -> None:
    assert level_of(code) is level
    assert parent_of(code) == parent


@pytest.mark.parametrize(
    "text", ["", "320115", "3201150000000", "32011500000x", "３20115000000", "032011500000"]
)
def test_what_is_no_area_code(text: str) -> None:
    assert not is_area_code(text)
    with pytest.raises(ValueError, match="not a 12-digit area code"):
        level_of(text)


@pytest.mark.parametrize(
    ("upper", "lower", "inside"),
    [
        ("320000000000", "320115001000", True),
        ("320115000000", "320115001000", True),
        ("320115000000", "320115000000", True),
        ("320115001000", "320115000000", False),  # never upwards
        ("320115001000", "320115010000", False),
        ("320100000000", "320500000000", False),
        ("320115000000", "320585100000", False),
    ],
)
def test_who_sees_whom(upper: str, lower: str, inside: bool) -> None:
    assert covers(upper, lower) is inside


@pytest.mark.parametrize(("upper", "lower"), [("32", "320115001000"), ("320115001000", "3201")])
def test_half_a_code_covers_nothing(upper: str, lower: str) -> None:
    with pytest.raises(ValueError, match="not a 12-digit area code"):
        covers(upper, lower)


@given(CODES)
def test_every_ancestor_covers_and_the_way_up_ends_at_a_province(code: str) -> None:
    above, seen = parent_of(code), [code]
    while above is not None:
        assert all(covers(above, lower) and not covers(lower, above) for lower in seen)
        seen.append(above)
        above = parent_of(above)
    assert level_of(seen[-1]) is AreaLevel.PROVINCE
    assert len(seen) <= 5
