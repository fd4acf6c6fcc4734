"""Show that a phone is one's own: a code goes to it by SMS and is typed into the chat that asked for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from store import bindings, inbound, outbox, people
from store.db import Transaction
from store.outbox import Worded
from store.people import Address, Contact
from store.vault import Vault
from usecases import bind
from usecases.bind import TooManyCodes
from usecases.edges import BadPhone, read_phone

CODES_PER_DAY = 3
"""So many codes a chat may ask for, and a phone may get, in 24 hours."""


class Sent(StrEnum):
    """What became of a wish for a code. That it was sent says nothing of whether we know the phone."""

    SENT = "sent"
    BAD_NUMBER = "bad_number"
    """Nobody can be reached there by SMS."""
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class CodeWish:
    """A chat asks, by the message `provider_id` of `channel`, for a code to be sent to a phone."""

    channel: str
    provider_id: str
    chat: Address
    number: str
    """As it was written."""
    word: Callable[[str], str]
    """The SMS that carries a code."""


async def send_code(tx: Transaction, vault: Vault, wish: CodeWish, now: datetime) -> Sent:
    """Queue the SMS; to be called before a citizen's row is taken, for it takes two.

    The same message again sends nothing: its stored answer is told.
    """
    try:
        number, can_sms = read_phone(wish.number)
    except BadPhone:
        return Sent.BAD_NUMBER
    if not can_sms:
        return Sent.BAD_NUMBER
    contact = Contact("phone", number)
    phone = (await people.resolve(tx, vault, [contact], now))[contact]
    await people.lock_all(tx, [wish.chat.citizen_id, phone.citizen_id])
    if await inbound.was_seen(tx, wish.channel, wish.provider_id):
        return Sent.SENT
    try:
        code = await _made(tx, vault, phone, wish.chat, now)
    except TooManyCodes:
        return Sent.TOO_MANY
    await _queue(tx, phone, wish.word(code), now)
    return Sent.SENT


async def _made(tx: Transaction, vault: Vault, phone: Address, chat: Address, now: datetime) -> str:
    since = now - timedelta(days=1)
    sent = await bindings.codes_since(tx, asked_by=chat.id, citizen_id=phone.citizen_id, since=since)
    if sent >= CODES_PER_DAY:
        raise TooManyCodes
    return await bind.make_code(tx, vault, phone, chat, now)


async def _queue(tx: Transaction, phone: Address, text: str, now: datetime) -> None:
    notice = Worded(
        citizen_id=phone.citizen_id,
        address_id=phone.id,
        channel="sms",
        template="binding/code",
        facts={},
        locale="zh",
        text=text,
    )
    await outbox.queue_notice(tx, notice, now)
