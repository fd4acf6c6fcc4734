"""案例库: closed cases are kept with masked words, looked for, and marked as examples."""

from dataclasses import asdict

from evaluation.learning.finding import grams
from evaluation.masking import Names
from evaluation.staff import Action, Permission
from store.audit_trail import Subject
from store.db import Transaction
from store.learning import library
from store.learning.counts import names_of_staff
from store.learning.library import Closed, Found, Shelved
from store.reports.seen import seen
from store.vault import Vault
from usecases.learning.hearing import known, masked
from usecases.on_duty import OnDuty

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


async def one(tx: Transaction, duty: OnDuty, case_id: int) -> Found:
    """A case of those that somebody sees. Raises `NotInLibrary`."""
    found = await library.one(tx, await seen(tx, duty.staff.scope), case_id)
    if found is None:
        raise NotInLibrary
    return found


async def mark(tx: Transaction, duty: OnDuty, case_id: int, note: str) -> None:
    """Make a case an example. Raises `NotInLibrary`, `NoNote`."""
    duty.check(Permission.MARK_EXAMPLES)
    case = await one(tx, duty, case_id)
    if not note or len(note) > LONGEST_NOTE:
        raise NoNote
    if await library.mark(tx, case_id, note, duty.staff.id, duty.now):
        await duty.note(tx, Action.EXAMPLE_MARKED, _subject(case))


async def unmark(tx: Transaction, duty: OnDuty, case_id: int) -> None:
    """Make it none. Raises `NotInLibrary`."""
    duty.check(Permission.MARK_EXAMPLES)
    case = await one(tx, duty, case_id)
    if await library.unmark(tx, case_id):
        await duty.note(tx, Action.EXAMPLE_UNMARKED, _subject(case))


def _subject(case: Found) -> Subject:
    return Subject("case", case.case_id, case.area_code)
