"""What is kept of a rating when words are added to it or the citizen thinks again."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from evaluation.levels import Level, Reason, in_menu_order

COMMENT_LENGTH = 2000
"""Characters of a comment that are kept; the inbound message keeps the rest of the evidence."""


@dataclass(frozen=True, slots=True)
class RatingState:
    """A rating as it stands: `reasons` in menu order, `comment` None where nothing was said."""

    level: Level
    reasons: tuple[Reason, ...] = ()
    comment: str | None = None


def clean_comment(text: str | None) -> str | None:
    """Return the comment kept of a text whose level expression is already taken out.

    Blank edges go, at most 2,000 characters stay, and bare punctuation says nothing: None.
    """
    kept = (text or "").strip()[:COMMENT_LENGTH].rstrip()
    return kept if any(_speaks(character) for character in kept) else None


def _speaks(character: str) -> bool:
    """Letters, digits and symbols (an angry face too) say something; marks and blanks do not."""
    return unicodedata.category(character)[0] in "LNS"


def with_reason_answer(state: RatingState, reasons: Iterable[Reason], text: str | None) -> RatingState:
    """Add the answer to the reason question: reasons are merged, a text goes on a new line."""
    return replace(
        state,
        reasons=in_menu_order((*state.reasons, *reasons)),
        comment=clean_comment(lines(state.comment, text)),
    )


def lines(*texts: str | None) -> str | None:
    """Texts that say something, one under the other."""
    return "\n".join(line for line in map(clean_comment, texts) if line) or None


def revised(state: RatingState, level: Level, comment: str | None, *, was_bad: bool) -> RatingState:
    """Return the rating after a change of mind: the latest level counts, and new words replace the old.

    A bare level keeps the earlier words; a bad one only if the rating `was_bad`, now or before: words that
    were only ever beside good levels (谢谢) would tell whoever handles the case something else. Reasons
    stay while the rating stays bad, or stays good; they were given for that and say nothing about the
    opposite.
    """
    reasons = state.reasons if level.is_bad == state.level.is_bad else ()
    kept = state.comment if was_bad or not level.is_bad else None
    return RatingState(level, reasons, clean_comment(comment) or kept)
