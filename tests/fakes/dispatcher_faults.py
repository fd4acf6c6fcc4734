"""How the fake 12345 can be told to misbehave, in words."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes import server


@dataclass(frozen=True)
class Fault(server.Fault):
    """What goes wrong, as the platform words it."""

    code: str = ""
    message: str = ""


Script = Callable[[str], Fault | None]
"""Given the key of what is sent, what goes wrong with it; None lets it pass."""

slow, lose_answer, cut_off = Fault.slow, Fault.lose_answer, Fault.cut_off


def says(code: str, message: str = "参数有误") -> Fault:
    """Says no, inside an HTTP 200."""
    return Fault(taken=False, code=code, message=message)


def answers(status: int, *, taken: bool = False, retry_after: str | None = None) -> Fault:
    """Another status; from behind a gateway, so that it says nothing of what happened."""
    return Fault(taken, status=status, retry_after=retry_after, body="<html>Error</html>")


def garbage(body: str) -> Fault:
    """An answer that is not the platform's; it has taken it all the same."""
    return Fault(taken=True, body=body)


def losing(rate: float, seed: int = 0) -> Script:
    """Lose that share of answers."""
    return server.lose_some(rate, seed, lose_answer(), lambda key: key)
