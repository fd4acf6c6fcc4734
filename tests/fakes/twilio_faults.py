"""How the fake Twilio can be told to misbehave, in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.fakes import server


@dataclass(frozen=True)
class Fault(server.Fault):
    """What goes wrong, as Twilio words it."""

    status: int = 201
    code: int | None = None


Script = Callable[[Mapping[str, str]], Fault | None]
"""Given the form of a request to send, what goes wrong with it; None lets it pass."""

slow, lose_answer, cut_off = Fault.slow, Fault.lose_answer, Fault.cut_off


def refuse(code: int, status: int = 400) -> Fault:
    """Says no, with one of Twilio's error codes."""
    return Fault(taken=False, status=status, code=code)


def throttle(retry_after: str | None = None) -> Fault:
    """Asks to slow down."""
    return Fault(taken=False, status=429, code=20429, retry_after=retry_after)


def breakdown(status: int = 500, *, taken: bool = False) -> Fault:
    """A gateway's error page; what happened behind it is anybody's guess."""
    return Fault(taken=taken, status=status, body="<html><h1>Bad Gateway</h1></html>")


def garbage(body: str, *, status: int = 201, taken: bool = True) -> Fault:
    """An answer that is not Twilio's, whatever its status says."""
    return Fault(taken=taken, status=status, body=body)


def losing(rate: float, seed: int = 0) -> Script:
    """Lose that share of answers."""
    return server.lose_some(rate, seed, lose_answer(), lambda form: form["To"])
