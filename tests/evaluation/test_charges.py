"""What messages are reckoned to cost."""

from decimal import Decimal

import pytest

from evaluation.charges import Charge, Price, reckon

FEN = Price(Decimal("0.045"), "CNY")


@pytest.mark.parametrize(
    ("text", "price", "charge"),
    [
        ("好" * 70, FEN, Charge(1, Decimal("0.045"), "CNY")),
        ("好" * 71, FEN, Charge(2, Decimal("0.090"), "CNY")),
        ("好" * 71, None, Charge(2)),
    ],
)
def test_an_sms_is_paid_by_the_part(text: str, price: Price | None, charge: Charge) -> None:
    assert reckon(text, price) == charge
