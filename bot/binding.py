"""A chat is bound to a phone: what asks for it is heard before anybody's row is taken."""

import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.rendering import Part, Renderer
from bot.turn import Reply, Turn
from evaluation.window import civil
from store import bindings, inbound
from store.db import Transaction
from store.people import Address
from store.vault import Vault
from usecases import bind
from usecases.bind import Redeemed
from usecases.verify_phone import CodeWish, Sent, send_code

SENT = {
    Sent.SENT: Part("binding/sent", {}),
    Sent.BAD_NUMBER: Part("binding/bad_number", {}),
    Sent.TOO_MANY: Part("binding/too_many", {}),
}
REDEEMED = {
    Redeemed.BOUND: Part("chat/bound", {}),
    Redeemed.KNOWN: Part("chat/bound", {}),
    Redeemed.STALE: Part("binding/wrong_code", {}),
    Redeemed.HISTORY: Part("chat/two_histories", {}),
}

_WISH = re.compile(
    r"(?:绑定|bind)(?:手机号码|手机号|手机|电话|号码| my phone| my number| phone)?[\s:,是为]*(\+?[0-9][0-9 -]*)?[。.!]*"
)
_CODE = re.compile(r"(?:验证码|code)?[\s:是]*([0-9]{6})[。.!]*")


INTENT = "binding"
"""Of a message that is about binding a chat."""


@dataclass(frozen=True)
class Bound:
    """What was heard: whose the chat is now, what is kept of the text, the answer, and what it was about."""

    address: Address
    text: str
    answer: Callable[[Turn], Awaitable[Reply]]
    intent: str = INTENT


@dataclass(frozen=True)
class Note:
    """What somebody wrote in a chat: the message `provider_id` of `channel`, from the address `chat`."""

    channel: str
    provider_id: str
    chat: Address
    text: str


def read_wish(text: str) -> str | None:
    """The number that is to be bound, as it was written, "" where none was named; None for other words."""
    found = _WISH.fullmatch(folded(text))
    return (found[1] or "").strip() if found else None


def read_code(text: str) -> str | None:
    """The six digits of a code, if the text is nothing else."""
    found = _CODE.fullmatch(folded(text))
    return found[1] if found else None


async def hear_binding(
    tx: Transaction, vault: Vault, renderer: Renderer, note: Note, now: datetime
) -> Bound | None:
    """Send a code to the phone that is named, or take the code that is typed; None for other words."""
    number, code = read_wish(note.text), read_code(note.text)
    if number is not None:
        return await _wished(tx, vault, renderer, note, number, now)
    if code is None or not await bindings.awaits_code(tx, note.chat.id, now):
        return None
    if await inbound.was_seen(tx, note.channel, note.provider_id):
        return None
    redemption = await bind.redeem_code(tx, vault, code, note.chat, now)
    return Bound(redemption.address, hidden(note.text), saying(REDEEMED[redemption.redeemed]))


async def _wished(
    tx: Transaction, vault: Vault, renderer: Renderer, note: Note, number: str, now: datetime
) -> Bound:
    def word(code: str) -> str:
        return renderer.message([Part("binding/code", {"code": code})], "zh", "sms", civil(now).date())

    if not number:
        return Bound(note.chat, note.text, saying(Part("binding/which_number", {})))
    wish = CodeWish(note.channel, note.provider_id, note.chat, number, word)
    sent = await send_code(tx, vault, wish, now)
    return Bound(note.chat, hidden(note.text), saying(SENT[sent]))


def saying(part: Part) -> Callable[[Turn], Awaitable[Reply]]:
    """An answer that says one thing."""

    async def answer(_: Turn) -> Reply:
        return [part]

    return answer


def folded(text: str) -> str:
    """Full-width letters and digits as the others, in lower case."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def hidden(text: str) -> str:
    """A number or a code is not kept in the open; that one was written is."""
    return re.sub(r"\d", "*", text)
