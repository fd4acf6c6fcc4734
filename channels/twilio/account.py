"""Whose Twilio account we speak for, as plain data."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class TwilioAccount:
    """An account, its sender and the address where Twilio reports what became of a message."""

    account_sid: str
    auth_token: str = field(repr=False)
    from_number: str | None
    messaging_service_sid: str | None
    """Preferred over `from_number` where both are set: the service picks the number."""
    base_url: str | None
    """Another server that speaks Twilio's protocol; None is Twilio itself."""
    status_callback: str
    """The public address of our status webhook."""


def callback_for(status_callback: str, message_id: int) -> str:
    """The status address of one message: its receipts name it even if the answer with its SID was lost."""
    joint = "&" if "?" in status_callback else "?"
    return f"{status_callback}{joint}message={message_id}"
