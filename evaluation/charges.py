"""What messages cost: SMS are paid by the part, chats are free."""

from dataclasses import dataclass
from decimal import Decimal

from evaluation.wordings import sms_parts


@dataclass(frozen=True, slots=True)
class Price:
    """What one part of an SMS costs; `currency` is an ISO 4217 code."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Charge:
    """What one message costs, as far as it is known; `cost` and `currency` are known together or not at all."""

    parts: int | None = None
    cost: Decimal | None = None
    currency: str | None = None


def reckon(text: str, price: Price | None) -> Charge:
    """What an SMS will cost, until its provider says: by its length and, where there is one, our price."""
    parts = sms_parts(text)
    return Charge(parts, price.amount * parts, price.currency) if price else Charge(parts)


IN_A_CHAT = Charge(parts=0)
