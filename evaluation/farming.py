"""Signs that points are farmed: they say that somebody looks before points are paid, and accuse nobody.

Left alone by design: one message for many matters (都5); the next matter answered within seconds of our own
question; a portal that sends what one person ticked at one moment; a neighbour who handles a family's papers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Sign(StrEnum):
    """What was seen; each comes with a count."""

    APPLICANTS = "applicants"
    """One phone for many applicants: how many."""
    AT_ONCE = "at_once"
    """Separate ratings of one citizen within seconds: how many."""
    DEVICE = "device"
    """Ratings of different citizens on one device within seconds: how many citizens."""
    COUNTER = "counter"
    """A counter whose ratings come from few phones: how many phones."""


@dataclass(frozen=True, slots=True)
class FarmingRules:
    """From where on something is a sign; a 0 leaves it unlooked at. See `[points.farming]`."""

    days: int = 30
    applicants: int = 20
    seconds: int = 5
    at_once: int = 4
    on_device: int = 5
    counter_ratings: int = 30
    counter_per_citizen: int = 6


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a first rating as it comes.

    `applicants`: of the citizen's visits of the last `days`, this one too. `acts`: ratings of the citizen within
    `seconds` of it, each message and each moment once, itself too; `at_device`: citizens who rated on its device in
    that time, its own too. `counter`: from how many phones its counter's ratings came, where that is watched.
    `in_answer`: it answered a question of ours, which we put as the one before was kept.
    """

    applicants: int = 0
    acts: int = 1
    at_device: int = 1
    counter: int | None = None
    in_answer: bool = False


def signs(facts: Facts, rules: FarmingRules) -> Mapping[Sign, int]:
    """Return what speaks for looking at a rating before its points are paid; nothing for nearly all."""
    found: dict[Sign, int] = {}
    if 0 < rules.applicants <= facts.applicants:
        found[Sign.APPLICANTS] = facts.applicants
    if 0 < rules.at_once <= facts.acts and not facts.in_answer:
        found[Sign.AT_ONCE] = facts.acts
    if 0 < rules.on_device <= facts.at_device:
        found[Sign.DEVICE] = facts.at_device
    if facts.counter is not None:
        found[Sign.COUNTER] = facts.counter
    return found


def comes_from_few(ratings: int, citizens: int, rules: FarmingRules) -> bool:
    """Whether a counter with so many ratings from so many phones is to be watched."""
    if not rules.counter_ratings or not rules.counter_per_citizen or not citizens:
        return False
    return ratings >= rules.counter_ratings and ratings >= citizens * rules.counter_per_citizen
