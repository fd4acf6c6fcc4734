"""积分账: points come in lots that expire, the oldest are spent first, and entries form a chain.

Each entry carries a hash of itself and of the one before it. Whoever changes, drops or slips in an
entry afterwards breaks the chain of its account, and `haochaping ledger verify` says where.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from evaluation.window import begins, civil

ROOT = b""
"""What the first entry of an account follows."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Points that came in together, and the end of their life (exclusive)."""

    points: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenLot:
    """A lot of which `left` points are unspent."""

    id: int
    account_id: int
    left: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Use:
    """Points taken out of a lot."""

    lot: OpenLot
    points: int


@dataclass  # not frozen: whoever passes an exception on writes its traceback into it
class TooFewPoints(Exception):
    """There are not enough points for this."""

    balance: int
    price: int


def take_oldest(lots: Sequence[OpenLot], price: int, now: datetime) -> list[Use]:
    """Say which lots pay `price`: those that expire first, before those that came first.

    Lots whose life is over pay nothing. Raises `TooFewPoints`; a debit is never done in part.
    """
    alive = [lot for lot in lots if lot.expires_at > now and lot.left]
    balance = sum(lot.left for lot in alive)
    if balance < price:
        raise TooFewPoints(balance, price)
    uses = []
    for lot in sorted(alive, key=lambda each: (each.expires_at, each.id)):
        if price == 0:
            break
        points = min(lot.left, price)
        uses.append(Use(lot, points))
        price -= points
    return uses


def lasts_until(earned_at: datetime, years: int) -> datetime:
    """Return the end of a lot's life: 24:00 of the last day of the year `years` after that of earning."""
    return begins(date(civil(earned_at).year + years + 1, 1, 1))


def fresh_lot(points: int, earned_at: datetime, years: int) -> Lot:
    """Return points earned now, as a lot."""
    return Lot(points, lasts_until(earned_at, years))


def back_again(used: Sequence[Lot], now: datetime, days: int) -> list[Lot]:
    """Return the lots that points spent from `used` come back as; none dies within `days`: nobody loses by waiting."""
    least = now + timedelta(days=days)
    until: dict[datetime, int] = {}
    for lot in used:
        expires_at = max(lot.expires_at, least)
        until[expires_at] = until.get(expires_at, 0) + lot.points
    return [Lot(points, expires_at) for expires_at, points in sorted(until.items())]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an account, as it is written down; `lots` are what came in by it."""

    account_id: int
    place: int
    """1 for the first of its account, without gaps."""
    kind: str
    reference: str
    points: int
    note: str
    at: datetime
    lots: tuple[Lot, ...] = ()


def link(entry: Entry, before: bytes) -> bytes:
    """Return the hash of an entry that follows the one with the hash `before`: SHA-256 over its lines of text.

    The lines: hash before in hex, account, place, kind, reference, points, time in UTC with
    microseconds, note in hex, then each lot as points@expiry. `docs/operations.md` shows it to auditors.
    """
    lines = [
        before.hex(),
        str(entry.account_id),
        str(entry.place),
        entry.kind,
        entry.reference,
        str(entry.points),
        _instant(entry.at),
        entry.note.encode().hex(),
        *sorted(f"{lot.points}@{_instant(lot.expires_at)}" for lot in entry.lots),
    ]
    return hashlib.sha256("\n".join(lines).encode()).digest()


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
