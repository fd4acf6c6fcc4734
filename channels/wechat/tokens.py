"""The access token: one for the whole account, however many processes speak for it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class AccessToken:
    """What WeChat lends us, and for how many seconds."""

    value: str = field(repr=False)
    seconds: float


Fetch = Callable[[str | None], Awaitable[AccessToken]]
"""Ask WeChat for a token that is not the one given (which it refused); raises a `SendFailed`."""


class Tokens(Protocol):
    """Keeps the account's token where all processes find it, and lets one at a time ask for another."""

    async def current(self, refused: str | None, fetch: Fetch) -> str:
        """The token that is good now and is not `refused`; fetched, once for everybody, where there is none.

        Raises what `fetch` raises, or `Unavailable` where the token cannot be kept.
        """
        ...
