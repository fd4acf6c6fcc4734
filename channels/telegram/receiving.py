"""Reading an update of the Bot API; pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from aiogram.enums import ChatMemberStatus, ChatType, ContentType
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update
from pydantic import ValidationError

from channels.interface import Incoming
from channels.telegram.update import Malformed, Press, Received
from evaluation.exchange import Event

WANTED = ("message", "callback_query", "my_chat_member")
"""The kinds of update that mean something to us; Telegram is asked for no other."""
COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "help": ("帮助", "help"),
        "points": ("积分", "points"),
        "gifts": ("兑换", "gifts"),
        "progress": ("进度", "progress"),
        "stop": ("退订", "STOP"),
        "back": ("恢复", "START"),
    }
)
"""What people would write instead of each command (beside /start), in Chinese and in English."""

UNREADABLE = frozenset(
    {
        ContentType.ANIMATION,
        ContentType.AUDIO,
        ContentType.CHECKLIST,
        ContentType.CONTACT,
        ContentType.DICE,
        ContentType.DOCUMENT,
        ContentType.GAME,
        ContentType.LIVE_PHOTO,
        ContentType.LOCATION,
        ContentType.PAID_MEDIA,
        ContentType.PHOTO,
        ContentType.POLL,
        ContentType.RICH_MESSAGE,
        ContentType.STICKER,
        ContentType.STORY,
        ContentType.VENUE,
        ContentType.VIDEO,
        ContentType.VIDEO_NOTE,
        ContentType.VOICE,
    }
)
"""What people send on purpose; all other content without text is Telegram's own notice of something."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(body: bytes) -> Received:
    """The update in a webhook's body; raises `Malformed`."""
    try:
        return read_update(json.loads(body))
    except (ValueError, RecursionError):
        raise Malformed("not an update") from None


def read_update(raw: object) -> Received:
    """An update as JSON has it; raises `Malformed`. One that we do not understand is one about nothing."""
    update_id = raw.get("update_id") if isinstance(raw, dict) else None
    if type(update_id) is not int:  # True is an int as well
        raise Malformed("not an update")
    text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", json.dumps(raw, ensure_ascii=False))
    try:
        update = Update.model_validate_json(text)
    except ValidationError:  # a shape that this version of the library does not know yet
        return Received(update_id)
    if update.message is not None:
        return Received(update_id, _message(update_id, update.message))
    if update.callback_query is not None:
        return _press(update_id, update.callback_query)
    if update.my_chat_member is not None:
        return Received(update_id, _membership(update_id, update.my_chat_member))
    return Received(update_id)


def _message(update_id: int, message: Message) -> Incoming | None:
    if message.chat.type != ChatType.PRIVATE:
        return None
    incoming = Incoming(
        # Update numbers start anew at random after a quiet week; with the message's own they do not repeat.
        provider_id=f"{update_id}.{message.message_id}",
        address=str(message.chat.id),
        text=message.text or message.caption or "",
        language=(message.from_user and message.from_user.language_code) or "",
    )
    if incoming.text:
        return _command(incoming)
    return replace(incoming, event=Event.UNREADABLE) if message.content_type in UNREADABLE else None


def _command(incoming: Incoming) -> Incoming:
    """Commands as what they stand for; other text as it is."""
    found = _COMMAND.fullmatch(incoming.text)
    name = found[1].lower() if found else ""
    if found and name == "start":
        return replace(incoming, event=Event.ARRIVE, text=found[2] or "")
    if name not in COMMANDS:
        return incoming
    zh, en = COMMANDS[name]
    words = en if incoming.language.startswith("en") else zh
    return replace(incoming, text=words, command=f"/{name}")


def _press(update_id: int, query: CallbackQuery) -> Received:
    message = query.message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return Received(update_id, press=Press(query.id, None))
    press = Press(query.id, message.message_id if isinstance(message, Message) else None)
    if not query.data:
        return Received(update_id, press=press)
    incoming = Incoming(
        provider_id=f"{update_id}.{query.id}",
        address=str(message.chat.id),
        text=query.data,
        event=Event.PRESS,
        language=query.from_user.language_code or "",
    )
    return Received(update_id, incoming, press)


def _membership(update_id: int, change: ChatMemberUpdated) -> Incoming | None:
    """Of a private chat Telegram says only that the bot was blocked ("kicked") or let in again."""
    if change.chat.type != ChatType.PRIVATE or change.new_chat_member.status != ChatMemberStatus.KICKED:
        return None
    return Incoming(
        provider_id=f"{update_id}.{int(change.date.timestamp())}",
        address=str(change.chat.id),
        text="",
        event=Event.LEAVE,
    )
