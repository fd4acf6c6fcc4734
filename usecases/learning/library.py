"""案例库: closed cases are kept with masked words, looked for, and marked as examples."""

from dataclasses import asdict

from evaluation.learning.finding import grams
from evaluation.masking import Names
from evaluation.staff import Action, Permission, Scope, may
from store.audit_trail import Subject
from store.db import Transaction
from store.learning import library
from store.learning.counts import names_of_staff
from store.learning.library import Closed, Found, Shelved
from store.reports.seen import Seen
from store.vault import Vault
from usecases.learning.hearing import known, masked
from usecases.on_duty import OnDuty
from usecases.reports.areas import narrowed

AT_ONCE = 200
LONGEST_NOTE = 500


async def keep_closed(tx: Transaction, vault: Vault) -> int:
    """Keep what was closed since, and what has changed; how many cases."""
    kept, staff = 0, Names(await names_of_staff(tx, ""))
    while cases := await library.closed(tx, AT_ONCE):
        await library.shelve(tx, [_shelved(case, staff, vault) for case in cases])
        kept += len(cases)
    return kept


def _shelved(case: Closed, staff: Names, vault: Vault) -> Shelved:
    names = (known(vault, case.sealed, case.numbers), staff)
    said, done = (" ".join(masked(text, *names) for text in texts) for texts in (case.said, case.done))
    facts = {
        name: fact for name, fact in asdict(case).items() if name not in ("said", "done", "sealed", "numbers")
    }
    return Shelved(**facts, said=said, done=done, grams=sorted(grams(" ".join((case.item_name, said, done)))))


class NotInLibrary(Exception):
    """There is no such case, or it is not theirs to see."""


class NoNote(Exception):
    """An example needs a word on what it teaches."""


async def shelf(tx: Transaction, scope: Scope, area_code: str | None = None) -> Seen:
    """What somebody reads of the library: all of their area, or of one inside, for it is there to learn from others.

    Raises `OutsideScope`.
    """
    return await narrowed(tx, Scope(scope.area_code), area_code)


async def one(tx: Transaction, duty: OnDuty, case_id: int) -> Found:
    """A case of the library. Raises `NotPermitted`, `NotInLibrary`."""
    duty.check(Permission.READ_LIBRARY)
    return await _one(tx, await shelf(tx, duty.staff.scope), case_id)


async def may_mark(tx: Transaction, duty: OnDuty, case_id: int) -> bool:
    """Whether they may say of a case that it is an example."""
    if not may(duty.staff.role, Permission.MARK_EXAMPLES):
        return False
    return await library.one(tx, await narrowed(tx, duty.staff.scope, None), case_id) is not None


async def _own(tx: Transaction, duty: OnDuty, case_id: int) -> Found:
    duty.check(Permission.MARK_EXAMPLES)
    return await _one(tx, await narrowed(tx, duty.staff.scope, None), case_id)


async def _one(tx: Transaction, seen: Seen, case_id: int) -> Found:
    found = await library.one(tx, seen, case_id)
    if found is None:
        raise NotInLibrary
    return found


async def mark(tx: Transaction, duty: OnDuty, case_id: int, note: str) -> None:
    """Make a case an example; numbers and names in the note are starred. Raises `NotInLibrary`, `NoNote`."""
    case = await _own(tx, duty, case_id)
    if not note or len(note) > LONGEST_NOTE:
        raise NoNote
    if await library.mark(tx, case_id, masked(note), duty.staff.id, duty.now):
        await duty.note(tx, Action.EXAMPLE_MARKED, _subject(case))


async def unmark(tx: Transaction, duty: OnDuty, case_id: int) -> None:
    """Make it none. Raises `NotInLibrary`."""
    case = await _own(tx, duty, case_id)
    if await library.unmark(tx, case_id):
        await duty.note(tx, Action.EXAMPLE_UNMARKED, _subject(case))


def _subject(case: Found) -> Subject:
    return Subject("case", case.case_id, case.area_code)
