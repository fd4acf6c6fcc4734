"""Who may spend an organisation's points: noted at a counter on its letter of authority, and ended there."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.staff import Action, Permission
from store import counter, delegates, people
from store.audit_trail import Subject
from store.db import Transaction
from store.people import Contact
from store.vault import Vault
from usecases.edges import BadPhone, masked, read_credit_code, read_phone
from usecases.gifts.delegates import authorise, end_authority
from usecases.on_duty import OnDuty


class NoSuchOrganisation(Exception):
    """No credit code, or one without a record in the clerk's scope: which, nobody is told."""


class NotADelegate(Exception):
    """They may not spend its points, or may already: what was asked for is so."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who may spend an organisation's points; `phone` is masked."""

    citizen_id: int
    phone: str
    since: datetime
    noted_by: str


async def delegates_of(tx: Transaction, vault: Vault, typed: str, clerk: OnDuty) -> tuple[str, list[Named]]:
    """The credit code as it is written, and who may spend its points. Raises `NoSuchOrganisation`."""
    code = await _of_scope(tx, typed, clerk)
    named = [
        Named(each.citizen_id, _shown(vault, each.sealed), each.authorised_at, each.authorised_by)
        for each in await delegates.of_organisation(tx, code)
    ]
    await clerk.note(tx, Action.ORGANISATION_LOOKED_UP, Subject("organisation", code))
    return code, named


async def name_delegate(tx: Transaction, vault: Vault, typed: str, number: str, clerk: OnDuty) -> None:
    """Note that whoever has this mobile number may spend an organisation's points.

    Raises `NoSuchOrganisation`, `BadPhone`, and `NotADelegate` for who may already.
    """
    code = await _of_scope(tx, typed, clerk)
    phone, can_sms = read_phone(number)
    if not can_sms:
        raise BadPhone(number)
    contact = Contact("phone", phone)
    address = (await people.resolve(tx, vault, [contact], clerk.now))[contact]
    if not await authorise(tx, code, address.citizen_id, clerk.staff.id, clerk.now):
        raise NotADelegate
    await _note(tx, clerk, Action.DELEGATE_NAMED, code, address.citizen_id)


async def end_delegate(tx: Transaction, typed: str, citizen_id: int, clerk: OnDuty) -> None:
    """They may no more; what they have reserved stays theirs. Raises `NoSuchOrganisation` and `NotADelegate`."""
    code = await _of_scope(tx, typed, clerk)
    if not await end_authority(tx, code, citizen_id, clerk.staff.id, clerk.now):
        raise NotADelegate
    await _note(tx, clerk, Action.DELEGATE_ENDED, code, citizen_id)


async def _of_scope(tx: Transaction, typed: str, clerk: OnDuty) -> str:
    clerk.check(Permission.AUTHORISE_FOR_ORGANISATION)
    code = read_credit_code(typed)
    if code is None or not await counter.has_applied(tx, code, clerk.staff.scope):
        raise NoSuchOrganisation
    return code


def _shown(vault: Vault, sealed: bytes | None) -> str:
    return masked("phone", vault.open(sealed)) if sealed is not None else ""


async def _note(tx: Transaction, clerk: OnDuty, action: Action, code: str, citizen_id: int) -> None:
    await clerk.note(tx, action, Subject("organisation", code), citizen=citizen_id)
