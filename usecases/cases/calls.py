"""People who are to be called: who asked for it, and whom a case's call-back by the bot did not reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluation.cases.acting import concerned
from evaluation.cases.words import Move, Party
from evaluation.staff import Action, Permission
from store import case_calls
from store.audit_trail import Subject
from store.case_calls import Caller
from store.db import Transaction
from store.vault import Vault
from usecases.cases import view
from usecases.cases.moving import NoSuchCase
from usecases.edges import masked
from usecases.on_duty import OnDuty
from usecases.rules import Rules


class NobodyWaits(Exception):
    """There is no such request, it was seen to, or it is not of this account's scope: nobody learns which."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who asked to be called, and since when; the number is masked."""

    id: int
    asked_at: datetime
    number: str


async def waiting(tx: Transaction, duty: OnDuty) -> Sequence[Caller]:
    """Who waits for a call, longest first. Raises `NotPermitted`."""
    duty.check(Permission.CALL_CITIZENS)
    return await case_calls.waiting(tx, duty.staff.scope)


async def listed(tx: Transaction, duty: OnDuty, vault: Vault) -> Sequence[Waiting]:
    """The same with their numbers masked. Raises `NotPermitted`."""
    found = await waiting(tx, duty)
    return [Waiting(each.id, each.asked_at, masked(each.kind, vault.open(each.sealed))) for each in found]


async def number(tx: Transaction, duty: OnDuty, request_id: int, vault: Vault) -> str:
    """The whole number of somebody who waits, for whoever calls now; that it was shown is on record.

    Raises `NotPermitted`, `NobodyWaits`.
    """
    caller = await _caller(tx, duty, request_id)
    await duty.note(tx, Action.NUMBER_SHOWN, Subject("call", request_id))
    return vault.open(caller.sealed)


async def called(tx: Transaction, duty: OnDuty, request_id: int) -> None:
    """Note that they were called. Raises `NotPermitted`, `NobodyWaits`."""
    await _caller(tx, duty, request_id)
    if not await case_calls.done(tx, request_id, duty.staff.id, duty.now):
        raise NobodyWaits
    await duty.note(tx, Action.CITIZEN_CALLED, Subject("call", request_id))


async def _caller(tx: Transaction, duty: OnDuty, request_id: int) -> Caller:
    duty.check(Permission.CALL_CITIZENS)
    found = await case_calls.waiting(tx, duty.staff.scope, only=request_id)
    if not found:
        raise NobodyWaits
    return found[0]


async def number_for_case(
    tx: Transaction, duty: OnDuty, case_id: int, rules: Rules, vault: Vault
) -> str | None:
    """The number to call back, for the office, while the bot has not reached the citizen; None where there is none.

    Raises `NotPermitted`, `NoSuchCase`.
    """
    duty.check(Permission.CALL_CITIZENS)
    story = await view.one(tx, duty, case_id, rules)
    if Party.OFFICE not in story.parties or not concerned(Move.CALL_BACK, story.case):
        raise NoSuchCase
    found = await case_calls.number_of_case(tx, case_id)
    await duty.note(tx, Action.NUMBER_SHOWN, Subject("case", case_id, story.row.area_code))
    return vault.open(found.sealed) if found else None
