"""What passes between us and people, the same on every channel."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that may be pressed: `label` is what people read, `data` what comes back (up to 20 digits)."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A message in words: `text` says everything, `choices` repeat the answers that it asks for."""

    text: str
    choices: tuple[Choice, ...] = ()


class Event(StrEnum):
    """What a person did; each channel knows some of them."""

    TEXT = "text"
    """Wrote, or spoke where the platform wrote it down."""
    PRESS = "press"
    """Pressed one of our choices: its data came back."""
    ARRIVE = "arrive"
    """Opened the chat, by a link or a code perhaps, and what that carried came along."""
    UNREADABLE = "unreadable"
    """Sent what we cannot read: a picture, a voice that nobody wrote down."""
    LEAVE = "leave"
    """Closed the chat to us (blocked the bot, unfollowed the account): nothing can be answered."""
