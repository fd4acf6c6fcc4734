"""When a number may have changed hands: a table that a clerk could check."""

from datetime import datetime, timedelta

import pytest

from evaluation.holders import Holder, doubted_since
from tests.evaluation.dates import at

HALF_A_YEAR = timedelta(days=180)
NOW = at("Mon 2026-09-07 10:00")


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("holder", "since"),
    [
        (Holder(ago(1)), None),  # somebody new
        (Holder(ago(179.9)), None),
        (Holder(ago(180)), ago(180)),  # never a word in half a year
        (Holder(ago(900), last_wrote=ago(179)), None),
        (Holder(ago(900), last_wrote=ago(181)), ago(181)),
        (Holder(ago(900), last_wrote=ago(400), vouched_at=ago(3)), None),  # a code was typed in
        (Holder(ago(900), last_wrote=ago(3), vouched_at=ago(400)), None),
        (Holder(ago(900), vouched_at=ago(200)), ago(200)),
        (
            Holder(ago(900), last_wrote=ago(1), doubted_since=ago(200)),
            ago(200),
        ),  # writing again ends no doubt
        (Holder(ago(10), last_wrote=ago(5), doubted_since=ago(5)), ago(5)),  # 我没办过
        (Holder(ago(900), last_wrote=ago(190), doubted_since=ago(300)), ago(190)),  # silent once more
    ],
)
def test_since_when_a_number_is_in_doubt(holder: Holder, since: datetime | None) -> None:
    assert doubted_since(holder, NOW, HALF_A_YEAR) == since
