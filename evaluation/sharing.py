"""Two providers for one channel: who carries a message, and how trouble moves their shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

SLOW = timedelta(seconds=3)
"""An answer that takes longer is trouble, though it came."""
TOLERATED = 0.1
"""So much of a chunk may go wrong without a step."""
STEP_DOWN = 0.5
LEAST = 0.05
"""A provider in trouble keeps a little, else nobody would notice that it is well again."""
STEP_EVERY = timedelta(seconds=5)
"""One bad moment, seen by several workers, is one step."""
RECOVERY = timedelta(minutes=30)
"""From nothing back to the whole configured share, if all goes well."""

_GOLDEN = 0.6180339887498949
"""Its multiples lie evenly in 0…1, so shares hold for ten messages as for ten thousand."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How a provider's messages of one chunk went; `troubled` are errors of its own and slow answers."""

    asked: int
    troubled: int


def step_down(health: float, since: timedelta, tally: Tally) -> float | None:
    """The health of a provider after a chunk that went badly; None where nothing changes.

    `health` was so at its last step, `since` ago.
    """
    if not tally.asked or tally.troubled / tally.asked <= TOLERATED or since < STEP_EVERY:
        return None
    return max(LEAST, recovered(health, since) * STEP_DOWN)


def recovered(health: float, since: timedelta) -> float:
    """What the health of the last step has drifted back to since then."""
    return min(1.0, health + max(since, timedelta()) / RECOVERY)


def shares_of(configured: Mapping[str, float], health: Mapping[str, float]) -> dict[str, float]:
    """Each provider's share now, all together 1; one of no configured share keeps none."""
    weights = {name: share * health.get(name, 1.0) for name, share in configured.items()}
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def choose(shares: Mapping[str, float], number: int, *, but_not: str | None = None) -> str:
    """The provider of the message with that number, each as often as its share says.

    `but_not`: the one that has just refused it; taken all the same where there is no other.
    """
    open_to = {name: share for name, share in shares.items() if share > 0 and name != but_not} or shares
    place = (number * _GOLDEN) % 1.0 * sum(open_to.values())
    *before, last = open_to.items()
    for name, share in before:
        if place < share:
            return name
        place -= share
    return last[0]
