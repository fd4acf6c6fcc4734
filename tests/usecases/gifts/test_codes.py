"""Codes that survive being read out: no single slip names another voucher."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usecases.gifts.codes import draw_code, in_groups, read_code

CODES = st.builds(draw_code)


@given(CODES)
def test_a_code_is_read_as_it_is_shown(code: str) -> None:
    assert read_code(code) == read_code(in_groups(code)) == code


@pytest.mark.parametrize(
    "typed",
    [
        "572 000 007",
        "572000007",
        "５７２０００００７",
        "５７２　０００　００７",
        " 572-000-007 ",
        "572·000·007",
        "572\u2009000\u2009007\n",
    ],
)
def test_a_code_in_every_dress(typed: str) -> None:
    assert read_code(typed) == "572000007"


@pytest.mark.parametrize(
    "typed", ["", "572 000 004", "57200003", "5720000070", "abc def ghi", "五七二零零零零零七"]
)
def test_what_can_be_no_code(typed: str) -> None:
    assert read_code(typed) is None


@given(CODES, st.integers(0, 8), st.integers(1, 9))
def test_a_wrong_digit_is_noticed(code: str, place: int, off: int) -> None:
    wrong = (int(code[place]) + off) % 10
    assert read_code(code[:place] + str(wrong) + code[place + 1 :]) is None


@given(CODES, st.integers(0, 7))
def test_two_neighbours_swapped_are_noticed(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert read_code(swapped) == (code if swapped == code else None)
