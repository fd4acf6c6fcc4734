"""What a message means, whoever reads it and however it was read."""

from enum import StrEnum
from typing import NamedTuple

from evaluation.levels import Level, Reason

LAST = -1
"""The last of a list, however long."""


class Intent(StrEnum):
    """What the citizen wants; the words of the `understand` contract."""

    RATE = "rate"
    COMPLAIN_NO_LEVEL = "complain_no_level"
    SUGGESTION = "suggestion"
    ASK_POINTS = "ask_points"
    REDEEM = "redeem"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    WRONG_PERSON = "wrong_person"
    GREETING_OR_NOISE = "greeting_or_noise"
    AMBIGUOUS = "ambiguous"


class Asked(StrEnum):
    """What the citizen is answering: the same "2" is a level, a reason, or the second of a list."""

    LEVEL = "level"
    REASONS = "reasons"
    CHOICE = "choice"
    CONFIRM = "confirm"
    NOTHING = "nothing"


class Digits(StrEnum):
    """Which way a bare digit counts (`prompt.digits`); stars, 星 and 分 are always 5 for the best."""

    STARS = "stars"
    RANK = "rank"


class Part(NamedTuple):
    """A part of the message and what it was read as: ("level", "非常满意"), ("efficiency", "等了两小时")."""

    read_as: str
    text: str


class Placed(NamedTuple):
    """One of several levels, and for which matter of the list it is, where they said so; 0 is the last."""

    level: Level
    ordinal: int | None


class Meaning(NamedTuple):
    """A message as it was read."""

    intent: Intent
    level: Level | None = None
    by_digit: bool = False
    """The level is a digit alone, which may be another answer."""
    levels: tuple[Placed, ...] = ()
    """The levels of several matters, where none is for all; also the one level of a matter named by its place."""
    every_matter: bool = False
    """The level is for everything that was named (都5)."""
    reasons: tuple[Reason, ...] = ()
    """What is blamed, or asked to be improved."""
    praised: tuple[Reason, ...] = ()
    also: tuple[Intent, ...] = ()
    """What they want beside the intent (非常满意，退订)."""
    choice: int | None = None
    """Which of a list they mean, from 1, or `LAST`; 0 where they want the question asked anew, or none of it."""
    words: str | None = None
    """The citizen's own words less the level expression and the punctuation at its edge."""
    yes: bool | None = None
    """A plain yes or no, to what was asked about or to a list as a whole (都不要, 算了, 0)."""
    doubts_us: bool = False
    """They ask whether we are who we say."""
    wants_call: bool = False
    """They want to speak to a person."""
    parts: tuple[Part, ...] = ()
    """What was read from which part of the message."""
    why: str = ""
    """The rule that had the last word."""

    def wants(self, intent: Intent) -> bool:
        """Whether they want this, mainly or beside another thing."""
        return self.intent is intent or intent in self.also

    @property
    def asks_back(self) -> bool:
        """Whether a careful human would have to ask what level is meant."""
        return self.level is None and self.intent in _WITHOUT_LEVEL


_WITHOUT_LEVEL = frozenset(
    (Intent.COMPLAIN_NO_LEVEL, Intent.SUGGESTION, Intent.GREETING_OR_NOISE, Intent.AMBIGUOUS, Intent.RATE)
)
