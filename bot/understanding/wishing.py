"""What the comment beside a rating suggests, where it was written in a form and not to us."""

from bot.understanding.meaning import Asked, Intent
from bot.understanding.reader import read
from bot.understanding.veiling import without_levels
from evaluation.levels import Reason


def wish_in(comment: str) -> str | None:
    """Return the words without what names a level; None where they suggest nothing."""
    return without_levels(comment) if read(comment, Asked.NOTHING).wants(Intent.SUGGESTION) else None


def wishes_of(comment: str) -> tuple[Reason, ...]:
    """Which sides of the service it wants to be better; none where it names none."""
    return read(comment, Asked.NOTHING).reasons
