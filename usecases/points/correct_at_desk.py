"""Corrections by staff at the console: of what they see, under their own name, on record."""

from evaluation.points import PointRules
from evaluation.staff import Action, Permission, Scope
from store import corrections
from store.audit_trail import Subject
from store.corrections import SeenEntry, SeenRequest
from store.db import Transaction
from store.reports.seen import seen
from usecases.on_duty import OnDuty
from usecases.points import correct
from usecases.points.correct import NO_ENTRY
from usecases.two_people import NOT_WAITING, NOT_YOURS, CannotSign, Signature

REQUESTS_SHOWN = 100


async def requests(tx: Transaction, scope: Scope) -> list[SeenRequest]:
    """Those that wait, then those decided last."""
    return await corrections.requests_seen(tx, await seen(tx, scope), REQUESTS_SHOWN)


async def entry(tx: Transaction, entry_id: int, scope: Scope) -> SeenEntry:
    """One entry. Raises `CannotSign` for one that there is not, or that is not seen: which, nobody is told."""
    found = await corrections.entries_seen(tx, await seen(tx, scope), entry_id=entry_id)
    if not found:
        raise CannotSign(NO_ENTRY)
    return found[0]


async def may_be_asked_for(tx: Transaction, shown: SeenEntry, duty: OnDuty) -> bool:
    """Whether its correction can be asked for now."""
    found = await corrections.entry(tx, shown.id)
    assert found is not None, "entries are never deleted"
    return (
        not shown.corrected and not shown.waits and await correct.may_be_corrected(tx, found, duty.times.now)
    )


async def entries_of(tx: Transaction, account_id: int, duty: OnDuty) -> list[SeenEntry]:
    """The entries of an account, the latest first; that they were looked at is on record."""
    found = await corrections.entries_seen(tx, await seen(tx, duty.staff.scope), account_id=account_id)
    await duty.note(tx, Action.ACCOUNT_LOOKED_UP, Subject("ledger_account", account_id))
    return found


async def entries_of_citizen(tx: Transaction, citizen_id: int, duty: OnDuty) -> list[SeenEntry]:
    """Those of the citizen of this number, which a counter tells; an account's own number would tell when they
    first rated. On record likewise.
    """
    found = await corrections.entries_seen(tx, await seen(tx, duty.staff.scope), citizen_id=citizen_id)
    await duty.note(tx, Action.ACCOUNT_LOOKED_UP, Subject("citizen", citizen_id))
    return found


async def ask(tx: Transaction, entry_id: int, why: str, duty: OnDuty) -> int:
    """Ask that an entry be reversed; the number of the request. Raises `CannotSign`."""
    duty.check(Permission.ASK_CORRECTION)
    await entry(tx, entry_id, duty.staff.scope)
    request = await correct.ask(tx, entry_id, Signature(duty.staff.username, why), duty.times.now)
    await _note(tx, Action.CORRECTION_ASKED, entry_id, request, duty)
    return request


async def confirm(tx: Transaction, request_id: int, rules: PointRules, duty: OnDuty) -> None:
    """Reverse what somebody else has asked for. Raises `CannotSign`, or `TooFewPoints` where they are spent."""
    duty.check(Permission.CONFIRM_CORRECTION)
    request = await _request(tx, request_id, duty)
    await correct.confirm(tx, request_id, duty.staff.username, rules, duty.times.now)
    await _note(tx, Action.CORRECTION_CONFIRMED, request.entry_id, request_id, duty, points=-request.points)


async def refuse(tx: Transaction, request_id: int, duty: OnDuty) -> None:
    """Leave the entry as it is. Raises `CannotSign`."""
    duty.check(Permission.CONFIRM_CORRECTION)
    request = await _request(tx, request_id, duty)
    await correct.refuse(tx, request_id, duty.staff.username, duty.times.now)
    await _note(tx, Action.CORRECTION_REFUSED, request.entry_id, request_id, duty)


async def take_back(tx: Transaction, request_id: int, duty: OnDuty) -> None:
    """Take back what one has asked for oneself. Raises `CannotSign`."""
    duty.check(Permission.ASK_CORRECTION)
    request = await _request(tx, request_id, duty)
    if request.asked_by != duty.staff.username:
        raise CannotSign(NOT_YOURS)
    await correct.refuse(tx, request_id, duty.staff.username, duty.times.now)
    await _note(tx, Action.CORRECTION_TAKEN_BACK, request.entry_id, request_id, duty)


async def _request(tx: Transaction, request_id: int, duty: OnDuty) -> SeenRequest:
    found = await corrections.requests_seen(tx, await seen(tx, duty.staff.scope), 1, only=request_id)
    if not found:
        raise CannotSign(NOT_WAITING)
    return found[0]


async def _note(
    tx: Transaction, action: Action, entry_id: int, request_id: int, duty: OnDuty, **facts: object
) -> None:
    await duty.note(tx, action, Subject("ledger_entry", entry_id), request=request_id, **facts)
