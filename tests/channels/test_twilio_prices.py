"""What a message resource says of its cost."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from channels.twilio.prices import read_charge
from evaluation.charges import Charge


@pytest.mark.parametrize(
    ("segments", "price", "unit", "charge"),
    [
        ("2", None, None, Charge(2)),
        ("2", None, "USD", Charge(2)),  # the unit is there before the price
        ("2", "-0.0158", "usd", Charge(2, Decimal("0.0158"), "USD")),
        ("0", None, "USD", None),  # a service has not chosen the sender yet
        ("0", "-0.0079", "USD", Charge(None, Decimal("0.0079"), "USD")),
        (None, None, None, None),
        ("many", "much", "gold", None),
        (7, "-1", None, Charge(7)),
    ],
)
def test_what_twilio_says(
    segments: object, price: str | None, unit: str | None, charge: Charge | None
) -> None:
    said = SimpleNamespace(num_segments=segments, price=price, price_unit=unit)
    assert read_charge(said) == charge
