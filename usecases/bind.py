"""Bind a chat to a citizen who is known by another address: by a link, or by a code sent to that address.

The same for every channel: a link's token is what a Telegram deep link or the scene of a WeChat QR
code carries; a code is typed into the chat that asked for it.
"""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from store import bindings, dialogues, holders, people
from store.bindings import Binding
from store.db import Transaction
from store.people import Address
from store.vault import Vault
from usecases import subscription

LINK_TIME = timedelta(days=1)
"""How long a link may be followed."""
CODE_TIME = timedelta(minutes=10)
CODES_PER_HOUR = 3
"""So many codes a chat may ask for, and a phone may get."""
MOST_WRONG = 5
"""After so many wrong tries a code is worth nothing."""


class Redeemed(StrEnum):
    """What became of a link or a code."""

    BOUND = "bound"
    """The chat is the citizen's now."""
    KNOWN = "known"
    """It was already."""
    STALE = "stale"
    """There is no such link or code, or it was used, or its time is over."""
    HISTORY = "history"
    """The chat has a history of its own: only staff can make one citizen of two."""


@dataclass(frozen=True, slots=True)
class Redemption:
    """What became of it, and the address with the citizen it belongs to now."""

    redeemed: Redeemed
    address: Address


class TooManyCodes(Exception):
    """Codes were sent often enough; another may be asked for in an hour."""


_TOKEN = re.compile("[A-Za-z0-9_-]{32}")


def is_token(carried: str) -> bool:
    """Whether what a link or a QR code carried can be a token of ours; other codes have other meanings."""
    return bool(_TOKEN.fullmatch(carried))


async def make_token(
    tx: Transaction, vault: Vault, citizen_id: int, now: datetime, lasts: timedelta = LINK_TIME
) -> str:
    """The token of a new link for one chat of the citizen's: 32 characters of `[A-Za-z0-9_-]`, kept as a hash."""
    token = secrets.token_urlsafe(24)
    await bindings.add(
        tx,
        digest=_of_token(vault, token),
        citizen_id=citizen_id,
        now=now,
        expires_at=now + lasts,
    )
    return token


async def make_code(tx: Transaction, vault: Vault, phone: Address, chat: Address, now: datetime) -> str:
    """Six digits to be sent to `phone` and typed into `chat`; raises `TooManyCodes`.

    The citizen is locked. A new code takes the place of the chat's last one.
    """
    an_hour_ago = now - timedelta(hours=1)
    sent = await bindings.codes_since(tx, asked_by=chat.id, citizen_id=phone.citizen_id, since=an_hour_ago)
    if sent >= CODES_PER_HOUR:
        raise TooManyCodes
    code = f"{secrets.randbelow(1_000_000):06}"
    await bindings.add(
        tx,
        digest=_of_code(vault, chat, code),
        citizen_id=phone.citizen_id,
        asked_by=chat.id,
        sent_to=phone.id,
        now=now,
        expires_at=now + CODE_TIME,
    )
    return code


async def redeem_token(tx: Transaction, vault: Vault, token: str, chat: Address, now: datetime) -> Redemption:
    """Bind the chat in which a link was followed. Following it there again changes nothing.

    To be called before a citizen's row is taken: it may take two.
    """
    return await _redeem(tx, await bindings.by_token(tx, _of_token(vault, token)), chat, now)


async def redeem_code(tx: Transaction, vault: Vault, code: str, chat: Address, now: datetime) -> Redemption:
    """Bind the chat into which a code was typed that had been asked for there; as `redeem_token`."""
    found = await bindings.by_code(tx, _of_code(vault, chat, code), chat.id, MOST_WRONG)
    return await _redeem(tx, found, chat, now)


async def _redeem(tx: Transaction, found: Binding | None, chat: Address, now: datetime) -> Redemption:
    if found is None or found.used_by not in (None, chat.id):
        return Redemption(Redeemed.STALE, chat)
    if chat.citizen_id == found.citizen_id:
        await _used(tx, found, chat, now)
        return Redemption(Redeemed.KNOWN, chat)
    if not found.is_good(now):
        return Redemption(Redeemed.STALE, chat)
    if not await people.lock_all(tx, [chat.citizen_id, found.citizen_id]):
        return Redemption(Redeemed.STALE, chat)  # one of them was merged at this moment
    if not await bindings.is_only_an_address(tx, chat.citizen_id):
        return Redemption(Redeemed.HISTORY, chat)
    await _move(tx, chat, found.citizen_id, now)
    await _used(tx, found, chat, now)
    return Redemption(Redeemed.BOUND, replace(chat, citizen_id=found.citizen_id))


async def _used(tx: Transaction, found: Binding, chat: Address, now: datetime) -> None:
    """It has done its work: who has the chat, and the phone that the code went to, is the citizen."""
    if found.is_good(now):
        await holders.vouch(tx, [chat.id, *([found.sent_to] if found.sent_to else [])], now)
    await bindings.use(tx, found.id, chat.id)


async def _move(tx: Transaction, chat: Address, citizen_id: int, now: datetime) -> None:
    """Who wanted no more messages in the chat wants none anywhere."""
    if await people.opted_out(tx, [chat.citizen_id]):
        await subscription.opt_out(tx, citizen_id, now)
    await dialogues.close(tx, chat.citizen_id)
    await bindings.move_address(tx, chat.id, citizen_id)


def _of_token(vault: Vault, token: str) -> bytes:
    return vault.lookup("bind", token)


def _of_code(vault: Vault, chat: Address, code: str) -> bytes:
    return vault.lookup("bind", f"{chat.id}:{code}")
