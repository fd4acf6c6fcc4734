"""What Aliyun's codes mean for the next step. An HTTP 200 may hold any of them."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from evaluation.delivery import (
    BadAddress,
    OutcomeUnknown,
    Refused,
    SendFailed,
    Throttled,
    TooOften,
    Unavailable,
)

OK = "OK"

VERDICTS: Mapping[str, type[SendFailed]] = MappingProxyType(
    {
        "isv.MOBILE_NUMBER_ILLEGAL": BadAddress,
        "isv.BUSINESS_LIMIT_CONTROL": TooOften,  # too many to one number
        "isv.DAY_LIMIT_CONTROL": Throttled,  # the account's own limit of the day
        "isv.MONTH_LIMIT_CONTROL": Unavailable,  # nothing leaves until staff raise it
        "isv.AMOUNT_NOT_ENOUGH": Unavailable,  # the account is empty
        "isv.OUT_OF_SERVICE": Unavailable,  # suspended for arrears
        "isv.ACCOUNT_ABNORMAL": Unavailable,
        "isv.ACCOUNT_NOT_EXISTS": Unavailable,
        "isv.PRODUCT_UN_SUBSCRIPT": Unavailable,
        "isv.PRODUCT_UNSUBSCRIBE": Unavailable,
        "isv.DENY_IP_RANGE": Unavailable,
        "isp.RAM_PERMISSION_DENY": Unavailable,
        "isp.GATEWAY_BUSY": Throttled,
        "isp.SYSTEM_ERROR": OutcomeUnknown,  # it broke after entering
        "isp.GATEWAY_ERROR": OutcomeUnknown,
        # Turned away before the service saw it: keys and clocks are ours to put right.
        "InvalidAccessKeyId.NotFound": Unavailable,
        "InvalidAccessKeyId.Inactive": Unavailable,
        "SignatureDoesNotMatch": Unavailable,
        "IncompleteSignature": Unavailable,
        "InvalidTimeStamp.Expired": Unavailable,
        "Forbidden.RAM": Unavailable,
        "ServiceUnavailable": Unavailable,
        "SignatureNonceUsed": OutcomeUnknown,  # this request was here before, and we do not know with what result
    }
)
"""What is not here goes to staff: templates, signatures, parameters, words on a list."""

ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "isv.MOBILE_NUMBER_ILLEGAL": "the number is wrong: correct it in the source system",
        "isv.SMS_TEMPLATE_ILLEGAL": "the template is not approved there: look at its console",
        "isv.SMS_SIGNATURE_ILLEGAL": "channels.aliyun.sign_name is not approved there: put it right",
        "isv.TEMPLATE_MISSING_PARAMETERS": "the template wants other variables: haochaping template list",
        "isv.TEMPLATE_PARAMS_ILLEGAL": "a value is not of the kind its variable was approved for: hand in another",
        "isv.PARAM_LENGTH_LIMIT": "a value is longer than the account may send: ask for longer variables",
        "isv.BLACK_KEY_CONTROL_LIMIT": "a value holds a word on its list: put that word into the template",
        "MOBILE_NOT_ON_SERVICE": "the phone is suspended; nothing to do",
        "MOBILE_IN_BLACK": "the carrier or the person refuses texts of this kind; nothing to do",
        "CONTENT_KEYWORD": "a carrier filters the wording: change the template",
    }
)
"""What staff can do about a code that stopped a message."""

_BY_STATUS: Mapping[int, type[SendFailed]] = MappingProxyType(
    {401: Unavailable, 403: Unavailable, 404: Unavailable, 408: OutcomeUnknown, 429: Throttled}
)
"""Without a code of Aliyun's: a gateway of ours that does not let us out yet."""

_LIMITS = (("分钟", 60.0), ("小时", 3600.0), ("天", 86400.0))
"""The words in which a limit names the time it is counted by, and the seconds after which it is over."""
_HOUR, _DAY = 3600.0, 86400.0
_CODE = re.compile("[A-Za-z][A-Za-z0-9._-]{0,59}")


def verdict(code: str, message: str = "") -> SendFailed:
    """What the code of an HTTP 200 says of the message, and its words of how long to wait."""
    return VERDICTS.get(code, Refused)(code_in(code) or "unreadable_code", _wait(code, message))


def failure(status: int, code: str, retry_after: float | None) -> SendFailed:
    """What an HTTP answer other than 2xx says of the message."""
    return _kind(status, code)(code_in(code) or f"http_{status}", retry_after)


def code_in(word: str) -> str:
    """A code as it may be kept and shown; empty for what does not look like one, for it may hold anything."""
    return word if _CODE.fullmatch(word) else ""


def _kind(status: int, code: str) -> type[SendFailed]:
    if status >= 500:  # whatever the body says: a code does not prove that nothing was taken
        return Unavailable if status == 503 else OutcomeUnknown
    if code.startswith("Throttling"):
        return Throttled
    return VERDICTS.get(code) or (Refused if code_in(code) else _BY_STATUS.get(status, Refused))


def _wait(code: str, message: str) -> float | None:
    if code == "isv.DAY_LIMIT_CONTROL":
        return _DAY
    if code != "isv.BUSINESS_LIMIT_CONTROL":
        return None
    return next((seconds for word, seconds in _LIMITS if word in message), _HOUR)


_ABOUT_THE_WORDING = frozenset({"CONTENT_KEYWORD"})
_NO_SUCH_NUMBER = frozenset({"MOBILE_NOT_EXIST", "INVALID_NUMBER", "NOT_EXIST"})


def says_no_such_number(report_code: str) -> bool:
    """Whether a failed report is certain that the number does not exist; carriers word everything else as they like."""
    return report_code.upper() in _NO_SUCH_NUMBER


def says_wording(report_code: str) -> bool:
    """Whether a failed report names the wording, which no later message will get past either."""
    return report_code.upper() in _ABOUT_THE_WORDING
