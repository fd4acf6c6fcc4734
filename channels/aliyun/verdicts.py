"""What Aliyun's codes mean for the next step. An HTTP 200 may hold any of them."""

from collections.abc import Mapping
from types import MappingProxyType

from evaluation.delivery import BadAddress, OutcomeUnknown, Refused, SendFailed, Throttled, Unavailable

OK = "OK"
UNTIL_THE_HOUR_IS_OVER = 3600.0
"""Seconds: a limit per number is counted by the minute, the hour and the day, and the answer does not say which."""

VERDICTS: Mapping[str, type[SendFailed]] = MappingProxyType(
    {
        "isv.MOBILE_NUMBER_ILLEGAL": BadAddress,
        "isv.MOBILE_COUNT_OVER_LIMIT": Refused,
        "isv.BUSINESS_LIMIT_CONTROL": Throttled,  # too many to one number
        "isv.DAY_LIMIT_CONTROL": Throttled,  # the account's own limit of the day
        "isv.MONTH_LIMIT_CONTROL": Unavailable,  # nothing leaves until staff raise it
        "isv.AMOUNT_NOT_ENOUGH": Unavailable,  # the account is empty
        "isv.OUT_OF_SERVICE": Unavailable,  # suspended for arrears
        "isv.ACCOUNT_ABNORMAL": Unavailable,
        "isv.ACCOUNT_NOT_EXISTS": Unavailable,
        "isv.PRODUCT_UN_SUBSCRIPT": Unavailable,
        "isv.SMS_TEMPLATE_ILLEGAL": Refused,
        "isv.SMS_SIGNATURE_ILLEGAL": Refused,
        "isv.TEMPLATE_MISSING_PARAMETERS": Refused,
        "isv.INVALID_JSON_PARAM": Refused,
        "isv.INVALID_PARAMETERS": Refused,
        "isv.PARAM_LENGTH_LIMIT": Refused,
        "isv.BLACK_KEY_CONTROL_LIMIT": Refused,  # a word in a variable is on a list
        "isv.DENY_IP_RANGE": Unavailable,
        "isp.RAM_PERMISSION_DENY": Unavailable,
        "isp.GATEWAY_BUSY": Throttled,
        "isp.SYSTEM_ERROR": OutcomeUnknown,  # it broke after entering
    }
)

_BY_STATUS: Mapping[int, type[SendFailed]] = MappingProxyType(
    {
        401: Unavailable,
        403: Unavailable,
        404: Unavailable,
        408: OutcomeUnknown,
        429: Throttled,
        503: Unavailable,
    }
)
"""Without a code of the service: keys and clocks are ours to put right, and 503 turned us away at the door."""


def verdict(code: str) -> SendFailed:
    """What the code of an answer says of the message; what nobody foresaw goes to staff."""
    kind = VERDICTS.get(code, Refused)
    wait = UNTIL_THE_HOUR_IS_OVER if code.endswith("_LIMIT_CONTROL") and kind is Throttled else None
    return kind(code, wait)


def failure(status: int, code: str | None, retry_after: float | None) -> SendFailed:
    """What an HTTP answer other than 2xx says of the message."""
    if code in VERDICTS:
        return verdict(str(code))
    if code and code.startswith("Throttling"):
        return Throttled(code, retry_after)
    kind = _BY_STATUS.get(status, OutcomeUnknown if status >= 500 else Unavailable)
    return kind(code or f"http_{status}", retry_after)


_NO_SUCH_NUMBER = frozenset({"MOBILE_NOT_EXIST", "INVALID_NUMBER", "NOT_EXIST"})


def says_no_such_number(report_code: str) -> bool:
    """Whether a failed report is certain that the number does not exist; carriers word everything else as they like."""
    return report_code.upper() in _NO_SUCH_NUMBER
