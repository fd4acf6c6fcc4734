"""Intervals, signs and orders, by hand and against SciPy's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from evaluation.learning.shares import Sign, Standing, best_and_worst, sign_of, wilson
from evaluation.reports import Rate


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        (0, 10, 0.0000, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0000),
        (30, 240, 0.0890, 0.1728),
        (1, 1, 0.2065, 1.0000),
    ],
)
def test_wilson_by_hand(numerator: int, denominator: int, low: float, high: float) -> None:
    sure = wilson(Rate(numerator, denominator))
    assert sure is not None
    assert (round(sure.low, 4), round(sure.high, 4)) == (low, high)


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_scipys(counts: tuple[int, int]) -> None:
    sure = wilson(Rate(*counts))
    theirs = binomtest(*counts).proportion_ci(method="wilson")
    assert sure is not None
    assert (sure.low, sure.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_of_nothing_nothing_is_sure() -> None:
    assert wilson(Rate(0, 0)) is None


@pytest.mark.parametrize(
    ("now", "other", "chance", "sign"),
    [
        ((30, 120), (10, 120), 0.001, Sign.RISE),
        ((10, 120), (30, 120), 0.001, Sign.FALL),
        ((30, 120), (10, 120), 0.06, Sign.CHANCE),
        ((30, 120), (10, 120), None, Sign.TOO_FEW),
        ((4, 120), (0, 120), 0.001, Sign.TOO_FEW),  # four names nobody
        ((15, 19), (1, 120), 0.001, Sign.TOO_FEW),  # nineteen ratings are few
        ((30, 120), (0, 0), 0.001, Sign.NOTHING),
        ((0, 0), (30, 120), 0.001, Sign.NOTHING),
    ],
)
def test_what_a_difference_is_called(
    now: tuple[int, int], other: tuple[int, int], chance: float | None, sign: Sign
) -> None:
    assert sign_of(Rate(*now), Rate(*other), chance) is sign


def test_few_ratings_do_not_lead() -> None:
    standings = [
        Standing("small and perfect", Rate(20, 20)),
        Standing("large and good", Rate(980, 1000)),
        Standing("large and poor", Rate(700, 1000)),
        Standing("small and poor", Rate(13, 20)),
        Standing("tiny", Rate(0, 19)),
    ]
    best, worst = best_and_worst(standings, 10)
    assert [each.code for each in best] == ["large and good", "small and perfect"]
    assert [each.code for each in worst] == ["large and poor", "small and poor"]


def test_ten_of_many_and_nobody_in_both() -> None:
    standings = [Standing(f"{number:02}", Rate(100 - number, 100)) for number in range(30)]
    best, worst = best_and_worst(standings, 10)
    assert [each.code for each in best] == [f"{number:02}" for number in range(10)]
    assert [each.code for each in worst] == [f"{number:02}" for number in range(29, 19, -1)]
    alone, nobody = best_and_worst(standings[:1], 10)
    assert (len(alone), nobody) == (1, ())
