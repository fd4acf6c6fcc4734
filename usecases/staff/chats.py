"""A chat or a phone speaks for an account: the console shows a code, and it is typed there.

By civil time, as all that the bot hears: a chat knows no other.
"""

import secrets
from datetime import datetime, timedelta

from evaluation.holders import doubted_since
from evaluation.staff import Action
from store import audit_trail, holders, sessions, staff, staff_chats
from store.audit_trail import Actor, Subject, Times
from store.db import Transaction
from store.people import Address
from store.staff import Staff
from store.vault import Vault

CODE_TIME = timedelta(minutes=10)
CODE_DIGITS = 8
MOST_TRIES = 5
"""From one chat within `TRIES_TIME`: a hundred million codes, of which hardly ever more than one is good."""
TRIES_TIME = timedelta(hours=1)


async def make_code(tx: Transaction, vault: Vault, actor: Actor, times: Times) -> str:
    """Eight digits to be typed into the chat that is to be bound; kept as a keyed hash, good once."""
    assert actor.staff_id is not None
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    await staff_chats.put_code(tx, actor.staff_id, _hashed(vault, code), times.now + CODE_TIME)
    await audit_trail.write(tx, actor, Action.CHAT_CODE_MADE, Subject("staff", actor.staff_id), times)
    return code


async def bind_chat(
    tx: Transaction, vault: Vault, code: str, chat: Address, channel: str, now: datetime
) -> Staff | None:
    """Whose the chat is now; None where the code is not good, or too many were tried here."""
    tried = await sessions.count_try(tx, f"chat:{chat.id}", now, now - TRIES_TIME)
    if tried.tries > MOST_TRIES:
        return None
    staff_id = await staff_chats.take_code(tx, _hashed(vault, code), now)
    found = None if staff_id is None else await staff.locked(tx, staff_id)
    if found is None:
        return None
    await sessions.forgive(tx, f"chat:{chat.id}")
    await staff_chats.bind(tx, chat.id, found.id, now)
    actor = Actor(channel, found.id, found.area_code)
    await audit_trail.write(tx, actor, Action.CHAT_BOUND, Subject("staff", found.id), Times(now, now))
    return found


async def speaks_for(tx: Transaction, chat: Address, silent_after: timedelta, now: datetime) -> Staff | None:
    """The account that a chat or phone speaks for; None where there is none, or it may have changed hands since.

    Also where this very message ends a silence that is not noted yet. What is doubted may be bound anew: the
    code shows that it is in the hands of the account's owner.
    """
    found = await staff_chats.speaker(tx, chat.id)
    if found is None:
        return None
    doubted = doubted_since(await holders.of_address(tx, chat.id), now, silent_after)
    return found if doubted is None or doubted < found.bound_at else None


async def unbind_chat(tx: Transaction, address_id: int, actor: Actor, times: Times) -> bool:
    """A chat of who asks speaks for them no more; False where it is none of theirs."""
    assert actor.staff_id is not None
    if not await staff_chats.unbind(tx, address_id, actor.staff_id):
        return False
    await audit_trail.write(tx, actor, Action.CHAT_UNBOUND, Subject("staff", actor.staff_id), times)
    return True


def _hashed(vault: Vault, code: str) -> bytes:
    return vault.lookup("staff", code)
