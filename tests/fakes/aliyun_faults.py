"""How the fake Aliyun can be told to misbehave, in words."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes import server


@dataclass(frozen=True)
class Fault(server.Fault):
    """What goes wrong, as Aliyun words it."""

    code: str = "OK"
    words: str = ""


Script = Callable[[str], Fault | None]
"""Given the number of a request to send, what goes wrong with it; None lets it pass."""

slow, lose_answer, cut_off = Fault.slow, Fault.lose_answer, Fault.cut_off


def refuse(code: str, status: int = 200, words: str = "") -> Fault:
    """Says no, inside an HTTP 200 as a rule."""
    return Fault(taken=False, code=code, status=status, words=words)


def page(
    status: int,
    text: str = "<html>Bad Gateway</html>",
    *,
    taken: bool = False,
    retry_after: str | None = None,
) -> Fault:
    """A gateway's own answer."""
    return Fault(taken=taken, status=status, body=text, retry_after=retry_after)


def losing(rate: float, seed: int = 0) -> Script:
    """Lose that share of answers."""
    return server.lose_some(rate, seed, lose_answer(), lambda phone: phone)
