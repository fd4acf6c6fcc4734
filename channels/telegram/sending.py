"""Writing to people through Telegram; it cannot be asked what became of a message."""

import re
from datetime import datetime
from typing import Any

from telegram import InlineKeyboardMarkup

from channels.interface import Accepted, Outgoing
from channels.telegram.account import TelegramAccount
from channels.telegram.answering import NO_PREVIEW, inline_keyboard
from channels.telegram.client import NotTaken, make_bot, turn_within
from evaluation.delivery import BadAddress, KeepsNoList, OutcomeUnknown, Refused, SendFailed

PER_SECOND = 25.0
"""Messages to all chats together: Telegram speaks of about thirty."""
AT_ONCE = 100
"""Connections kept; a turn at the rate limiter comes before one is needed."""

_PRIVATE_CHAT = re.compile("[1-9][0-9]{0,15}")
"""Groups and channels have negative numbers: what is personal never goes there."""


class TelegramChannel:
    """The `telegram` channel; make it inside the running event loop, one for a process.

    Never tries twice by itself. `timeout` bounds a request; half of it, the wait for its turn. A 429
    halts the whole channel: the rest of a batch fails as `Throttled` without being sent, and is due
    again when the halt is over.
    """

    name = "telegram"
    can_be_asked = False

    def __init__(
        self, account: TelegramAccount, timeout: float = 10.0, per_second: float = PER_SECOND
    ) -> None:
        self._bot, self._request = make_bot(account, timeout, per_second, AT_ONCE)
        self._turn_seconds = timeout / 2

    async def send(self, message: Outgoing) -> Accepted:
        """Hand the message to Telegram; raises a `SendFailed` that says what to do next."""
        if not _PRIVATE_CHAT.fullmatch(message.address):
            raise BadAddress("not_private")
        try:
            async with turn_within(self._turn_seconds):
                sent = await self._bot.send_message(
                    int(message.address), message.text, reply_markup=_markup(message), api_kwargs=_OPTIONS
                )
        except Exception as error:  # noqa: BLE001  # the library's own slips mean something too
            # `from None`: its words may quote the text or the token.
            raise _failure_of(error) from None
        # A chat numbers its messages; ours are told apart by our own number.
        return Accepted(f"{message.id}.{sent.message_id}")

    async def find(self, message: Outgoing, since: datetime, taken: frozenset[str]) -> Accepted | None:  # noqa: ARG002
        """Bots cannot read what they wrote: always raises `KeepsNoList`."""
        raise KeepsNoList("telegram")

    async def close(self) -> None:
        """Let go of the connections."""
        await self._request.shutdown()


_OPTIONS: dict[str, Any] = {"link_preview_options": NO_PREVIEW}


def _markup(message: Outgoing) -> InlineKeyboardMarkup | None:
    if not message.choices:
        return None
    return InlineKeyboardMarkup.de_json({"inline_keyboard": inline_keyboard(message.choices)})


def _failure_of(error: Exception) -> SendFailed:
    """An exception that nobody foresaw came, for all we know, after the request had left."""
    if isinstance(error, NotTaken):
        return error.failed
    if isinstance(error, UnicodeEncodeError):  # half of a surrogate pair: raised while the form is written
        return Refused("text_not_encodable")
    return OutcomeUnknown(type(error).__name__)
