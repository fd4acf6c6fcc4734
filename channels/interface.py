"""What every channel offers; the only thing the worker and the web know of a provider."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from evaluation.charges import Charge
from evaluation.delivery import Receipt
from evaluation.exchange import Choice, Event


@dataclass(frozen=True)
class Outgoing:
    """One message on its way to one address.

    `text` says everything: `choices` repeat its answers for channels with buttons, `template` and
    `facts` are what it was rendered from, for channels that send wording approved beforehand.
    """

    id: int
    """Our outbox id; providers that take a reference get it."""
    address: str
    """E.164 for a phone, the provider's own id for a chat."""
    text: str
    choices: tuple[Choice, ...] = ()
    template: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    provider: str = ""
    """Who was chosen to carry it, where a channel has several providers."""
    thread: int | None = None
    """The prompt in whose thread it is, itself for a prompt; see evaluation/threads."""


@dataclass(frozen=True)
class Accepted:
    """The provider took the message; `reference` is its own id for it, unique within the channel."""

    reference: str
    charge: Charge | None = None
    """What the provider says that it costs, where it says so."""


@dataclass(frozen=True)
class Incoming:
    """Something a person did, read off the wire; `provider_id` is unique within the channel.

    `text` is what they wrote, the data of the choice they pressed, or what their link carried.
    """

    provider_id: str
    address: str
    text: str
    event: Event = Event.TEXT
    language: str = ""
    """The language of the person's app as the platform names it ("en", "zh-hans"), where it does."""
    answered: bool = False
    """The provider has answered by itself: it counts, and the person hears nothing more."""
    command: str = ""
    """The slash command that `text` stands for, where they wrote one ("/gifts")."""
    thread: str = ""
    """The label of the thread in which they wrote, where the provider tells the number they wrote to."""


@dataclass(frozen=True)
class ReceiptNews:
    """A provider's word on a message it took."""

    receipt: Receipt
    reference: str
    message_id: int | None
    """Our outbox id, where the callback carried it."""
    reason: str | None = None
    """The provider's error code, for staff; None when all is well."""
    stop_contact: bool = False
    bad_address: bool = False
    address: str | None = None
    """Who it went to, where the provider says so: another system's message may bear our number."""
    charge: Charge | None = None
    """What the provider says that it cost, where it says so."""
    for_staff: bool = False
    """Staff must look: until they put something right no message of the kind will arrive."""


class Channel(Protocol):
    """A way to reach people. One object per process; `send` may be called concurrently."""

    name: str
    can_be_asked: bool
    """Whether the provider tells what became of a message whose answer was lost."""

    async def send(self, message: Outgoing) -> Accepted:
        """Hand the message to the provider; raises a `SendFailed` that says what to do next."""
        ...

    async def find(self, message: Outgoing, since: datetime, taken: frozenset[str]) -> Accepted | None:
        """What became of a message whose answer was lost.

        Asks the provider for a message with this address and exact text, handed over not before
        `since`, whose reference is not in `taken` (those belong to other messages of ours).
        None: the provider certainly does not have it. Raises `CannotAsk`.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


Channels = Mapping[str, Channel]
"""By channel name: "sms", "telegram", "wechat"."""
