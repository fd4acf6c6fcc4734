"""Keep a suggestion for somebody to judge."""

from collections.abc import Sequence
from datetime import datetime

from evaluation.masking import without_numbers
from store import suggestions
from store.db import Transaction


async def keep(
    tx: Transaction, citizen_id: int, inbound_id: int, visit_ids: Sequence[int], words: str, now: datetime
) -> None:
    """Keep what a message suggests, without phone and identity numbers; the same words again are one suggestion.

    `visit_ids` are the visits it may be about, the likeliest first; `words` tell no level. The citizen is locked.
    """
    await suggestions.keep(
        tx,
        citizen_id=citizen_id,
        inbound_id=inbound_id,
        visit_ids=visit_ids,
        text=without_numbers(words),
        now=now,
    )
