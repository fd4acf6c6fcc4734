"""How the fake WeChat can be told to misbehave, in words."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes import server


@dataclass(frozen=True)
class Fault(server.Fault):
    """What goes wrong, as WeChat words it."""

    errcode: int = 0


Script = Callable[[str], Fault | None]
"""Given the openid of a request to send, what goes wrong with it; None lets it pass."""

slow, lose_answer, cut_off = Fault.slow, Fault.lose_answer, Fault.cut_off


def answered_at(moment: asyncio.Event) -> Fault:
    """Takes the message at once and answers when the test says so."""
    return Fault(taken=True, until=moment)


def refuse(errcode: int) -> Fault:
    """Says no, inside an HTTP 200."""
    return Fault(taken=False, errcode=errcode)


def gateway(status: int, *, taken: bool = False, retry_after: str | None = None) -> Fault:
    """A gateway's error page; what happened behind it is anybody's guess."""
    return Fault(taken, status=status, retry_after=retry_after, body="<html><h1>Bad Gateway</h1></html>")


def garbage(body: str) -> Fault:
    """An answer that is not WeChat's; the message has gone."""
    return Fault(taken=True, body=body)


def losing(rate: float, seed: int = 0) -> Script:
    """Lose that share of answers."""
    return server.lose_some(rate, seed, lose_answer(), lambda openid: openid)
