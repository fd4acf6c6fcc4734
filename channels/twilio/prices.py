"""What Twilio says that a message costs; pure."""

import re
from decimal import Decimal
from typing import Any

from evaluation.charges import Charge

_SEGMENTS = re.compile("[1-9][0-9]?")
_PRICE = re.compile(r"-?([0-9]{1,7}(?:\.[0-9]{1,10})?)")
_CURRENCY = re.compile("[A-Z]{3}")


def read_charge(message: Any) -> Charge | None:
    """The charge of a message resource, as far as it names one.

    A message that a service has not given a sender yet has 0 segments, and prices come minutes after it
    was sent, as amounts below zero: taken from the account.
    """
    segments = _SEGMENTS.fullmatch(str(message.num_segments))
    price = _PRICE.fullmatch(str(message.price))
    currency = _CURRENCY.fullmatch(str(message.price_unit).upper())
    parts = int(segments[0]) if segments else None
    if price and currency:
        return Charge(parts, Decimal(price[1]), currency[0])
    return Charge(parts) if parts else None
