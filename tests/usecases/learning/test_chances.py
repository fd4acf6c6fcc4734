"""Chance against SciPy's own tests asked another way, and by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from evaluation.learning.together import Bundle
from evaluation.reports import Rate
from usecases.learning.chances import corrected, of_bundles, of_differences

rates = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(rates, rates)
def test_a_difference_is_fishers(one: tuple[int, int], other: tuple[int, int]) -> None:
    table = np.array([[one[0], one[1] - one[0]], [other[0], other[1] - other[0]]])
    tails = [fisher_exact(table, alternative=side).pvalue for side in ("less", "greater")]
    (told,) = of_differences([(Rate(*one), Rate(*other))])
    assert told == pytest.approx(min(1.0, 2 * min(tails)), abs=1e-9)


def test_by_hand() -> None:
    # Of 4 ratings 2 bad, both here: 1 of 6 ways; doubled.
    assert of_differences([(Rate(2, 2), Rate(0, 2))]) == [pytest.approx(1 / 3)]
    assert of_differences([]) == []


def test_many_comparisons_are_corrected() -> None:
    assert corrected([0.01, 0.02, 0.03, 0.5]) == pytest.approx([0.04, 0.04, 0.04, 0.5])
    assert corrected([]) == []


def test_bundles() -> None:
    often, by_chance = Bundle(("a", "b"), 30, 1000, (100, 50)), Bundle(("a", "d"), 52, 1000, (100, 500))
    three = Bundle(("a", "b", "c"), 20, 1000, (100, 50, 40))
    told = of_bundles([often, by_chance, three])
    assert told[0] < 1e-12
    assert told[1] > 0.1
    assert told[2] < 1e-9
