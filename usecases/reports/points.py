"""积分报表: what was issued, spent, given back, expired and corrected, and what is owed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from evaluation.areas import covers, next_below
from evaluation.reports import Months
from store.db import Transaction
from store.reports import points
from store.reports.points import Movement, Owed
from store.reports.seen import Seen


@dataclass(slots=True)
class Moved:
    """The points that moved in a month or an area; those that left are counted as positive numbers too."""

    rating: int = 0
    call_back: int = 0
    suggestion: int = 0
    spent: int = 0
    given_back: int = 0
    expired: int = 0
    corrected: int = 0
    """What corrections brought less what they took."""

    def add(self, kind: str, moved: int) -> None:
        """Count what moved by entries of one kind; ValueError for a kind that no column tells of."""
        match kind:
            case "rating":
                self.rating += moved
            case "call_back":
                self.call_back += moved
            case "suggestion":
                self.suggestion += moved
            case "voucher":
                self.spent -= moved
            case "voucher_back":
                self.given_back += moved
            case "expiry":
                self.expired -= moved
            case "correction":
                self.corrected += moved
            case _:
                raise ValueError(f"no column tells of {kind!r}")

    @property
    def issued(self) -> int:
        """What taking part has earned."""
        return self.rating + self.call_back + self.suggestion

    @property
    def net(self) -> int:
        """By how much the balances moved."""
        return self.issued + self.given_back + self.corrected - self.spent - self.expired


@dataclass(frozen=True, slots=True)
class Month:
    """One month; the balances only where the whole ledger is seen, for points earned here are spent elsewhere."""

    first: date
    moved: Moved
    opening: int | None
    closing: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """One area directly below the one asked for, with all in it; None for what belongs to no area."""

    area_code: str | None
    moved: Moved


async def months(tx: Transaction, seen: Seen, period: Months) -> list[Month]:
    """Month by month, those in which nothing moved too."""
    movements = await points.by_month(tx, seen, period.begins, period.ends)
    balance = await points.balance_at(tx, period.begins) if seen.whole else None
    return list(_running(movements, period, balance))


def _running(movements: Iterable[Movement], period: Months, balance: int | None) -> Iterable[Month]:
    moved = {month: Moved() for month in period.each()}
    for each in movements:
        assert each.month is not None, "asked for by month"
        moved[each.month].add(each.kind, each.points)
    for month, line in moved.items():
        opening = balance
        balance = None if balance is None else balance + line.net
        yield Month(month, line, opening, balance)


async def places(tx: Transaction, seen: Seen, period: Months) -> list[Place]:
    """Area by area; what belongs to none comes last."""
    moved: dict[str | None, Moved] = {}
    for each in await points.by_area(tx, seen, period.begins, period.ends):
        moved.setdefault(_line_of(each.area_code, seen), Moved()).add(each.kind, each.points)
    return [Place(area, moved[area]) for area in sorted(moved, key=lambda code: (code is None, code or ""))]


def _line_of(area_code: str | None, seen: Seen) -> str | None:
    if area_code is None or not covers(seen.area_code, area_code):
        return area_code  # the catalogue may not know an area that the whole has
    return next_below(seen.area_code, area_code)


async def owed(tx: Transaction, seen: Seen) -> list[Owed]:
    """What is owed at this moment, by the last year in which it can be spent."""
    return await points.owed(tx, seen)


def total(lines: Iterable[Moved]) -> Moved:
    """All of them together."""
    found = Moved()
    for line in lines:
        for name in Moved.__slots__:
            setattr(found, name, getattr(found, name) + getattr(line, name))
    return found
