"""The bodies of the commands that change who a citizen is."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from evaluation.window import civil
from haochaping.commands.administer import in_one_transaction
from haochaping.settings import Settings
from haochaping.wiring.parts import Parts
from store import changes, people
from store.changes import Waiting
from store.db import Transaction
from store.people import Address, Contact
from store.vault import Vault
from usecases import change_citizens, two_people
from usecases.edges import BadPhone, masked, read_phone
from usecases.two_people import CannotSign, Signature

CHATS = ("telegram", "wechat")
WORDS = {
    change_citizens.ONE_ALREADY: "both addresses are one citizen's already",
    two_people.ASKED_ALREADY: "this was asked for already; `haochaping citizen changes` shows it",
    two_people.NOT_WAITING: "no such request is waiting; `haochaping citizen changes` shows what is",
    two_people.SAME_PERSON: "whoever asked cannot confirm: it takes a second person",
    two_people.UNSIGNED: "a name and a reason are needed",
}
DONE = {
    "merge": "the two citizens are one",
    "detach": "the address starts anew, with no history",
    "vouch": "the address is its citizen's",
}

Result = TypeVar("Result")
Ask = Callable[[Transaction, Address, Signature, datetime], Awaitable[int]]


def ask_merge(settings: Settings, first: str, second: str, by: str, why: str) -> str:
    """Keep the request; what to do next. ValueError where it cannot be asked for."""
    contacts = [read_address(first), read_address(second)]

    async def work(parts: Parts, tx: Transaction) -> int:
        one, other = [await _known(tx, parts.vault, contact) for contact in contacts]
        return await change_citizens.ask_merge(tx, one, other, Signature(by, why), parts.clock.now())

    return _asked(_in_words(settings, work))


def ask_detach(settings: Settings, address: str, by: str, why: str) -> str:
    """Keep the request; what to do next. ValueError where it cannot be asked for."""
    return _ask_about(settings, address, change_citizens.ask_detach, Signature(by, why))


def ask_vouch(settings: Settings, address: str, by: str, why: str) -> str:
    """Keep the request; what to do next. ValueError where it cannot be asked for."""
    return _ask_about(settings, address, change_citizens.ask_vouch, Signature(by, why))


def _ask_about(settings: Settings, address: str, ask: Ask, signature: Signature) -> str:
    contact = read_address(address)

    async def work(parts: Parts, tx: Transaction) -> int:
        return await ask(tx, await _known(tx, parts.vault, contact), signature, parts.clock.now())

    return _asked(_in_words(settings, work))


def waiting(settings: Settings) -> list[str]:
    """A line for each request that waits for a second person."""

    async def work(parts: Parts, tx: Transaction) -> list[str]:
        return [_line(each, parts.vault) for each in await changes.waiting(tx)]

    return in_one_transaction(settings, work)


def confirm(settings: Settings, number: int, by: str) -> str:
    """Carry a request out; what was done. ValueError where that may not be."""

    async def work(parts: Parts, tx: Transaction) -> str:
        channels, now = parts.rules.channels, parts.clock.now()
        return DONE[(await change_citizens.confirm(tx, number, by, channels, now)).kind]

    return f"{number}: {_in_words(settings, work)}"


def refuse(settings: Settings, number: int, by: str) -> str:
    """Refuse a request; ValueError where it does not wait."""

    async def work(parts: Parts, tx: Transaction) -> None:
        await change_citizens.refuse(tx, number, by, parts.clock.now())

    _in_words(settings, work)
    return f"{number}: refused, nothing was changed"


def read_address(text: str) -> Contact:
    """An address as it is typed: telegram:… or wechat:…, else a phone number; ValueError for none."""
    kind, mark, name = text.strip().partition(":")
    if mark and kind in CHATS and name:
        return Contact(kind, name, can_sms=False)
    try:
        return Contact("phone", *read_phone(text))
    except BadPhone:
        raise ValueError("that is neither a phone number nor telegram:CHAT nor wechat:OPENID") from None


async def _known(tx: Transaction, vault: Vault, contact: Contact) -> Address:
    found = await people.known(tx, vault, contact)
    if found is None:
        raise ValueError(f"nobody is known by {masked(contact.kind, contact.address)}")
    return found


def _in_words(settings: Settings, work: Callable[[Parts, Transaction], Awaitable[Result]]) -> Result:
    try:
        return in_one_transaction(settings, work)
    except CannotSign as error:
        raise ValueError(WORDS[error.because]) from None


def _asked(number: int) -> str:
    return f"request {number} is kept; somebody else now runs `haochaping citizen confirm {number} --by NAME`"


def _line(each: Waiting, vault: Vault) -> str:
    addresses = masked(each.address_kind, vault.open(each.address_sealed))
    if each.other_kind is not None and each.other_sealed is not None:
        addresses += " + " + masked(each.other_kind, vault.open(each.other_sealed))
    return f"{each.id}  {each.kind}  {addresses}  {civil(each.asked_at):%Y-%m-%d %H:%M}  {each.asked_by}: {each.why}"
