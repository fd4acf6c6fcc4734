"""一件事: items that the same citizens need within 30 days, more often than by chance."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from math import prod

from evaluation.reports import FEWEST_RATINGS

WITHIN = timedelta(days=30)
FEWEST_CITIZENS = FEWEST_RATINGS
"""What fewer citizens needed together is not counted."""
MOST_ITEMS = 12
"""Whoever needed more items than this is an agent for many: nothing is learnt from them."""

Items = tuple[str, ...]
"""In the order of their codes; none of them: all citizens."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Items needed together: by how many citizens, of how many that needed anything."""

    items: Items
    citizens: int
    of: int
    alone: tuple[int, ...]
    """How many citizens needed each of the items."""

    @property
    def expected(self) -> float:
        """How many would need them together if one had nothing to do with the other."""
        return self.of * prod(count / self.of for count in self.alone)

    @property
    def lift(self) -> float:
        """So many times as often as by chance."""
        return self.citizens / self.expected


def bundles(needs: Mapping[Items, int]) -> Iterator[Bundle]:
    """Pairs, and triples that half the citizens of each of their pairs need; only more than by chance."""
    of = needs.get((), 0)
    for items, citizens in needs.items():
        if len(items) < 2 or any((item,) not in needs for item in items):
            continue
        bundle = Bundle(items, citizens, of, tuple(needs[(item,)] for item in items))
        if bundle.lift > 1 and (len(items) == 2 or _holds(items, needs)):
            yield bundle


def _holds(items: Items, needs: Mapping[Items, int]) -> bool:
    return all(2 * needs[items] >= needs.get(pair, 0) > 0 for pair in combinations(items, 2))
