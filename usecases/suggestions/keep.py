"""Keep a suggestion for somebody to judge."""

from collections.abc import Sequence
from datetime import datetime

from evaluation.masking import without_names, without_numbers
from store import suggestions
from store.db import Transaction
from store.ratings import Evidence
from usecases.rate import Rating
from usecases.rules import Rules


async def keep(
    tx: Transaction, citizen_id: int, source: Evidence, visit_ids: Sequence[int], words: str, now: datetime
) -> None:
    """Keep what somebody suggests, without numbers and names of people; the same words again are one suggestion.

    `visit_ids` are the visits it may be about, the likeliest first; `words` tell no level. The citizen is locked.
    """
    await suggestions.keep(
        tx,
        citizen_id=citizen_id,
        source=source,
        visit_ids=visit_ids,
        text=without_names(without_numbers(words)),
        now=now,
    )


async def keep_comment(tx: Transaction, citizen_id: int, visit_id: int, rating: Rating, rules: Rules) -> None:
    """Keep what the comment of a rating suggests, if it does, as a reply's would be. The citizen is locked."""
    words = rules.wish_in(rating.comment) if rating.comment else None
    if words is not None:
        await keep(tx, citizen_id, rating.evidence, [visit_id], words, rating.rated_at)
