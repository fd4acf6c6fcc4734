"""兑换券: the life of a voucher, from its reservation until it is collected, cancelled or expired."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from evaluation.window import midnight

UNDO_WITHIN = timedelta(minutes=10)
"""How long a wrong verification can be undone."""


class State(StrEnum):
    """Where a voucher stands."""

    RESERVED = "reserved"
    COLLECTED = "collected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Step(StrEnum):
    """What may happen to a voucher."""

    RESERVE = "reserve"
    SUBSTITUTE = "substitute"
    """Another gift of the same tier takes the place of one that is not there after all."""
    COLLECT = "collect"
    UNDO = "undo"
    """A verification was wrong."""
    CANCEL = "cancel"
    EXPIRE = "expire"


NEXT: Mapping[tuple[State, Step], State] = {
    (State.RESERVED, Step.SUBSTITUTE): State.RESERVED,
    (State.RESERVED, Step.COLLECT): State.COLLECTED,
    (State.RESERVED, Step.CANCEL): State.CANCELLED,
    (State.RESERVED, Step.EXPIRE): State.EXPIRED,
    (State.COLLECTED, Step.UNDO): State.RESERVED,
}
"""Every step there is; cancelled and expired are ends, and nothing else leaves a gift that was handed out."""


class VoucherRefused(Exception):
    """What was asked cannot be done with a voucher."""


@dataclass
class UnknownVoucher(VoucherRefused):
    """There is none with this code; `mistyped`: there can be none, its digits do not fit together."""

    mistyped: bool


@dataclass
class AlreadyCollected(VoucherRefused):
    """It was verified before: by whom, when and where."""

    by: str
    at: datetime
    where: str


@dataclass
class VoucherCancelled(VoucherRefused):
    """It was cancelled; its points are back."""


@dataclass
class VoucherExpired(VoucherRefused):
    """Its time is over; its points are back, or will be in a moment."""

    at: datetime
    points_back: bool


@dataclass
class NotThisPlace(VoucherRefused):
    """The gift lies somewhere else."""

    where: str


@dataclass
class NotCollected(VoucherRefused):
    """There is no verification to be undone."""


@dataclass
class UndoTooLate(VoucherRefused):
    """The gift was handed out too long ago."""

    at: datetime


@dataclass
class NotTheirVerification(VoucherRefused):
    """Only who verified it undoes it."""

    by: str


@dataclass
class OtherTier(VoucherRefused):
    """A substitute is of the same tier, and another gift."""


@dataclass
class NoSubstitute(VoucherRefused):
    """None of the substitute is left there."""


def good_until(reserved_at: datetime, days: int) -> datetime:
    """The end of a voucher (exclusive): 24:00 of the last of so many days, its own not counted."""
    return midnight(reserved_at) + timedelta(days=days + 1)


def too_late_to_undo(collected_at: datetime, now: datetime) -> bool:
    """Whether a verification stands."""
    return now - collected_at > UNDO_WITHIN


def stays_collected(state: State, collected_at: datetime | None, now: datetime) -> bool:
    """Whether a voucher was verified and nothing leads back from that any more."""
    return state is State.COLLECTED and collected_at is not None and too_late_to_undo(collected_at, now)


def reference(voucher_id: int) -> str:
    """The ledger reference of a voucher: its points are taken once, and come back once."""
    return f"voucher:{voucher_id}"


def voucher_of(reference: str) -> int:
    """Return whose ledger reference it is."""
    return int(reference.removeprefix("voucher:"))
