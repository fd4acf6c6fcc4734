"""What WeChat's errcodes mean for the next step. They come inside an HTTP 200: no errcode, no success."""

from collections.abc import Mapping
from types import MappingProxyType

from evaluation.delivery import (
    BadAddress,
    Closed,
    OutcomeUnknown,
    OutOfReach,
    Refused,
    SendFailed,
    Throttled,
    TooOften,
    Unavailable,
)

TOKEN_REFUSED = frozenset({40001, 40014, 42001})
"""The access token is not good, or not any more."""
NO_MENU = frozenset({40200, 45098})
"""This account may not send menus, or not this long: the same as plain text."""

VERDICTS: Mapping[int, type[SendFailed]] = MappingProxyType(
    {
        -1: Unavailable,  # busy
        40001: Unavailable,  # a token refused twice: nothing leaves until the secret is put right
        40003: BadAddress,  # no such openid, or another account's
        40013: Unavailable,  # the app id is wrong
        40014: Unavailable,
        40125: Unavailable,  # the secret is wrong
        40164: Unavailable,  # our address is not on the account's list
        40243: Unavailable,  # the secret is frozen
        42001: Unavailable,
        43004: Closed,  # does not follow the account (any more)
        43101: OutOfReach,  # did not subscribe to the notice
        43108: TooOften,  # two notices to one person at once
        45009: Throttled,  # the day's quota is used up
        45011: Throttled,  # too many calls a minute
        45015: OutOfReach,  # has not written for 48 hours
        45047: OutOfReach,  # has had all the messages that theirs allows
        48001: Refused,  # the account may not use this interface
    }
)

ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "40037": "the notice's template is not this account's: put channels.wechat.template_id right",
        "43004": "they do not follow the account any more: they get an SMS",
        "47003": "a field of the notice does not take its value: look at the fields in channels.wechat",
        "48001": "the account may not use this interface: have it verified (认证); people get an SMS meanwhile",
    }
)
"""What staff can do about a code that stopped a message."""

WAITS: Mapping[int, float] = MappingProxyType({45009: 6 * 3600, 45011: 60})
"""Seconds until another try: the day's quota comes back at midnight, by a clock that is not ours."""

_BY_STATUS: Mapping[int, type[SendFailed]] = MappingProxyType(
    {
        408: OutcomeUnknown,  # a gateway gave up waiting; what lies behind it may not have
        429: Throttled,
        503: Unavailable,  # turned away at the door; every other 5xx broke after entering
    }
)


def failure(errcode: int) -> SendFailed:
    """What an errcode says of the message; what nobody foresaw goes to staff."""
    return VERDICTS.get(errcode, Refused)(str(errcode), WAITS.get(errcode))


def failure_of_status(status: int, retry_after: float | None) -> SendFailed:
    """What an HTTP answer other than 200 says: a gateway's, since WeChat itself always says 200."""
    kind = _BY_STATUS.get(status, OutcomeUnknown if status >= 500 else Refused)
    return kind(f"http_{status}", retry_after)
