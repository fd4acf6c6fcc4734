"""What holds points for review, and above all what does not."""

import pytest

from evaluation.farming import Facts, FarmingRules, Sign, comes_from_few, signs

RULES = FarmingRules()


@pytest.mark.parametrize(
    ("who", "facts", "found"),
    [
        ("somebody with one matter", Facts(applicants=1), {}),
        ("a neighbour with the papers of three generations", Facts(applicants=9), {}),
        ("都5 for five matters: one message", Facts(applicants=1, acts=1), {}),
        (
            "five matters answered one by one, each within seconds of our question",
            Facts(acts=5, in_answer=True),
            {},
        ),
        ("three matters rated on three pages at once", Facts(acts=3), {}),
        ("a family at one tablet", Facts(at_device=4), {}),
        ("an agent with a phone for nineteen", Facts(applicants=19), {}),
        ("a phone for twenty", Facts(applicants=20), {Sign.APPLICANTS: 20}),
        ("a script that sends one page after the other", Facts(acts=4), {Sign.AT_ONCE: 4}),
        ("a clerk who taps for a queue", Facts(at_device=5), {Sign.DEVICE: 5}),
        ("anybody at a counter that is watched", Facts(counter=5), {Sign.COUNTER: 5}),
        (
            "all of it, though asked",
            Facts(applicants=40, acts=9, at_device=9, counter=2, in_answer=True),
            {Sign.APPLICANTS: 40, Sign.DEVICE: 9, Sign.COUNTER: 2},
        ),
    ],
)
def test_what_is_seen(who: str, facts: Facts, found: dict[Sign, int]) -> None:
    assert signs(facts, RULES) == found, who


def test_a_zero_leaves_a_sign_unlooked_at() -> None:
    off = FarmingRules(applicants=0, at_once=0, on_device=0, counter_ratings=0)
    assert signs(Facts(applicants=99, acts=99, at_device=99), off) == {}
    assert not comes_from_few(1000, 1, off)
    assert not comes_from_few(1000, 1, FarmingRules(counter_per_citizen=0))


@pytest.mark.parametrize(
    ("ratings", "citizens", "few"),
    [
        (29, 1, False),  # a quiet counter tells nothing
        (30, 5, True),
        (30, 6, False),  # a village where people come more than once
        (600, 100, True),
        (600, 101, False),
        (40, 0, False),  # nobody known by a phone
    ],
)
def test_which_counters_are_watched(ratings: int, citizens: int, few: bool) -> None:
    assert comes_from_few(ratings, citizens, RULES) is few
