"""Places and their peers, by hand."""

from evaluation.learning.effects import Verdict, verdict_of
from evaluation.learning.pains import WHOLE, Figures, Pain, Place, Tally, figures, peers_of, told_once
from evaluation.learning.shares import Sign
from evaluation.levels import Reason
from evaluation.reports import Rate


def tally(ratings: int, bad: int, slow: int) -> Tally:
    """Bad ones of which some name efficiency."""
    return Tally(ratings, bad, (0, 0, slow, 0, 0, 0))


THIS = {
    WHOLE: tally(300, 40, 20),
    Place("a"): tally(200, 30, 18),
    Place("b"): tally(100, 10, 2),
    Place(org="x"): tally(150, 25, 15),
    Place("a", "x"): tally(120, 20, 14),
    Place(area="320115001000"): tally(50, 4, 4),
}


def test_peers_are_what_is_left() -> None:
    assert peers_of(Place("a", "x"), THIS) == tally(80, 10, 4)  # the same item at other bodies
    assert peers_of(Place("a"), THIS) == tally(100, 10, 2)
    assert peers_of(Place(org="x"), THIS) == tally(150, 15, 5)
    assert peers_of(WHOLE, THIS).ratings == 0


def test_what_fewer_than_five_named_is_not_listed() -> None:
    found = {(each.place, each.reason): each for each in figures(THIS, {Place("b"): tally(90, 9, 6)})}
    assert found[Place("a"), Reason.EFFICIENCY].now == Rate(18, 200)
    assert (Place(area="320115001000"), Reason.EFFICIENCY) not in found
    assert found[Place("b"), Reason.EFFICIENCY].before == Rate(6, 90)  # it was named in the month before
    assert found[Place("b"), None].now == Rate(10, 100)


def test_what_came_of_it() -> None:
    many, fewer, none = Rate(30, 200), Rate(8, 200), Rate(0, 0)
    assert verdict_of(many, fewer, 0.001) is Verdict.FELL
    assert verdict_of(fewer, many, 0.001) is Verdict.ROSE
    assert verdict_of(fewer, many, 0.2) is Verdict.UNCHANGED
    assert verdict_of(many, none, None) is Verdict.TOO_FEW
    assert verdict_of(Rate(4, 200), Rate(0, 200), None) is Verdict.TOO_FEW


def a_pain(
    number: int, place: Place, reason: Reason | None = Reason.EFFICIENCY, sign: Sign = Sign.RISE
) -> Pain:
    return Pain(Figures(place, reason, Rate(number, 200), Rate(1, 200), Rate(1, 200)), sign, Sign.CHANCE)


def test_the_same_is_told_where_it_is_narrowest() -> None:
    there, item, org = a_pain(16, Place("a", "x")), a_pain(20, Place("a")), a_pain(40, Place(org="x"))
    assert told_once([there, item, org]) == [there, org]  # 16 of 20 explain the item, not the body
    any_reason = a_pain(45, Place(org="x"), None)
    assert told_once([org, any_reason]) == [org]
    elsewhere, other = a_pain(20, Place("b", "x")), a_pain(20, Place("a", "x"), Reason.ATTITUDE)
    assert told_once([item, elsewhere, other]) == [item, elsewhere, other]
    by_chance = a_pain(20, Place("a", "x"), sign=Sign.CHANCE)
    assert told_once([by_chance, item]) == [by_chance, item]
