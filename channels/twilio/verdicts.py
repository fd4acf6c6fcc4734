"""What Twilio's error codes mean for the next step; used for refused sends and failed receipts alike."""

from collections.abc import Mapping
from types import MappingProxyType

from evaluation.delivery import (
    BadAddress,
    OptedOut,
    OutcomeUnknown,
    Refused,
    SendFailed,
    Throttled,
    Unavailable,
    Undelivered,
)

VERDICTS: Mapping[int, type[SendFailed]] = MappingProxyType(
    {
        14107: Throttled,  # too many replies from one number within a short time
        20003: Unavailable,  # authentication: nothing leaves until the SID or the token is put right
        20429: Throttled,  # too many requests at once
        21211: BadAddress,  # `To` is not a phone number
        21217: BadAddress,  # `To` does not look like a phone number
        21408: Refused,  # the account may not write to that country
        21608: Refused,  # a trial account writes only to verified numbers
        21610: OptedOut,  # the person replied STOP to this sender
        21611: Throttled,  # the sender's queue is full
        21612: BadAddress,  # no route from this sender to that number
        21614: BadAddress,  # not a mobile number
        21617: Refused,  # the text is too long
        21635: BadAddress,  # a landline
        30001: Throttled,  # the queue overflowed
        30002: Unavailable,  # the account is suspended; that is no word on the message
        30003: Unavailable,  # the handset was off or out of reach; the number is good
        30004: BadAddress,  # the recipient's carrier blocks messages to it
        30005: Undelivered,  # unknown handset: once is no proof that the number is dead, so it is not marked
        30006: BadAddress,  # a landline, or a carrier that cannot be reached
        30007: Refused,  # filtered by a carrier: the wording or the registration needs a person
        30008: Undelivered,  # the carrier gave no reason
        30022: Throttled,  # a carrier's rate limit
        30036: Unavailable,  # it expired in a queue; the number is good
        63017: Throttled,  # the channel's rate limit
    }
)

ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "21211": "the number is wrong: correct it in the source system",
        "21408": "the account may not write to that country: allow it in Twilio's console",
        "21608": "a trial account writes only to verified numbers: upgrade it",
        "21610": "the person wrote STOP: they are written to no more",
        "21614": "not a mobile number: correct it in the source system",
        "21617": "the text is too long: tell the maintainers",
        "30003": "the phone was off or out of reach; nothing to do",
        "30005": "the number may not exist: correct it in the source system",
        "30006": "a landline, or a carrier that cannot be reached: correct it in the source system",
        "30007": "a carrier filters the wording or the sender: register them, or change the wording",
        "30008": "the carrier gave no reason; nothing to do",
    }
)
"""What staff can do about a code that stopped a message."""

_BY_STATUS: Mapping[int, type[SendFailed]] = MappingProxyType(
    {
        401: Unavailable,  # a gateway of ours, or an account, that does not let us in yet
        408: OutcomeUnknown,  # a gateway gave up waiting; what lies behind it may not have
        429: Throttled,  # also from gateways, which know no code
        503: Unavailable,  # turned away at the door; every other 5xx broke after entering
    }
)


def verdict(code: int | None) -> type[SendFailed]:
    """The kind of failure a code stands for; what nobody foresaw goes to staff."""
    return VERDICTS.get(code or 0, Refused)


def failure(status: int, code: int | None, retry_after: float | None = None) -> SendFailed:
    """What an HTTP answer other than 2xx says of the message."""
    reason = str(code) if code else f"http_{status}"
    return _kind(status, code)(reason, retry_after)


def _kind(status: int, code: int | None) -> type[SendFailed]:
    if status >= 500:  # whatever the body says: a code does not prove that nothing was queued
        return _BY_STATUS.get(status, OutcomeUnknown)
    return VERDICTS.get(code or 0) or _BY_STATUS.get(status, Refused)
