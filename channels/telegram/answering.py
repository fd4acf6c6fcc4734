"""Wording an answer as a call of the Bot API: what a webhook's response carries, or what the bot does itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from channels.telegram.keyboard import rows
from evaluation.exchange import Choice

Call = Mapping[str, Any]
"""A method of the Bot API by its name under "method", and its parameters."""
NO_PREVIEW = {"is_disabled": True}
"""Telegram would fetch a link in order to show what is behind it; ours are personal."""


def answer(
    address: str, replies: Sequence[tuple[str, Sequence[Choice]]], message_id: int | None
) -> Call | None:
    """One call that tells all `replies`, each a text and its choices; None when there is none.

    The message that was pressed (`message_id`) becomes the answer, with the choices that are open now.
    """
    if not replies:
        return None
    choices = [choice for _, offered in replies for choice in offered]
    text = "\n\n".join(text for text, _ in replies)
    call: dict[str, Any] = {
        "method": "sendMessage",
        "chat_id": int(address),
        "text": text,
        "link_preview_options": NO_PREVIEW,
    }
    if message_id is not None:
        call |= {"method": "editMessageText", "message_id": message_id}
    if choices:
        call["reply_markup"] = {"inline_keyboard": inline_keyboard(choices)}
    return call


def inline_keyboard(choices: Sequence[Choice]) -> list[list[dict[str, str]]]:
    """The buttons of a message, row by row."""
    return [[{"text": c.label, "callback_data": c.data} for c in row] for row in rows(choices)]
