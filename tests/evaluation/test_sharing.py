"""Who carries a message, and how trouble moves the shares."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.sharing import LEAST, RECOVERY, STEP_EVERY, Tally, choose, recovered, shares_of, step_down

WELL, BAD = Tally(50, 2), Tally(50, 20)
configured = st.dictionaries(st.sampled_from("abc"), st.floats(0, 1), min_size=1).filter(
    lambda shares: sum(shares.values()) > 0.01
)
healths = st.floats(LEAST, 1)
times = st.timedeltas(timedelta(), timedelta(days=1))
tallies = st.integers(0, 50).flatmap(lambda n: st.builds(Tally, st.just(n), st.integers(0, n)))


def test_trouble_takes_half_at_a_time_and_leaves_a_little() -> None:
    health, steps = 1.0, []
    for _ in range(6):
        health = step_down(health, STEP_EVERY, BAD) or health
        steps.append(round(health, 2))
    assert steps == [0.5, 0.25, 0.13, 0.06, LEAST, LEAST]


@pytest.mark.parametrize(
    ("since", "tally"),
    [
        (STEP_EVERY, WELL),
        (STEP_EVERY, Tally(0, 0)),
        (STEP_EVERY - timedelta(seconds=1), BAD),  # one bad moment is one step
        (-STEP_EVERY, BAD),  # a clock set back
    ],
)
def test_what_changes_nothing(since: timedelta, tally: Tally) -> None:
    assert step_down(0.5, since, tally) is None


def test_health_drifts_back_by_itself() -> None:
    assert recovered(LEAST, RECOVERY / 2) == pytest.approx(0.55)
    assert recovered(LEAST, RECOVERY) == 1.0
    assert recovered(0.5, -timedelta(hours=1)) == 0.5
    assert step_down(0.5, RECOVERY / 4, BAD) == pytest.approx(0.375)


@given(healths, times, tallies)
def test_health_stays_between_its_bounds(health: float, since: timedelta, tally: Tally) -> None:
    after = step_down(health, since, tally)
    assert after is None or LEAST <= after <= max(LEAST, recovered(health, since) / 2)
    assert health <= recovered(health, since) <= 1


@given(configured, st.dictionaries(st.sampled_from("abc"), healths))
def test_shares_are_whole_and_none_stays_none(shares: dict[str, float], health: dict[str, float]) -> None:
    now = shares_of(shares, health)
    assert sum(now.values()) == pytest.approx(1)
    assert now.keys() == shares.keys()
    assert all(now[name] == 0 for name, share in shares.items() if share == 0)


@given(st.floats(0, 1), st.integers(1, 10**12))
def test_shares_hold_for_any_run_of_messages(share: float, first: int) -> None:
    shares = {"a": share, "b": 1 - share}
    counts = Counter(choose(shares, number) for number in range(first, first + 100))
    assert abs(counts["a"] - 100 * share) <= 5


@given(configured, st.integers(1, 10**12))
def test_who_refused_it_is_left_out_where_there_is_another(shares: dict[str, float], number: int) -> None:
    first = choose(shares, number)
    assert shares[first] > 0
    second = choose(shares, number, but_not=first)
    others = [name for name, share in shares.items() if share > 0 and name != first]
    assert second in (others or shares)
