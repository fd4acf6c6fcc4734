"""Corrections by staff at the console: of what they see, under their own name, on record."""

from dataclasses import dataclass

from evaluation.points import PointRules
from evaluation.staff import Action, Scope
from store import audit_trail, corrections
from store.audit_trail import Actor, Subject, Times
from store.corrections import SeenEntry, SeenRequest
from store.db import Transaction
from store.reports.seen import seen
from usecases.points import correct
from usecases.points.correct import NO_ENTRY
from usecases.two_people import NOT_WAITING, CannotSign, Signature

REQUESTS_SHOWN = 100
NOT_YOURS = "not_yours"
"""Only who asked takes a request back."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who of the staff, what they see, and when."""

    username: str
    scope: Scope
    actor: Actor
    times: Times


async def requests(tx: Transaction, scope: Scope) -> list[SeenRequest]:
    """Those that wait, then those decided last."""
    return await corrections.requests_seen(tx, await seen(tx, scope), REQUESTS_SHOWN)


async def entry(tx: Transaction, entry_id: int, scope: Scope) -> SeenEntry:
    """One entry. Raises `CannotSign` for one that there is not, or that is not seen: which, nobody is told."""
    found = await corrections.entries_seen(tx, await seen(tx, scope), entry_id=entry_id)
    if not found:
        raise CannotSign(NO_ENTRY)
    return found[0]


async def entries_of(tx: Transaction, account_id: int, desk: Desk) -> list[SeenEntry]:
    """The entries of an account, the latest first; that they were looked at is on record."""
    found = await corrections.entries_seen(tx, await seen(tx, desk.scope), account_id=account_id)
    subject = Subject("ledger_account", account_id)
    await audit_trail.write(tx, desk.actor, Action.ACCOUNT_LOOKED_UP, subject, desk.times)
    return found


async def ask(tx: Transaction, entry_id: int, why: str, desk: Desk) -> int:
    """Ask that an entry be reversed; the number of the request. Raises `CannotSign`."""
    await entry(tx, entry_id, desk.scope)
    request = await correct.ask(tx, entry_id, Signature(desk.username, why), desk.times.now)
    await _note(tx, Action.CORRECTION_ASKED, entry_id, request, desk)
    return request


async def confirm(tx: Transaction, request_id: int, rules: PointRules, desk: Desk) -> None:
    """Reverse what somebody else has asked for. Raises `CannotSign`, or `TooFewPoints` where they are spent."""
    request = await _request(tx, request_id, desk)
    await correct.confirm(tx, request_id, desk.username, rules, desk.times.now)
    await _note(tx, Action.CORRECTION_CONFIRMED, request.entry_id, request_id, desk, points=-request.points)


async def refuse(tx: Transaction, request_id: int, desk: Desk) -> None:
    """Leave the entry as it is. Raises `CannotSign`."""
    request = await _request(tx, request_id, desk)
    await correct.refuse(tx, request_id, desk.username, desk.times.now)
    await _note(tx, Action.CORRECTION_REFUSED, request.entry_id, request_id, desk)


async def take_back(tx: Transaction, request_id: int, desk: Desk) -> None:
    """Take back what one has asked for oneself. Raises `CannotSign`."""
    request = await _request(tx, request_id, desk)
    if request.asked_by != desk.username:
        raise CannotSign(NOT_YOURS)
    await correct.refuse(tx, request_id, desk.username, desk.times.now)
    await _note(tx, Action.CORRECTION_TAKEN_BACK, request.entry_id, request_id, desk)


async def _request(tx: Transaction, request_id: int, desk: Desk) -> SeenRequest:
    found = await corrections.requests_seen(tx, await seen(tx, desk.scope), 1, only=request_id)
    if not found:
        raise CannotSign(NOT_WAITING)
    return found[0]


async def _note(
    tx: Transaction, action: Action, entry_id: int, request_id: int, desk: Desk, **facts: object
) -> None:
    subject = Subject("ledger_entry", entry_id)
    await audit_trail.write(tx, desk.actor, action, subject, desk.times, {"request": request_id, **facts})
