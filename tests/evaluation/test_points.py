import inspect
from uuid import UUID

import pytest

from evaluation.points import Award, PointRules, earned_for_rating, visit_reference


@pytest.mark.parametrize(
    ("paid_today", "award"),
    [
        (0, Award(10, capped=False)),
        (1, Award(10, capped=False)),
        (2, Award(10, capped=False)),
        (3, Award(0, capped=True)),
        (99, Award(0, capped=True)),
    ],
)
def test_three_ratings_a_day_are_paid(paid_today: int, award: Award) -> None:
    assert earned_for_rating(PointRules(), paid_today) == award


def test_a_programme_may_pay_otherwise() -> None:
    assert earned_for_rating(PointRules(per_rating=5, paid_per_day=1), 0) == Award(5, capped=False)
    assert earned_for_rating(PointRules(paid_per_day=0), 0) == Award(0, capped=True)


def test_no_rule_of_points_can_see_a_level() -> None:
    assert list(inspect.signature(earned_for_rating).parameters) == ["rules", "paid_today"]


def test_a_visit_has_one_reference() -> None:
    assert visit_reference(42) == "visit:42"
    assert visit_reference(UUID(int=1)) == "visit:00000000-0000-0000-0000-000000000001"
