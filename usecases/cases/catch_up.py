"""Every bad rating has its case: those from before there were cases, and any that was missed."""

from collections.abc import Sequence
from datetime import datetime

from store import complaints, people
from store.complaints import BadRating
from store.db import Database, Transaction
from usecases.cases.hear import heard_apart, opened
from usecases.release import Progress
from usecases.rules import Rules

AT_ONCE = 100
"""Bad ratings that are given their case in one transaction: their citizens wait for so long."""


async def catch_up(database: Database, rules: Rules, now: datetime, progress: Progress) -> int:
    """Give bad ratings that have no case theirs, the clock from `now`; to how many.

    Harmless beside another that does the same, and to break off: what was done stays, the rest is found again.
    """
    given, after = 0, 0
    while found := await database.persist(lambda tx, after=after: complaints.missing(tx, after, AT_ONCE)):  # type: ignore[misc]
        given += await database.persist(lambda tx, found=found: _some(tx, found, rules, now))  # type: ignore[misc]
        after = found[-1].rating_id
        progress(given, None)
    return given


async def _some(tx: Transaction, found: Sequence[BadRating], rules: Rules, now: datetime) -> int:
    await complaints.hold_catching_up(tx)
    while not await people.lock_all(tx, await complaints.raters(tx, found)):
        pass  # one of them was merged while we waited for it: the visit is another's now
    still = await complaints.still_missing(tx, found)
    return sum([await _one(tx, bad, rules, now) for bad in still])


async def _one(tx: Transaction, bad: BadRating, rules: Rules, now: datetime) -> bool:
    if bad.visit_id is None:
        return await heard_apart(tx, bad, rules, now)
    return await opened(tx, await complaints.matter_of_visit(tx, bad.visit_id), bad, rules, now)
