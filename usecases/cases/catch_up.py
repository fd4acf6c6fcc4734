"""Every bad rating has its case: those from before there were cases, and any that was missed."""

from collections.abc import Sequence
from datetime import datetime

from store import complaints, people
from store.complaints import BadRating
from store.db import LOST, Database, Transaction
from usecases.cases.hear import heard_apart, opened
from usecases.release import Progress
from usecases.rules import Rules

AT_ONCE = 100
"""Bad ratings that are given their case in one transaction: their citizens wait for so long."""


async def catch_up(database: Database, rules: Rules, now: datetime, progress: Progress) -> int:
    """Give bad ratings that have no case theirs, the clock from `now`; to how many.

    Harmless beside another that does the same, and to break off: what was done stays, the rest is found again.
    One that breaks stops none of the others; its error is raised when they are done.
    """
    given, after, broken = 0, 0, list[Exception]()
    while found := await database.persist(lambda tx, after=after: complaints.missing(tx, after, AT_ONCE)):  # type: ignore[misc]
        try:
            given += await database.persist(lambda tx, found=found: _some(tx, found, rules, now))  # type: ignore[misc]
        except LOST:
            raise
        except Exception:  # noqa: BLE001  # which one it was is found by taking each alone
            given += await _each(database, found, rules, now, broken)
        after = found[-1].rating_id
        progress(given, None)
    if broken:
        raise broken[0]
    return given


async def _each(
    database: Database, found: Sequence[BadRating], rules: Rules, now: datetime, broken: list[Exception]
) -> int:
    given = 0
    for bad in found:
        try:
            given += await database.persist(lambda tx, bad=bad: _some(tx, [bad], rules, now))  # type: ignore[misc]
        except LOST:
            raise
        except Exception as error:  # noqa: BLE001  # raised once the others have theirs
            broken.append(error)
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
