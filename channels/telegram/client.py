"""python-telegram-bot, held so that an answer's status, and the moment of a failure, stay known."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import httpx
from telegram.error import TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest, RequestData

from channels.telegram.account import TelegramAccount
from channels.telegram.verdicts import failure
from evaluation.delivery import OutcomeUnknown, SendFailed, Throttled, Unavailable

HALT_SECONDS = 10.0
"""How long to stand still where Telegram says 429 and not for how long."""

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


_waiting: ContextVar[asyncio.Timeout] = ContextVar("waiting")
"""The limit on this message's wait for its turn, lifted as its request leaves."""


@asynccontextmanager
async def turn_within(seconds: float) -> AsyncIterator[None]:
    """Give up on what has had no turn at the rate limiter after so long: `Throttled`, nothing was sent."""
    try:
        async with asyncio.timeout(seconds) as limit:
            _waiting.set(limit)
            yield
    except TimeoutError:
        raise NotTaken(Throttled("no_turn", 1.0)) from None


class NotTaken(TelegramError):
    """Carries what a failure means past the library, which lets nothing but its own errors through."""

    def __init__(self, failed: SendFailed) -> None:
        super().__init__(failed.reason)
        self.failed = failed


def make_bot(
    account: TelegramAccount, timeout: float, per_second: float, connections: int
) -> tuple[ExtBot[None], HTTPXRequest]:
    """The bot that sends, and its connections, which its user closes.

    One message after the other has its turn. As "25 in a second" the library's bucket lets 49 leave in
    the second in which it starts full.
    """
    request = _Request(timeout, connections)
    bot: ExtBot[None] = ExtBot(
        account.bot_token,
        base_url=f"{account.base_url.rstrip('/')}/bot",
        request=request,
        get_updates_request=request,  # never used; a second pool would be made for it
        rate_limiter=AIORateLimiter(overall_max_rate=1, overall_time_period=1 / per_second, max_retries=0),  # type: ignore[arg-type]
    )
    return bot, request


class _Request(HTTPXRequest):
    """One request of the bot, after its turn at the rate limiter; raises `NotTaken`.

    `timeout` bounds a request, not the wait for its turn; half of it is for finding a connection, so
    that running out later means that the request may have left.

    A 429 halts all requests of this bot for as long as Telegram asks, whatever chat they are for: it counts
    the bot's requests, also the refused ones. The library's own halt does not do: with `max_retries=0`
    there is none, and with more, whichever request ends first lifts it for all (its issue 5338).
    """

    def __init__(self, timeout: float, connections: int) -> None:
        super().__init__(
            connection_pool_size=connections,
            connect_timeout=timeout / 4,
            pool_timeout=timeout / 4,
            read_timeout=timeout,
            write_timeout=timeout,
            # As in the library that receives: the process's proxy variables do not redirect us.
            httpx_kwargs={"trust_env": False},
        )
        self._timeout = timeout
        self._halted_until = 0.0

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        """The status and body of an answer that took the message."""
        loop = asyncio.get_running_loop()
        _waiting.get().reschedule(None)
        if (left := self._halted_until - loop.time()) > 0:
            raise NotTaken(Throttled("halted", left))
        status, payload = await self._ask(url, method, request_data)
        failed = failure(status, payload)
        if isinstance(failed, Throttled):
            failed = Throttled(failed.reason, failed.retry_after or HALT_SECONDS)
            self._halted_until = max(self._halted_until, loop.time() + (failed.retry_after or 0))
        if failed is not None:
            raise NotTaken(failed)
        return status, payload

    async def _ask(self, url: str, method: str, request_data: RequestData | None) -> tuple[int, bytes]:
        try:
            async with asyncio.timeout(self._timeout):
                return await super().do_request(url, method, request_data)
        except Exception as error:  # noqa: BLE001  # httpx's, the library's, ours: all mean something
            cause = error.__cause__ if isinstance(error, TelegramError) else error
            kind = Unavailable if isinstance(cause, _NOT_SENT) else OutcomeUnknown
            # `from None`: the words of these errors quote addresses, and the address holds the token.
            raise NotTaken(kind(type(cause or error).__name__)) from None
