"""The real SDK, held so that an answer's status and headers, and the moment of a failure, stay known."""

import json
import logging
import re
from collections.abc import Awaitable
from typing import Any

import aiohttp
from twilio.http.async_http_client import AsyncTwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from channels.twilio.account import TwilioAccount

# The SDK logs addresses with their query at INFO, and a query for messages holds a phone number.
# This logger is outside the logging tree, so no configuration can make it speak.
_SILENT = logging.Logger("twilio", level=logging.CRITICAL + 1)


class Rejected(Exception):  # our errors are facts, as in evaluation/delivery
    """Twilio, or a gateway before it, answered with anything but 2xx."""

    def __init__(self, status: int, code: int | None, retry_after: float | None) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.code = code
        self.retry_after = retry_after


class TwilioClient:
    """The SDK's message list over one connection pool; make it inside the running event loop.

    `connect_timeout` bounds the part of a request in which nothing can have been sent yet.
    """

    def __init__(self, account: TwilioAccount, connect_timeout: float, connections: int) -> None:
        self._http = AsyncTwilioHttpClient(pool_connections=False, logger=_SILENT)
        self._http.session = _Session(connect_timeout, connections)
        client = Client(
            account.account_sid,
            account.auth_token,
            http_client=self._http,
            # Else TWILIO_EDGE and TWILIO_REGION of the process would rewrite our base address.
            environment={"TWILIO_EDGE": "", "TWILIO_REGION": ""},
        )
        if account.base_url:
            client.api.base_url = account.base_url
        self.messages: Any = client.messages

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


class _Session:
    """Stands where the SDK keeps its session, as its own `RetryClient` does, and puts our limits on it.

    The SDK passes `timeout=None` with every request, which lifts all limits of an aiohttp session.
    """

    def __init__(self, connect_timeout: float, connections: int) -> None:
        self._limits = aiohttp.ClientTimeout(total=None, connect=connect_timeout)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections), raise_for_status=_raise_unless_2xx
        )

    def request(self, **options: Any) -> Awaitable[aiohttp.ClientResponse]:
        return self._session.request(**options | {"timeout": self._limits})

    async def close(self) -> None:
        await self._session.close()


async def _raise_unless_2xx(response: aiohttp.ClientResponse) -> None:
    """Refuse here: the SDK's own errors drop Retry-After and carry the text, which may quote the number."""
    if 200 <= response.status < 300:
        return
    retry_after = _seconds(response.headers.get("Retry-After", ""))
    raise Rejected(response.status, await _code(response), retry_after)


async def _code(response: aiohttp.ClientResponse) -> int | None:
    """Twilio's error code; a gateway's page has none."""
    try:
        body = json.loads(await response.read())
    except (aiohttp.ClientError, ValueError):
        return None
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, int) else None


def _seconds(retry_after: str) -> float | None:
    """A Retry-After in seconds; the date form is not for us, who have no clock here."""
    return float(retry_after) if re.fullmatch("[0-9]{1,6}", retry_after) else None
