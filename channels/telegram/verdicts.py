"""What the Bot API's answers mean for the next step."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from evaluation.delivery import (
    BadAddress,
    Closed,
    OutcomeUnknown,
    OutOfReach,
    Refused,
    SendFailed,
    Throttled,
    Unavailable,
)

MOST_SECONDS = 24 * 3600
"""A longer wait is nonsense; it is kept to this."""

VERDICTS: Mapping[tuple[int, str], tuple[type[SendFailed], str]] = MappingProxyType(
    {
        (400, "chat not found"): (BadAddress, "chat_not_found"),  # no such chat, or they never wrote to us
        (400, "user not found"): (BadAddress, "user_not_found"),
        (400, "peer_id_invalid"): (BadAddress, "peer_id_invalid"),
        (400, "chat_id is empty"): (BadAddress, "no_chat_id"),
        (400, "upgraded to a supergroup"): (BadAddress, "not_private"),
        (400, "message is too long"): (Refused, "too_long"),
        (400, "message text is empty"): (Refused, "no_text"),
        (403, "blocked by the user"): (Closed, "blocked"),
        (403, "user is deactivated"): (Closed, "deactivated"),
        (403, "can't initiate conversation"): (OutOfReach, "not_started"),  # they must write first
        (403, "can't send messages to bots"): (BadAddress, "a_bot"),
    }
)
"""By the error code and words of its description, which alone tell these apart."""

ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "too_long": "the text is too long for Telegram: tell the maintainers",
        "no_text": "the text is empty: tell the maintainers",
        "blocked": "the person blocked the bot: they get an SMS",
    }
)
"""What staff can do about a reason that stopped a message."""

_BY_CODE: Mapping[int, type[SendFailed]] = MappingProxyType(
    {
        401: Unavailable,  # the token is wrong or was revoked; that is no word on the message
        403: Closed,  # not ours to write to any more, for a reason Telegram has invented since
        404: Unavailable,  # a token that is none, or a base address that is not a Bot API's
        408: OutcomeUnknown,  # a gateway gave up waiting; what lies behind it may not have
        503: Unavailable,  # turned away at the door; every other 5xx broke after entering
    }
)
_GATEWAYS_TOO = (401, 404, 408, 503)
"""What these say holds even where a gateway says it."""


def failure(status: int, payload: bytes) -> SendFailed | None:
    """What an HTTP answer says of the message; None: it was taken.

    Only the Bot API itself, which answers in JSON, knows anything of a chat: a proxy's own 403 page must
    not close one.
    """
    answer = _json(payload)
    if answer is None:
        return _from_gateway(status)
    if 200 <= status < 300 and answer.get("ok") is True:
        return None
    code = answer.get("error_code")
    if status >= 500 or type(code) is not int:  # a broken server's words prove nothing
        return _from_gateway(status)
    return _refusal(code, str(answer.get("description", "")).lower(), answer.get("parameters"))


def _refusal(code: int, description: str, parameters: object) -> SendFailed:
    if code == 429:
        return Throttled("429", _seconds(parameters))
    for (known, words), (kind, reason) in VERDICTS.items():
        if known == code and words in description:
            return kind(reason)
    return _BY_CODE.get(code, OutcomeUnknown if code >= 500 else Refused)(str(code))


def _from_gateway(status: int) -> SendFailed:
    if status == 429:
        return Throttled("http_429")
    if 200 <= status < 300 or (status >= 500 and status not in _GATEWAYS_TOO):
        return OutcomeUnknown(f"http_{status}")
    kind = _BY_CODE[status] if status in _GATEWAYS_TOO else Refused
    return kind(f"http_{status}")


def _json(payload: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) and "ok" in answer else None


def _seconds(parameters: object) -> float | None:
    """How long we are asked to wait, where that is said."""
    given = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if isinstance(given, bool) or not isinstance(given, int | float) or not given > 0:
        return None
    return float(min(given, MOST_SECONDS))
