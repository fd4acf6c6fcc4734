from datetime import date, datetime
from typing import Any

import pytest

from evaluation.gifts import (
    GiftOver,
    LimitReached,
    NotEligible,
    Purse,
    Refusal,
    SoldOut,
    TakingPart,
    Terms,
    refusal,
)
from evaluation.ledger import TooFewPoints
from evaluation.points import PointRules
from evaluation.window import CIVIL_ZONE

RULES = PointRules()
NOW = datetime(2026, 9, 7, 10, tzinfo=CIVIL_ZONE)
FROM, UNTIL = date(2026, 9, 1), date(2026, 9, 30)


@pytest.mark.parametrize(
    ("ratings", "suggestions", "may"),
    [
        (0, 0, False),
        (2, 0, False),
        (3, 0, True),  # 3次以上: the third counts
        (4, 0, True),
        (0, 1, True),  # whoever improved the programme need not have rated
    ],
)
def test_three_ratings_or_an_adopted_suggestion(ratings: int, suggestions: int, may: bool) -> None:
    assert TakingPart(ratings, suggestions).may_redeem(RULES) is may


def test_the_bureau_sets_how_many_ratings() -> None:
    assert TakingPart(1, 0).may_redeem(PointRules(ratings_to_redeem=1))
    assert not TakingPart(4, 0).may_redeem(PointRules(ratings_to_redeem=5))


@pytest.mark.parametrize(
    ("day", "terms", "stands"),
    [
        (date(2026, 8, 31), Terms(30, FROM, UNTIL), False),
        (date(2026, 9, 1), Terms(30, FROM, UNTIL), True),
        (date(2026, 9, 30), Terms(30, FROM, UNTIL), True),  # its last day is one of its days
        (date(2026, 10, 1), Terms(30, FROM, UNTIL), False),
        (date(2099, 1, 1), Terms(30, FROM), True),
        (date(2026, 9, 7), Terms(30, FROM, withdrawn=True), False),
    ],
)
def test_a_gift_is_given_out_on_its_days(day: date, terms: Terms, stands: bool) -> None:
    assert terms.stand_on(day) is stands


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, None),
        ({"ratings": 2}, NotEligible(ratings=2, needed=3)),
        ({"terms": Terms(30, FROM, date(2026, 9, 6))}, GiftOver()),
        ({"had": 2}, LimitReached(2)),
        ({"had": 1}, None),
        ({"left": 0}, SoldOut()),
        ({"balance": 29}, TooFewPoints(29, 30)),
        ({"balance": 30}, None),
        # of several reasons the one that is longest in going away
        ({"ratings": 2, "balance": 0, "left": 0}, NotEligible(2, 3)),
        ({"had": 2, "left": 0, "balance": 0}, LimitReached(2)),
        ({"left": 0, "balance": 0}, SoldOut()),
    ],
)
def test_why_a_gift_cannot_be_had(changed: dict[str, Any], expected: Refusal | None) -> None:
    given = {"ratings": 3, "balance": 100, "had": 0, "left": 1, "terms": Terms(30, FROM, UNTIL, 2), **changed}
    purse = Purse(given["balance"], TakingPart(given["ratings"], 0))
    assert refusal(given["terms"], purse, RULES, had=given["had"], left=given["left"], now=NOW) == expected


def test_the_day_is_the_civil_one() -> None:
    """Half past midnight in Nanjing is still the day before in UTC."""
    night = datetime.fromisoformat("2026-09-07T16:30:00+00:00")
    purse = Purse(100, TakingPart(3, 0))
    terms = Terms(30, FROM, date(2026, 9, 7))
    assert refusal(terms, purse, RULES, had=0, left=1, now=night) == GiftOver()
