"""What a message means, whoever reads it and however it was read."""

from dataclasses import dataclass
from enum import StrEnum

from evaluation.levels import Level, Reason


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


@dataclass(frozen=True, slots=True)
class Meaning:
    """A message as it was read."""

    intent: Intent
    level: Level | None = None
    by_digit: bool = False
    """The level stands there as a mere digit, which means something else under another question."""
    every_matter: bool = False
    """The level is for everything that was named (都5)."""
    reasons: tuple[Reason, ...] = ()
    digits: tuple[int, ...] = ()
    """The digits of a message that is nothing else: what they pick depends on what was asked."""
    words: str | None = None
    """The citizen's own words less the level expression and the punctuation at its edge."""
    yes: bool | None = None
    """A plain yes or no."""
    doubts_us: bool = False
    """They ask whether we are who we say."""
    why: str = ""
    """Which rule read which part."""

    @property
    def digit(self) -> int | None:
        """The one digit of a message that is nothing else."""
        return self.digits[0] if len(self.digits) == 1 else None

    @property
    def certain_level(self) -> Level | None:
        """A level under every question: a word, stars or 分, never a mere digit."""
        return None if self.by_digit else self.level
