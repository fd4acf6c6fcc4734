from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.ledger import (
    ROOT,
    Entry,
    Lot,
    OpenLot,
    TooFewPoints,
    back_again,
    lasts_until,
    link,
    take_oldest,
)
from tests.evaluation.dates import at

NOW = at("Mon 2026-09-07 10:00")
SOON, LATE, OVER = NOW + timedelta(days=5), NOW + timedelta(days=400), NOW


def lot(number: int, left: int, expires_at: object = LATE) -> OpenLot:
    """A lot of account 1."""
    return OpenLot(number, 1, left, expires_at)  # type: ignore[arg-type]  # a table reads better without casts


@pytest.mark.parametrize(
    ("lots", "price", "taken"),
    [
        ([lot(1, 10)], 10, [(1, 10)]),
        ([lot(1, 10), lot(2, 10)], 15, [(1, 10), (2, 5)]),
        ([lot(1, 10), lot(2, 10, SOON)], 15, [(2, 10), (1, 5)]),  # what dies first goes first
        ([lot(2, 10), lot(1, 10)], 5, [(1, 5)]),  # of one age: what came first
        ([lot(1, 10, OVER), lot(2, 10)], 10, [(2, 10)]),  # what is over pays nothing
        ([lot(1, 10)], 0, []),
    ],
)
def test_the_oldest_pay_first(lots: list[OpenLot], price: int, taken: list[tuple[int, int]]) -> None:
    assert [(use.lot.id, use.points) for use in take_oldest(lots, price, NOW)] == taken


@pytest.mark.parametrize("lots", [[], [lot(1, 9)], [lot(1, 10, OVER)], [lot(1, 5), lot(2, 4)]])
def test_a_debit_is_never_done_in_part(lots: list[OpenLot]) -> None:
    with pytest.raises(TooFewPoints) as refused:
        take_oldest(lots, 10, NOW)
    assert refused.value.price == 10
    assert refused.value.balance < 10


@given(
    left=st.lists(st.integers(1, 50), max_size=8),
    ends=st.lists(st.integers(1, 3), min_size=8, max_size=8),
    price=st.integers(0, 200),
)
def test_exactly_the_price_is_taken_and_no_lot_gives_more_than_it_has(
    left: list[int], ends: list[int], price: int
) -> None:
    lots = [lot(n, points, NOW + timedelta(days=ends[n])) for n, points in enumerate(left)]
    if sum(left) < price:
        with pytest.raises(TooFewPoints):
            take_oldest(lots, price, NOW)
        return
    uses = take_oldest(lots, price, NOW)
    assert sum(use.points for use in uses) == price
    assert all(0 < use.points <= use.lot.left for use in uses)
    spent_up_to = max((use.lot.expires_at for use in uses), default=NOW)
    used_up = {use.lot.id for use in uses if use.points == use.lot.left}
    assert all(each.id in used_up for each in lots if each.expires_at < spent_up_to)


@pytest.mark.parametrize(
    ("earned", "years", "until"),
    [
        ("Mon 2026-09-07 10:00", 1, "Sat 2028-01-01 00:00"),
        ("Fri 2027-01-01 00:00", 1, "Mon 2029-01-01 00:00"),
        ("Thu 2026-12-31 23:59", 1, "Sat 2028-01-01 00:00"),
        ("Mon 2026-09-07 10:00", 0, "Fri 2027-01-01 00:00"),
        ("Thu 2024-02-29 10:00", 1, "Thu 2026-01-01 00:00"),
    ],
)
def test_points_live_until_the_end_of_the_following_year(earned: str, years: int, until: str) -> None:
    assert lasts_until(at(earned), years) == at(until)


def test_points_that_come_back_live_at_least_a_while() -> None:
    back = back_again([Lot(10, LATE), Lot(5, SOON), Lot(2, OVER)], NOW, 30)
    assert back == [Lot(7, NOW + timedelta(days=30)), Lot(10, LATE)]


FIRST = Entry(1, 1, "rating", "visit:1", 10, "", NOW, (Lot(10, LATE),))


@pytest.mark.parametrize(
    "changed",
    [
        replace(FIRST, account_id=2),
        replace(FIRST, place=2),
        replace(FIRST, kind="suggestion"),
        replace(FIRST, reference="visit:2"),
        replace(FIRST, points=20),
        replace(FIRST, note="a gift"),
        replace(FIRST, at=NOW + timedelta(microseconds=1)),
        replace(FIRST, lots=(Lot(10, SOON),)),
        replace(FIRST, lots=(Lot(5, LATE), Lot(5, LATE))),
    ],
)
def test_whatever_is_changed_changes_the_link(changed: Entry) -> None:
    assert link(changed, ROOT) != link(FIRST, ROOT)


def test_an_entry_is_tied_to_the_one_before() -> None:
    second = replace(FIRST, place=2, reference="visit:2")
    assert link(second, link(FIRST, ROOT)) != link(second, ROOT)


def test_an_instant_is_the_same_in_any_zone() -> None:
    utc = replace(FIRST, at=NOW.astimezone(tz=None))
    assert link(utc, ROOT) == link(FIRST, ROOT)
