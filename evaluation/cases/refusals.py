"""Why a move may not be made, and what a move must bring."""

from evaluation.cases.case import Event
from evaluation.cases.hours import Due
from evaluation.refusal import Refused


class Illegal(Refused):
    """A move that the case does not allow; `because` is one of the words below."""


CLOSED = "closed"
TOO_SOON = "too_soon"
"""A step before it is missing, or it was made already."""
SUSPENDED = "suspended"
NOT_YOURS = "not_yours"
"""The table gives it to somebody else."""
NO_WORDS = "no_words"
NO_SUCH_COMPLAINT = "no_such_complaint"
SETTLED = "settled"
"""The complaint was withdrawn, excluded, answered or called back already."""
SAME_BODY = "same_body"
TOO_LATE = "too_late"
UNFINISHED = "unfinished"
"""A co-handler or a consultation has not come to an end."""
NO_CONSULTATION = "no_consultation"
"""A complex case needs one that was concluded (苏协调办〔2021〕13号 六)."""
ONCE_ONLY = "once_only"
NOT_SAID_SO = "not_said_so"
"""The citizen did not say that it is unsolved."""
UNREACHED = "unreached"
"""The citizen said stop, or left nothing by which a question could reach them."""
SECOND_PERSON = "second_person"
"""Whoever asked for it, or looked into it, does not decide it."""


def needs(due: Due | None) -> Due:
    """A move that leaves something to do says until when; whoever plans it forgot."""
    if due is None:
        raise ValueError("this move needs a deadline")
    return due


def goes_to(event: Event) -> str:
    """The body that a move goes to; whoever plans it forgot."""
    if not event.org:
        raise ValueError("this move needs a body")
    return event.org
