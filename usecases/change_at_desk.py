"""Numbers vouched for, started anew and merged at the console: of whom the account's scope has served, on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from evaluation.masking import on_a_line
from evaluation.refusal import Refused
from evaluation.staff import Action, Permission, may
from store import changes, people
from store.audit_trail import Subject
from store.changes import SeenChange
from store.db import Transaction
from store.people import Address
from store.reports.seen import seen
from store.vault import Vault
from usecases import change_citizens
from usecases.counter.look_up import find_served
from usecases.edges import BadPhone, masked, read_phone
from usecases.on_duty import OnDuty
from usecases.rules import Rules
from usecases.two_people import NOT_WAITING, NOT_YOURS, CannotSign, Signature

SHOWN = 100


class Kind(StrEnum):
    """What is asked for; the words of `store.changes`."""

    VOUCH = "vouch"
    """The number is its citizen's, who stands at the counter."""
    DETACH = "detach"
    """It is somebody else's now."""
    MERGE = "merge"
    """Both numbers are one person's."""


NEEDS: Mapping[Kind, Permission] = {
    Kind.VOUCH: Permission.VOUCH_FOR_NUMBER,
    Kind.DETACH: Permission.CHANGE_CITIZEN,
    Kind.MERGE: Permission.CHANGE_CITIZEN,
}


class WrongNumber(Refused):
    """Nothing can be asked about a number, `because` of one of the words below; `field` is the wish's that holds it."""

    def __init__(self, because: str, field: str) -> None:
        super().__init__(because)
        self.field = field


NO_NUMBER = "no_number"
NOT_SERVED = "not_served"
"""No record in the scope, or nobody's: which, nobody is told."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, as it was typed."""

    kind: Kind
    phone: str
    other: str
    """Of a merge."""
    why: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with its numbers, masked."""

    change: SeenChange
    numbers: tuple[str, ...]


async def ask(tx: Transaction, vault: Vault, wish: Wish, duty: OnDuty, rules: Rules) -> int:
    """Ask for a change; the number of the request.

    Raises `WrongNumber`, `CannotSign` and `TooOften`. What was counted must stay: catch them inside the transaction.
    """
    duty.check(NEEDS[wish.kind])
    signature = Signature(duty.staff.username, on_a_line(wish.why)).checked()
    first = await _served(tx, vault, wish.phone, "phone", duty, rules)
    match wish.kind:
        case Kind.VOUCH:
            request = await change_citizens.ask_vouch(tx, first, signature, duty.now)
        case Kind.DETACH:
            request = await change_citizens.ask_detach(tx, first, signature, duty.now)
        case Kind.MERGE:
            other = await _served(tx, vault, wish.other, "other", duty, rules)
            request = await change_citizens.ask_merge(tx, first, other, signature, duty.now)
    await _note(tx, Action.CITIZEN_CHANGE_ASKED, first.citizen_id, request, wish.kind, duty)
    return request


async def requests(tx: Transaction, vault: Vault, duty: OnDuty) -> list[Asked]:
    """What this account sees of them, with their numbers masked."""
    return [Asked(each, _numbers(each, vault)) for each in await seen_requests(tx, duty)]


async def seen_requests(tx: Transaction, duty: OnDuty, only: int | None = None) -> list[SeenChange]:
    """Those that wait, then those decided last, with their numbers sealed: of the scope for whoever may confirm,
    else one's own; or the one that is asked for.
    """
    confirms = may(duty.staff.role, Permission.CONFIRM_CITIZEN_CHANGE)
    of_scope = await seen(tx, duty.staff.scope) if confirms else None
    return await changes.requests_seen(tx, of_scope, duty.staff.username, SHOWN, only=only)


async def confirm(tx: Transaction, request_id: int, channels: tuple[str, ...], duty: OnDuty) -> Kind:
    """Carry out what somebody else has asked for; what it was. Raises `CannotSign`."""
    duty.check(Permission.CONFIRM_CITIZEN_CHANGE)
    request, citizen_id = await _request(tx, request_id, duty)
    await change_citizens.confirm(tx, request_id, duty.staff.username, channels, duty.now)
    await _note(tx, Action.CITIZEN_CHANGE_CONFIRMED, citizen_id, request_id, request.kind, duty)
    return Kind(request.kind)


async def refuse(tx: Transaction, request_id: int, duty: OnDuty) -> None:
    """Leave all as it is. Raises `CannotSign`."""
    duty.check(Permission.CONFIRM_CITIZEN_CHANGE)
    request, citizen_id = await _request(tx, request_id, duty)
    await change_citizens.refuse(tx, request_id, duty.staff.username, duty.now)
    await _note(tx, Action.CITIZEN_CHANGE_REFUSED, citizen_id, request_id, request.kind, duty)


async def take_back(tx: Transaction, request_id: int, duty: OnDuty) -> None:
    """Take back what one has asked for oneself. Raises `CannotSign`."""
    duty.check(Permission.VOUCH_FOR_NUMBER)
    request, citizen_id = await _request(tx, request_id, duty)
    if request.asked_by != duty.staff.username:
        raise CannotSign(NOT_YOURS)
    await change_citizens.refuse(tx, request_id, duty.staff.username, duty.now)
    await _note(tx, Action.CITIZEN_CHANGE_TAKEN_BACK, citizen_id, request_id, request.kind, duty)


async def _served(
    tx: Transaction, vault: Vault, number: str, field: str, duty: OnDuty, rules: Rules
) -> Address:
    try:
        phone, _ = read_phone(number)
    except BadPhone:
        raise WrongNumber(NO_NUMBER, field) from None
    served = await find_served(tx, vault, phone, duty, rules)
    if served is None:
        raise WrongNumber(NOT_SERVED, field)
    return await people.by_id(tx, served.address_id)


async def _request(tx: Transaction, request_id: int, duty: OnDuty) -> tuple[SeenChange, int]:
    """A request, and whose its number is."""
    found = await seen_requests(tx, duty, request_id)
    if not found:
        raise CannotSign(NOT_WAITING)
    return found[0], (await people.by_id(tx, found[0].address_id)).citizen_id


def _numbers(change: SeenChange, vault: Vault) -> tuple[str, ...]:
    sealed = ((change.address_kind, change.address_sealed), (change.other_kind, change.other_sealed))
    return tuple(masked(kind, vault.open(address)) for kind, address in sealed if kind and address)


async def _note(
    tx: Transaction, action: Action, citizen_id: int, request_id: int, kind: str, duty: OnDuty
) -> None:
    await duty.note(tx, action, Subject("citizen", citizen_id), request=request_id, kind=kind)
