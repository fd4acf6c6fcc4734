"""How the fake Telegram can be told to misbehave, in words."""

import json
from collections.abc import Callable, Mapping

from tests.fakes.server import Fault, lose_some

Script = Callable[[Mapping[str, str]], Fault | None]
"""Given the parameters of a message, what goes wrong with it; None lets it pass."""

slow, lose_answer, cut_off = Fault.slow, Fault.lose_answer, Fault.cut_off


def refuse(code: int, description: str, status: int | None = None) -> Fault:
    """Says no as the Bot API does; `status` is the HTTP status where it is another."""
    body = {"ok": False, "error_code": code, "description": description}
    return Fault(taken=False, status=status or code, body=json.dumps(body))


def blocked() -> Fault:
    """The person has blocked the bot."""
    return refuse(403, "Forbidden: bot was blocked by the user")


def throttle(retry_after: float | None = None) -> Fault:
    """Asks to slow down."""
    body: dict[str, object] = {"ok": False, "error_code": 429, "description": "Too Many Requests"}
    if retry_after is not None:
        body |= {
            "description": f"Too Many Requests: retry after {retry_after}",
            "parameters": {"retry_after": retry_after},
        }
    return Fault(taken=False, status=429, body=json.dumps(body))


def breakdown(status: int = 502, *, taken: bool = False) -> Fault:
    """A gateway's error page; what happened behind it is anybody's guess."""
    return Fault(taken=taken, status=status, body="<html><h1>Bad Gateway</h1></html>")


def garbage(body: str, *, status: int = 200, taken: bool = True) -> Fault:
    """An answer that is not the Bot API's, whatever its status says."""
    return Fault(taken=taken, status=status, body=body)


def losing(rate: float, seed: int = 0) -> Script:
    """Lose that share of answers."""
    return lose_some(rate, seed, lose_answer(), lambda call: call["chat_id"])
