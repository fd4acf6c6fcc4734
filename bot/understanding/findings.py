"""What may be found in a message: levels that were named, and sides of the service praised or blamed."""

from dataclasses import dataclass
from enum import Enum, IntEnum

from evaluation.levels import Level, Reason


class Kind(IntEnum):
    """How a level was named, surest last; from DIGIT on it is a level by itself."""

    JUDGED = 0
    FACE = 1
    DIGIT = 2
    SATISFIED = 3
    NAMED = 4
    STAR = 5


class About(Enum):
    """What a verdict is about, if not one side of the service."""

    ALL = "all in all"
    WHOLE = "the service"
    NOTHING = "nothing named"
    THING = "one matter"
    ELSE = "something unknown"


@dataclass(slots=True)
class Verdict:
    """A level somebody named; `level` is None where it cannot be told."""

    level: Level | None
    kind: Kind
    about: About | Reason
    ordinal: int | None
    every: bool
    live: bool
    """It is what they say now, of this visit."""
    denied: bool
    """不是满意: what follows may set it right."""
    unknown: int
    """Characters of the same clause that nothing is known of."""
    start: int
    end: int


@dataclass(slots=True)
class Mention:
    """One side of the service, praised or blamed; `strong` if it could mean nothing else, `wished` if to come."""

    reason: Reason
    good: bool
    strong: bool
    start: int
    end: int
    wished: bool = False


@dataclass(slots=True)
class Judged:
    """What a message judges."""

    verdicts: list[Verdict]
    mentions: list[Mention]
    ironic: bool
    """Praise stands in quotation marks."""
