"""The suggestions that somebody may judge, and those that were judged."""

from collections.abc import Sequence

from evaluation.staff import Permission
from store import suggestions
from store.db import Transaction
from store.suggestions import Judged, Waiting
from usecases.on_duty import OnDuty

SHOWN = 100
"""So many are shown at once; the others come once these are decided."""


async def inbox(tx: Transaction, judge: OnDuty) -> Sequence[Waiting]:
    """Those that wait, oldest first: the words and the day, nothing of the level or the person.

    Raises `NotPermitted`.
    """
    judge.check(Permission.JUDGE_SUGGESTIONS)
    return await suggestions.inbox(tx, judge.staff.scope, SHOWN)


async def one(tx: Transaction, judge: OnDuty, suggestion_id: int) -> Waiting | None:
    """One of those that wait; None where it is not this judge's to decide. Raises `NotPermitted`."""
    judge.check(Permission.JUDGE_SUGGESTIONS)
    found = await suggestions.inbox(tx, judge.staff.scope, 1, only=suggestion_id)
    return found[0] if found else None


async def judged(tx: Transaction, judge: OnDuty) -> Sequence[Judged]:
    """Those decided last. Raises `NotPermitted`."""
    judge.check(Permission.JUDGE_SUGGESTIONS)
    return await suggestions.judged(tx, judge.staff.scope, SHOWN)
