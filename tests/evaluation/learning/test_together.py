"""Items needed together, counted by hand."""

import pytest

from evaluation.learning.finding import grams, words_of
from evaluation.learning.together import bundles

NEEDS = {
    (): 1000,
    ("a",): 100,
    ("b",): 50,
    ("c",): 40,
    ("d",): 500,
    ("a", "b"): 30,
    ("a", "c"): 25,
    ("b", "c"): 24,
    ("a", "d"): 40,
    ("a", "b", "c"): 20,
    ("a", "e"): 9,  # nobody knows how many need e: fewer than are counted
}


def test_pairs_and_triples_against_chance() -> None:
    found = {bundle.items: bundle for bundle in bundles(NEEDS)}
    pair = found["a", "b"]
    assert (pair.citizens, round(pair.expected, 9), round(pair.lift, 9)) == (
        30,
        5.0,
        6.0,
    )  # 1000 × 10 % × 5 %
    assert found["a", "b", "c"].expected == pytest.approx(0.2)
    assert ("a", "d") not in found  # 40 where chance has 50
    assert ("a", "e") not in found


def test_a_triple_holds_when_half_of_each_pair_need_it() -> None:
    few = {**NEEDS, ("a", "b", "c"): 14}
    assert ("a", "b", "c") not in {bundle.items for bundle in bundles(few)}


def test_words_are_found_by_twos() -> None:
    assert grams("取号机 Wi-Fi") == {"取号", "号机", "wi", "i-", "-f", "fi"}
    assert grams("坏") == frozenset()
    assert words_of(" 取号机  坏了 ") == ["取号机", "坏了"]
