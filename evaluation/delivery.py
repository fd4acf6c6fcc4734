"""What became of a message, and what a failed send means for the next step."""

from enum import IntEnum, StrEnum


class SendFailed(Exception):
    """The channel did not take the message.

    The class attributes say what to do next, so that nobody asks which provider it was.
    `reason` is a short machine word kept with the message and shown to staff; it never
    holds an address or a text.
    """

    retry = False
    """Worth another try later."""
    stop_contact = False
    """We must stop writing to this address."""
    bad_address = False
    """This address cannot take our messages; another of the citizen's may."""
    elsewhere = False
    """This channel may not carry it to this person until they write to us there; another may."""
    unknown = False
    """It may have gone out: ask the provider before sending again."""
    for_staff = False
    """Staff must look: until they put something right no message of the kind will arrive."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        """Seconds the provider asked us to wait, where it said so."""


class Throttled(SendFailed):
    """The provider asks us to slow down; this does not count as an attempt."""

    retry = True


class TooOften(Throttled):
    """This address has had as many as the provider lets it have for now; that is no word on the others."""


class Unavailable(SendFailed):
    """The provider is down, overloaded or shut to us, and certainly did not take the message."""

    retry = True


class OptedOut(SendFailed):
    """The person replied TD or STOP, or blocked the bot."""

    stop_contact = True


class BadAddress(SendFailed):
    """The number does not exist, or cannot take this kind of message."""

    bad_address = True


class Closed(SendFailed):
    """The person closed this channel to us (blocked the bot, unfollowed the account)."""

    bad_address = True


class OutOfReach(SendFailed):
    """The channel's rules do not let us write to this person now (no message of theirs lately)."""

    elsewhere = True


class Refused(SendFailed):
    """The provider will not take this message, now or later; staff must look (wording, permissions)."""

    for_staff = True


class Undelivered(SendFailed):
    """It did not arrive, for a reason that says nothing of the address, the wording or us."""


class OutcomeUnknown(SendFailed):
    """No answer came: the message may have gone out."""

    unknown = True


class CannotAsk(Exception):
    """The provider did not say what became of a message, this time."""


class KeepsNoList(CannotAsk):
    """This provider offers no way to learn what became of a message: there is no use in asking again."""


class Receipt(StrEnum):
    """What a provider says of a message it took, in our words."""

    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


class ReceiptRank(IntEnum):
    """Receipts come late and out of order: a message's status only moves to a higher rank."""

    SENT = 1
    FAILED = 2
    DELIVERED = 3


def moves_forward(current: Receipt | None, incoming: Receipt) -> bool:
    """Whether `incoming` is news about a message whose last known receipt is `current`."""
    return current is None or ReceiptRank[incoming.name] > ReceiptRank[current.name]
