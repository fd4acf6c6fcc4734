import inspect
from uuid import UUID

import pytest

from evaluation.points import Award, Cap, Earned, EarningRule, PointRules, award, visit_reference

TEN = EarningRule(points=10, per_day=3, per_month=30)


@pytest.mark.parametrize(
    ("today", "this_month", "earned"),
    [
        (0, 0, Award(10)),
        (2, 29, Award(10)),
        (3, 3, Award(cap=Cap.DAY)),
        (99, 29, Award(cap=Cap.DAY)),
        (0, 30, Award(cap=Cap.MONTH)),
        (3, 30, Award(cap=Cap.MONTH)),  # tomorrow will not do either
    ],
)
def test_a_day_and_a_month_pay_so_many(today: int, this_month: int, earned: Award) -> None:
    assert award(TEN, today, this_month) == earned


@pytest.mark.parametrize(
    ("kind", "points"), [(Earned.RATING, 10), (Earned.CALL_BACK, 5), (Earned.SUGGESTION, 50)]
)
def test_each_kind_has_its_rule(kind: Earned, points: int) -> None:
    assert PointRules().of(kind).points == points


def test_a_programme_that_pays_nothing() -> None:
    assert award(EarningRule(0, 3, 30), 0, 0) == Award(0)
    assert award(EarningRule(10, 0, 30), 0, 0) == Award(cap=Cap.DAY)


def test_no_rule_of_points_can_see_a_level() -> None:
    assert list(inspect.signature(award).parameters) == ["rule", "paid_today", "paid_this_month"]


def test_a_visit_has_one_reference() -> None:
    assert visit_reference(42) == "visit:42"
    assert visit_reference(UUID(int=1)) == "visit:00000000-0000-0000-0000-000000000001"
