"""What a sample says of the change, and which of its figures may be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.levels import Level
from evaluation.reports import FEWEST_RATINGS
from evaluation.samples.change import Stratum, change, shown

FIVE, FOUR, THREE, TWO, ONE = Level
ANSWERS = st.lists(st.sampled_from(Level), max_size=12)
STRATA = st.dictionaries(st.sampled_from(Level), st.tuples(ANSWERS, st.integers(0, 1000)))


def test_the_mean_of_all_weighs_each_level_by_what_there_is_of_it() -> None:
    found = change([Stratum(FIVE, 90, [FIVE, FOUR]), Stratum(ONE, 10, [THREE, ONE])])
    assert found is not None
    assert found.answered == 4
    assert found.before == pytest.approx(4.6)
    assert found.now == pytest.approx(4.25)
    # (0.9² · (1 − 2/90) · 0.5 / 2 + 0.1² · (1 − 2/10) · 2 / 2) ^ ½ · 1.96, by hand
    assert found.margin == pytest.approx(0.8899, abs=0.0005)
    assert not found.is_certain


def test_where_all_were_heard_nothing_is_guessed() -> None:
    found = change([Stratum(TWO, 2, [FOUR, FIVE]), Stratum(ONE, 1, [THREE])])
    assert found is not None
    assert found.before == pytest.approx(5 / 3)
    assert (found.now, found.margin, found.complete) == (4, 0, True)
    assert found.is_certain


def test_answers_that_are_all_the_same_do_not_tell_it_either() -> None:
    found = change([Stratum(FIVE, 90, [FIVE, FIVE, FIVE]), Stratum(ONE, 10, [THREE, THREE])])
    assert found is not None
    assert (found.margin, found.complete) == (None, False)


def test_one_answer_of_several_does_not_tell_how_sure_it_is() -> None:
    found = change([Stratum(FIVE, 90, [FIVE, FOUR]), Stratum(ONE, 10, [THREE])])
    assert found is not None
    assert found.margin is None
    assert not found.is_certain


def test_a_level_without_an_answer_or_a_rating_says_nothing() -> None:
    assert change([]) is None
    assert change([Stratum(FIVE, 90, []), Stratum(ONE, 0, [])]) is None
    found = change([Stratum(FIVE, 90, []), Stratum(ONE, 10, [THREE, THREE])])
    assert found is not None
    assert (found.before, found.now) == (1, 3)


@given(STRATA)
def test_means_are_levels_and_a_margin_is_no_less_than_nothing(
    given_: dict[Level, tuple[list[Level], int]],
) -> None:
    strata = [Stratum(level, max(more, len(now)), now) for level, (now, more) in given_.items()]
    found = change(strata)
    heard = sum(len(each.now) for each in strata)
    assert (found is None) is (heard == 0)
    if found is not None:
        assert found.answered == heard
        assert 1 <= found.before <= 5.000001
        assert 1 <= found.now <= 5.000001
        assert found.margin is None or found.margin >= 0


@pytest.mark.parametrize(
    ("answered", "visible"),
    [
        ((10, 10, 10, 10, 10), (FIVE, FOUR, THREE, TWO, ONE)),
        ((10, 10, 0, 0, 0), (FIVE, FOUR)),
        ((20, 6, 2, 0, 0), (FIVE,)),  # else the two are the total less the others
        ((20, 6, 2, 1, 0), (FIVE,)),  # three together are too few as well
        ((20, 6, 3, 3, 0), (FIVE, FOUR)),  # six of two levels together
        ((3, 0, 0, 0, 0), ()),
        ((0, 0, 0, 0, 0), ()),
    ],
)
def test_a_hidden_mean_cannot_be_reckoned_from_those_shown(
    answered: tuple[int, ...], visible: tuple[Level, ...]
) -> None:
    assert shown(dict(zip(Level, answered, strict=True))) == frozenset(visible)


@given(st.dictionaries(st.sampled_from(Level), st.integers(0, 30)))
def test_what_is_hidden_is_of_several_or_there_is_nothing_else(answered: dict[Level, int]) -> None:
    visible = shown(answered)
    hidden = [level for level, count in answered.items() if count and level not in visible]
    assert all(answered[level] >= FEWEST_RATINGS for level in visible)
    if hidden and visible:
        assert len(hidden) > 1
        assert sum(answered[level] for level in hidden) >= FEWEST_RATINGS
