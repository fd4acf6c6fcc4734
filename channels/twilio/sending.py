"""Writing to people through Twilio, and asking it what became of a message."""

import asyncio
from datetime import datetime
from typing import Any

import aiohttp

from channels.interface import Accepted, Outgoing
from channels.twilio.account import TwilioAccount, callback_for
from channels.twilio.client import Rejected, TwilioClient
from channels.twilio.finding import Listed, pick, read_listed
from channels.twilio.prices import read_charge
from channels.twilio.verdicts import failure, verdict
from evaluation.delivery import CannotAsk, OutcomeUnknown, Refused, SendFailed, Unavailable

AT_ONCE = 100
"""Requests in flight, and connections kept."""
PAGE_SIZE = 1000
MOST_PAGES = 3
"""More messages than that to one number is no citizen; the answer would be a guess."""

_NOT_SENT = (
    aiohttp.ClientConnectorError,  # refused, no route, no such name, no TLS
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)
_FAILED = {"failed", "undelivered", "canceled"}


class TwilioChannel:
    """The `sms` channel through Twilio; make it inside the running event loop.

    Never tries twice by itself. `timeout` bounds one request, not the wait for its turn; half of it
    is for connecting, so that running out later always means that the request had left.
    """

    name = "sms"
    can_be_asked = True

    def __init__(self, account: TwilioAccount, timeout: float = 10.0, at_once: int = AT_ONCE) -> None:
        self._account = account
        self._timeout = timeout
        self._turn = asyncio.Semaphore(at_once)
        self._client = TwilioClient(account, connect_timeout=timeout / 2, connections=at_once)

    async def send(self, message: Outgoing) -> Accepted:
        """Hand the message to Twilio; raises a `SendFailed` that says what to do next."""
        try:
            async with self._turn, asyncio.timeout(self._timeout):
                return _accepted(await self._create(message))
        except SendFailed:
            raise
        except Exception as error:  # noqa: BLE001  # aiohttp, json, the SDK's own slips: all mean something
            # `from None`: what the SDK says in words may quote the number or the text.
            raise _failure_of(error) from None

    async def find(self, message: Outgoing, since: datetime, taken: frozenset[str]) -> Accepted | None:
        """The message that Twilio has for `message`, or None if it has none; raises `CannotAsk`.

        `since` is real time. A request that timed out here may still arrive there: ask only when
        that is over.
        """
        try:
            async with self._turn, asyncio.timeout(self._timeout):
                listed = await self._messages_to(message.address)
        except CannotAsk:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it was, nothing was learnt
            raise CannotAsk(_reason(error)) from None
        return pick(listed, message, self._account, since, taken)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()

    async def _create(self, message: Outgoing) -> Any:
        return await self._client.messages.create_async(
            to=message.address,
            body=message.text,
            status_callback=callback_for(self._account.status_callback, message.id),
            **self._sender(),
        )

    def _sender(self) -> dict[str, str | None]:
        if self._account.messaging_service_sid:
            return {"messaging_service_sid": self._account.messaging_service_sid}
        return {"from_": self._account.from_number}

    async def _messages_to(self, address: str) -> list[Listed]:
        """Every message to `address`.

        Not filtered by date: Twilio filters and sorts by the day it was *sent*, which a queued message
        does not have yet, and the SDK writes local times as if they were UTC.
        """
        listed: list[Listed] = []
        page = await self._client.messages.page_async(to=address, page_size=PAGE_SIZE)
        for _ in range(MOST_PAGES):
            listed += [read_listed(row) for row in page]
            page = await page.next_page_async()
            if page is None:
                return listed
        raise CannotAsk("too_many_messages")


def _accepted(made: Any) -> Accepted:
    """Read a 2xx answer, which may still be a refusal or nonsense."""
    if made.status in _FAILED:
        code = made.error_code
        raise verdict(code)(str(code or made.status))
    if not isinstance(made.sid, str) or not made.sid:
        raise OutcomeUnknown("no_sid")
    return Accepted(made.sid, read_charge(made))


def _failure_of(error: Exception) -> SendFailed:
    """An exception that nobody foresaw came, for all we know, after the request had left."""
    if isinstance(error, Rejected):
        return failure(error.status, error.code, error.retry_after)
    if isinstance(error, _NOT_SENT):
        return Unavailable(_reason(error))
    if isinstance(error, UnicodeEncodeError):  # half of a surrogate pair: raised while the form is written
        return Refused("text_not_encodable")
    return OutcomeUnknown(_reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, Rejected):
        return str(failure(error.status, error.code))
    return type(error).__name__
