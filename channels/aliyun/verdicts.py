"""What Alibaba Cloud's codes mean for the next step: of answers to a send, and of delivery reports."""

import re
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
)

VERDICTS: Mapping[str, type[SendFailed]] = MappingProxyType(
    {
        "isv.MOBILE_NUMBER_ILLEGAL": BadAddress,
        "isv.BUSINESS_LIMIT_CONTROL": Throttled,  # one number's limit by the minute, the hour or the day
        "isv.DAY_LIMIT_CONTROL": Throttled,  # the account's own limit for the day
        "isv.MONTH_LIMIT_CONTROL": Unavailable,  # for the month: staff notice by the age of the outbox
        "isv.AMOUNT_NOT_ENOUGH": Unavailable,  # the account must be topped up; that is no word on the message
        "isv.OUT_OF_SERVICE": Unavailable,
        "isv.ACCOUNT_NOT_EXISTS": Unavailable,
        "isv.ACCOUNT_ABNORMAL": Unavailable,
        "isv.PRODUCT_UN_SUBSCRIPT": Unavailable,
        "isv.PRODUCT_UNSUBSCRIBE": Unavailable,
        "isv.DENY_IP_RANGE": Unavailable,  # our address is not on the account's list
        "isp.RAM_PERMISSION_DENY": Unavailable,  # the key may not send yet
        "isp.SYSTEM_ERROR": OutcomeUnknown,  # broke inside: it may be in the list all the same
        "isp.GATEWAY_ERROR": OutcomeUnknown,
        # Turned away by the gateway, before the SMS service saw it.
        "InvalidAccessKeyId.NotFound": Unavailable,
        "InvalidAccessKeyId.Inactive": Unavailable,
        "SignatureDoesNotMatch": Unavailable,
        "IncompleteSignature": Unavailable,
        "InvalidTimeStamp.Expired": Unavailable,  # our clock is off
        "Forbidden.RAM": Unavailable,
        "ServiceUnavailable": Unavailable,
        # Seen before, says the gateway: by whom we do not know, so it may have gone out.
        "SignatureNonceUsed": OutcomeUnknown,
    }
)
"""What is not here goes to staff: templates, signatures, parameters, forbidden words."""

_LIMITS = (("分钟", 60.0), ("小时", 3600.0), ("天", 86400.0))
"""The words in which the limit that was hit is named, and when it is certainly over, in seconds."""
_DAY = 86400.0
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,59}")

OPTED_OUT = frozenset({"USER_REJECT"})
"""Of delivery reports: the person has unsubscribed."""
BAD_NUMBER = frozenset({"INVALID_NUMBER"})
"""Of delivery reports: there is no such subscriber. A phone that is off or suspended comes back."""


def failure(code: str, message: str = "", retry_after: float | None = None, status: int = 200) -> SendFailed:
    """What an answer that is not OK says of the message; `message` is read for the limit it names."""
    kind = _kind(code, status)
    if kind is Throttled and retry_after is None:
        retry_after = _limit_over(code, message)
    return kind(reason_of(code) or f"http_{status}", retry_after)


def reason_of(code: str) -> str:
    """A code as it may be kept and shown: empty unless it looks like one, since it is the sender's word."""
    return code if _CODE.fullmatch(code) else ""


def report_verdict(code: str) -> type[SendFailed]:
    """What the code of a failed delivery says of the person or the number."""
    if code in OPTED_OUT:
        return OptedOut
    return BadAddress if code in BAD_NUMBER else Refused


def _kind(code: str, status: int) -> type[SendFailed]:
    if status >= 500:  # whatever the body says: a code does not prove that nothing was queued
        return Unavailable if status == 503 else OutcomeUnknown
    if code.startswith("Throttling") or (status == 429 and code not in VERDICTS):
        return Throttled
    if code in VERDICTS:
        return VERDICTS[code]
    if status in (401, 408):  # of a gateway of ours
        return Unavailable if status == 401 else OutcomeUnknown
    return Refused


def _limit_over(code: str, message: str) -> float | None:
    if code == "isv.DAY_LIMIT_CONTROL":
        return _DAY
    if code != "isv.BUSINESS_LIMIT_CONTROL":
        return None
    return next((seconds for word, seconds in _LIMITS if word in message), 3600.0)
