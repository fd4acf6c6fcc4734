"""What an update says, in our words: all that others need to know of `receiving`, without its imports."""

from dataclasses import dataclass
from typing import Protocol

from channels.interface import Incoming
from channels.telegram.account import TelegramAccount
from channels.telegram.answering import Call


class Malformed(ValueError):  # our errors are facts, as in evaluation/delivery
    """What came is no update: it has not even a number."""


class BotTrouble(Exception):
    """The Bot API did not do as asked; `reason` is a short machine word."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


@dataclass(frozen=True)
class Press:
    """A pressed button, which owes its presser an answer; `message_id` is the message it hangs on."""

    id: str
    message_id: int | None
    """None: the message is too old, or not ours to edit."""


@dataclass(frozen=True)
class Received:
    """One update. Without `incoming` there is nothing to take a turn about."""

    update_id: int
    incoming: Incoming | None = None
    press: Press | None = None


class Receiver(Protocol):
    """The bot as whoever takes its turns needs it; what goes to Telegram raises `BotTrouble`."""

    account: TelegramAccount

    def read(self, body: bytes) -> Received:
        """The update in a webhook's body; raises `Malformed`."""
        ...

    async def acknowledge(self, press: Press) -> None:
        """Tell the presser's app that the button was heard."""
        ...

    async def carry_out(self, call: Call) -> None:
        """Do what a webhook's response would have asked for."""
        ...

    async def updates(self, offset: int, seconds: int) -> list[Received]:
        """Updates from `offset` on, which confirms those before; waits up to `seconds` for one."""
        ...

    async def listen_by_polling(self) -> None:
        """Have updates kept until they are asked for."""
        ...

    async def close(self) -> None:
        """Let go of the connections."""
        ...
