"""A chat or a phone is bound to an account of the staff, by the code that the console shows."""

import re
from datetime import datetime

from bot.binding import Bound, Note, folded, hidden, saying
from bot.rendering import Part
from store import inbound
from store.db import Transaction
from store.vault import Vault
from usecases.staff.chats import bind_chat

_CODE = re.compile(r"(?:(?:绑定|bind)?\s*工号|/?staff)[\s:,是为]*([0-9]{4})[\s-]?([0-9]{4})[。.!]*")


def read_staff_code(text: str) -> str | None:
    """The eight digits, if the text is “工号” or "staff" and a code."""
    found = _CODE.fullmatch(folded(text))
    return found[1] + found[2] if found else None


async def hear_staff_code(tx: Transaction, vault: Vault, note: Note, now: datetime) -> Bound | None:
    """Take the code that is typed; None for other words, and for a message that was seen before."""
    code = read_staff_code(note.text)
    if code is None or await inbound.was_seen(tx, note.channel, note.provider_id):
        return None
    account = await bind_chat(tx, vault, code, note.chat, note.channel, now)
    part = Part("staff/bound", {"username": account.username}) if account else Part("staff/wrong_code", {})
    return Bound(note.chat, hidden(note.text), saying(part))
