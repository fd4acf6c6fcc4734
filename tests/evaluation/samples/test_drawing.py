import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.levels import Level
from evaluation.samples.drawing import FEWEST_OF_A_LEVEL, draw, mean, plan, weight

COUNTS = st.dictionaries(st.sampled_from(Level), st.integers(0, 100_000))


@pytest.mark.parametrize(
    ("counts", "size", "drawn"),
    [  # how many there are, and how many are drawn: of 5, 4, 3, 2, 1
        ((9000, 800, 100, 60, 40), 50, (28, 7, 5, 5, 5)),
        ((9000, 0, 0, 0, 0), 50, (50, 0, 0, 0, 0)),
        ((9000, 3, 2, 1, 0), 50, (44, 3, 2, 1, 0)),  # all of the rare ones
        ((20, 10, 5, 3, 2), 50, (20, 10, 5, 3, 2)),  # all there are
        ((100, 100, 100, 100, 100), 50, (10, 10, 10, 10, 10)),
        ((100, 100, 100, 100, 100), 12, (0, 0, 2, 5, 5)),  # too small for a few of each
        ((0, 0, 0, 0, 0), 50, (0, 0, 0, 0, 0)),
    ],
)
def test_each_level_has_a_few_and_the_rest_follow_the_numbers(
    counts: tuple[int, ...], size: int, drawn: tuple[int, ...]
) -> None:
    assert plan(dict(zip(Level, counts, strict=True)), size) == dict(zip(Level, drawn, strict=True))


@given(COUNTS, st.integers(0, 500))
def test_a_plan_adds_up_and_asks_for_no_more_than_there_are(counts: dict[Level, int], size: int) -> None:
    drawn = plan(counts, size)
    assert sum(drawn.values()) == min(size, sum(counts.values()))
    assert all(drawn[level] <= counts.get(level, 0) for level in Level)
    if size >= FEWEST_OF_A_LEVEL * len(Level):
        assert all(drawn[level] >= min(FEWEST_OF_A_LEVEL, counts.get(level, 0)) for level in Level)


@given(st.sets(st.integers(1, 10**9), max_size=40), st.data())
def test_a_draw_depends_on_the_seed_and_on_nothing_else(ids: set[int], data: st.DataObject) -> None:
    count = data.draw(st.integers(0, len(ids)))
    drawn = draw(ids, count, "320115000000 2026-09")
    assert drawn == draw(data.draw(st.permutations(sorted(ids))), count, "320115000000 2026-09")
    assert len(set(drawn)) == count
    assert set(drawn) <= ids
    assert drawn == draw(ids, len(ids), "320115000000 2026-09")[:count]


def test_the_same_on_every_machine() -> None:
    assert draw(range(1, 11), 4, "320115000000 2026-09") == (7, 9, 5, 1)


def test_more_than_there_are_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="3 cannot be drawn of 2"):
        draw([1, 2], 3, "seed")


def test_the_mean_of_all_weighs_each_level_by_what_there_is_of_it() -> None:
    counts = {Level.VERY_SATISFIED: 900, Level.VERY_DISSATISFIED: 100}
    answers = {
        Level.VERY_SATISFIED: [Level.VERY_SATISFIED, Level.SATISFIED],
        Level.VERY_DISSATISFIED: [Level.FAIRLY_SATISFIED],
    }
    assert mean(answers, counts) == pytest.approx(0.9 * 4.5 + 0.1 * 3)
    assert mean({}, counts) is None
    assert weight(900, 25) == 36
