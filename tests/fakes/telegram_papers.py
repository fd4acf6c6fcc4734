"""The shapes of the Bot API: updates as it posts them, and its answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Update = dict[str, Any]
BOT_ID = 7_000_000_001
DATE = 1_800_000_000
BOT = {"id": BOT_ID, "is_bot": True, "first_name": "好差评", "username": "haochaping_bot"}


@dataclass
class Sent:
    """A message of the bot's in a chat, as it is now."""

    chat_id: int
    message_id: int
    text: str
    buttons: list[list[dict[str, str]]] = field(default_factory=list)
    edits: int = 0

    @property
    def labels(self) -> list[str]:
        """What its buttons say, row by row."""
        return [button["text"] for row in self.buttons for button in row]

    def data(self, label: str) -> str:
        """What the button with this label sends back."""
        return next(
            button["callback_data"] for row in self.buttons for button in row if label in button["text"]
        )


def keyboard(parameters: Mapping[str, Any]) -> list[list[dict[str, str]]]:
    """The inline keyboard of a call, which arrives as JSON or inside it."""
    given = parameters.get("reply_markup") or {}
    markup = json.loads(given) if isinstance(given, str) else given
    rows: list[list[dict[str, str]]] = markup.get("inline_keyboard", [])
    return rows


def private(chat_id: int) -> dict[str, Any]:
    """A private chat."""
    return {"id": chat_id, "type": "private", "first_name": "王"}


def person(chat_id: int, language: str = "zh-hans") -> dict[str, Any]:
    """Whose private chat it is."""
    return {"id": chat_id, "is_bot": False, "first_name": "王", "language_code": language}


def message(chat_id: int, message_id: int, /, *, language: str = "zh-hans", **content: Any) -> dict[str, Any]:
    """A message of a person's; `content` is its text, or whatever else it holds."""
    return {
        "message_id": message_id,
        "date": DATE,
        "chat": private(chat_id),
        "from": person(chat_id, language),
        **content,
    }


def pressed(sent: Sent, data: str, query_id: str, *, too_old: bool = False) -> dict[str, Any]:
    """A button of the bot's message was pressed; of one that is `too_old` Telegram tells only its number."""
    about: dict[str, Any] = {
        "message_id": sent.message_id,
        "chat": private(sent.chat_id),
        "date": 0 if too_old else DATE,
    }
    if not too_old:
        about |= {
            "from": BOT,
            "text": sent.text,
        }
    return {
        "id": query_id,
        "from": person(sent.chat_id),
        "message": about,
        "chat_instance": "1",
        "data": data,
    }


def membership(chat_id: int, status: str) -> dict[str, Any]:
    """The bot was blocked ("kicked") or let in again ("member")."""
    was = "member" if status == "kicked" else "kicked"
    return {
        "chat": private(chat_id),
        "from": person(chat_id),
        "date": DATE,
        "old_chat_member": _member(was),
        "new_chat_member": _member(status),
    }


def _member(status: str) -> dict[str, Any]:
    return {"user": BOT, "status": status} | ({"until_date": 0} if status == "kicked" else {})


def taken(sent: Sent) -> dict[str, Any]:
    """The Message that a call returns."""
    return {
        "message_id": sent.message_id,
        "date": DATE,
        "chat": private(sent.chat_id),
        "from": BOT,
        "text": sent.text,
    }
