"""What a clerk is told of a citizen's points, so that nobody at a window learns who has rated.

A clerk who could see the account as it stands would look before and after serving somebody. So they see
it as it stood at the end of last month, ratings in heaps of several, and nothing of call-backs. What is
told is therefore "at least so many": the citizen's own phone has the number of this moment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evaluation.points import Earned
from evaluation.window import civil, midnight

LEAST_TOGETHER = 3
"""So many ratings are told as one sum, over as many whole months as that takes: who has rated once or
twice, as most people, is told of as if they had not."""


@dataclass(frozen=True, slots=True)
class Movement:
    """An entry of the ledger; `undoes` is the entry whose points it lets lapse or takes back, if it does."""

    id: int
    kind: str
    points: int
    at: datetime
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What one kind came to in a month, or in the months from `first` to `last` (the first days of both)."""

    first: date
    last: date
    kind: str
    points: int


@dataclass(frozen=True, slots=True)
class Told:
    """At least `points` at the end of the month before `until` (exclusive), and how they came about, newest first."""

    points: int
    until: datetime
    lines: tuple[Line, ...] = ()


def month_began(now: datetime) -> datetime:
    """Return the first moment of the civil month."""
    return midnight(now).replace(day=1)


def told_at_counter(movements: Iterable[Movement], now: datetime) -> Told:
    """Return what a clerk is told of an account with these movements."""
    until = month_began(now)
    settled = [each for each in movements if each.at < until]
    heaps = _heaps([each for each in settled if each.kind == Earned.RATING])
    shown = _without_undone(settled, heaps)
    points = max(0, sum(each.points for each in shown))
    return Told(points, until, _lines(shown, heaps))


Heaps = dict[int, tuple[date, date]]
"""By rating's entry, the months it is told with; what is not in a heap yet is not told."""


def _heaps(ratings: Sequence[Movement]) -> Heaps:
    heaps: Heaps = {}
    heap: list[Movement] = []
    for place, each in enumerate(ratings):
        heap.append(each)
        ends_month = place + 1 == len(ratings) or _month(ratings[place + 1]) != _month(each)
        if ends_month and len(heap) >= LEAST_TOGETHER:
            heaps.update((one.id, (_month(heap[0]), _month(each))) for one in heap)
            heap = []
    return heaps


def _without_undone(settled: Sequence[Movement], heaps: Heaps) -> list[Movement]:
    """What is told; of what is not, neither its end nor the correction of that end is told."""
    secret: set[int] = set()
    for each in settled:  # the oldest first: what undoes another comes after it
        if each.undoes in secret or _is_secret(each, heaps):
            secret.add(each.id)
    return [each for each in settled if each.id not in secret]


def _is_secret(movement: Movement, heaps: Heaps) -> bool:
    # A call-back follows a bad rating: whoever saw one would know that there was one.
    in_no_heap = movement.kind == Earned.RATING and movement.id not in heaps
    return in_no_heap or movement.kind == Earned.CALL_BACK


def _lines(shown: Sequence[Movement], heaps: Heaps) -> tuple[Line, ...]:
    sums: dict[tuple[date, date, str], int] = {}
    for each in shown:
        first, last = heaps.get(each.id, (_month(each), _month(each)))
        sums[last, first, each.kind] = sums.get((last, first, each.kind), 0) + each.points
    newest_first = sorted(sums.items(), key=lambda item: (item[0][:2], item[0][2]), reverse=True)
    return tuple(Line(first, last, kind, points) for (last, first, kind), points in newest_first)


def _month(movement: Movement) -> date:
    return civil(movement.at).date().replace(day=1)
