"""堵点、痛点: how often a reason is named where, against the month before and against others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluation.learning.shares import FEWEST_NAMED, Sign
from evaluation.levels import REASON_MENU, Reason
from evaluation.reports import Rate


@dataclass(frozen=True, slots=True)
class Place:
    """An item, a body, an item at a body, or an area inside the one asked about; with nothing, all of it."""

    item: str | None = None
    org: str | None = None
    area: str | None = None


WHOLE = Place()


@dataclass(frozen=True, slots=True)
class Tally:
    """Ratings of a place in a month; `named`: the bad ones that name each reason, in the order of the menu."""

    ratings: int = 0
    bad: int = 0
    named: tuple[int, ...] = (0,) * len(REASON_MENU)

    def rate(self, reason: Reason | None) -> Rate:
        """Bad ratings that name the reason ÷ all ratings; None: all bad ratings."""
        return Rate(self.bad if reason is None else self.named[REASON_MENU.index(reason)], self.ratings)

    def __sub__(self, other: "Tally") -> "Tally":
        left = tuple(mine - theirs for mine, theirs in zip(self.named, other.named, strict=True))
        return Tally(self.ratings - other.ratings, self.bad - other.bad, left)


NONE = Tally()


@dataclass(frozen=True, slots=True)
class Figures:
    """A reason at a place: this month, the month before, and at its peers this month."""

    place: Place
    reason: Reason | None
    """None: bad, whatever the reason."""
    now: Rate
    before: Rate
    peers: Rate


@dataclass(frozen=True, slots=True)
class Pain:
    """What hurts, and what its figures are called."""

    figures: Figures
    change: Sign
    """Against the month before."""
    against: Sign
    """Against its peers."""
    examples: tuple[str, ...] = ()
    """What some said, masked."""

    @property
    def is_real(self) -> bool:
        """Whether it has grown, or is worse than elsewhere, and not by chance."""
        return Sign.RISE in (self.change, self.against)

    @property
    def weight(self) -> tuple[bool, int, float]:
        """What is real stands first, then what many name."""
        return self.is_real, self.figures.now.numerator, self.figures.now.share or 0.0


def figures(this: Mapping[Place, Tally], before: Mapping[Place, Tally]) -> Iterator[Figures]:
    """Every reason at every place where it was named by `FEWEST_NAMED`, this month or the month before."""
    for place, tally in this.items():
        peers = peers_of(place, this)
        for reason in (None, *REASON_MENU):
            now, then = tally.rate(reason), before.get(place, NONE).rate(reason)
            if max(now.numerator, then.numerator) >= FEWEST_NAMED:
                yield Figures(place, reason, now, then, peers.rate(reason))


def peers_of(place: Place, tallies: Mapping[Place, Tally]) -> Tally:
    """The same item at other bodies; for an item, a body or an area all others."""
    if place == WHOLE:
        return NONE
    around = Place(item=place.item) if place.org is not None else WHOLE
    return tallies.get(around, NONE) - tallies[place]


_MOSTLY = 0.8
"""So much of a figure explains it."""


def told_once(pains: Sequence[Pain]) -> list[Pain]:
    """Without what a narrower place, or one reason of the same place, mostly explains: the same is not told thrice."""
    return [pain for pain in pains if not any(_explains(other, pain) for other in pains)]


def _explains(narrow: Pain, wide: Pain) -> bool:
    inside, around = narrow.figures, wide.figures
    same_place, same_reason = inside.place == around.place, inside.reason == around.reason
    if (same_place and same_reason) or not (same_reason or around.reason is None):
        return False
    mostly = inside.now.numerator >= max(_MOSTLY * around.now.numerator, 1)
    return mostly and narrow.is_real == wide.is_real and (same_place or _lies_in(inside.place, around.place))


def _lies_in(inside: Place, around: Place) -> bool:
    """Whether a place is a part of another; what lies in an area is not known of items and bodies."""
    parts = ((inside.item, around.item), (inside.org, around.org), (inside.area, around.area))
    return all(wide in (None, narrow) for narrow, wide in parts)
