"""A platform over one connection pool: a signed document goes out, and what it said comes back, or a failure."""

import asyncio
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import aiohttp
from yarl import URL

from channels.dispatch.mapping import at_path
from channels.dispatch.platform import Changes, Wire
from channels.dispatch.signing import Sent, signed
from evaluation.delivery import OutcomeUnknown, Refused, SendFailed, Throttled, Unavailable

_NOT_SENT = (
    aiohttp.ClientConnectorError,  # refused, no route, no such name, no TLS
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)
_KEY_REFUSED = (401, 403)
"""It does not know our key, or not us: that says nothing of the document."""
_SLOWER = (425, 429, 503)
MOST_BYTES = 1024 * 1024


class Declined(Refused):
    """The platform will not take this document; `said` is what it says is the matter."""

    def __init__(self, reason: str, said: str) -> None:
        super().__init__(reason)
        self.said = said


class KeyRefused(Unavailable):
    """The platform did not accept our signature: nothing leaves until the key is put right."""

    for_staff = True


@dataclass(frozen=True, slots=True)
class Taken:
    """The platform has it, under its own number if it told one."""

    outside_no: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """A part of its list of changes, and where the next begins."""

    items: list[Any]
    cursor: str


class PlatformClient:
    """Make it inside the running event loop. `timeout` bounds one request in seconds."""

    def __init__(self, wire: Wire, wall: Callable[[], datetime], *, timeout: float, at_once: int = 8) -> None:
        self.wire = wire
        self.at_once = at_once
        self._wall = wall
        self._timeout = timeout
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=at_once),
            timeout=aiohttp.ClientTimeout(total=None, connect=timeout / 2),
        )

    async def send(self, path: str, body: bytes, key: str) -> Taken:
        """Post a document under its key; raises a `SendFailed`: `Declined` for good, all others for now."""
        answer = await self._ask("POST", path, body, {"Idempotency-Key": key})
        self._see_that_it_is_taken(answer)
        return Taken(self.wire.answers.number_in(answer))

    async def changes(self, offered: Changes, cursor: str) -> Page:
        """What changed since a cursor (empty: from the beginning); raises a `SendFailed`."""
        query = urlencode({offered.parameter: cursor}, quote_via=quote)
        answer = await self._ask("GET", f"{offered.path}?{query}", b"", {})
        self._see_that_it_is_taken(answer)
        items, following = at_path(answer, offered.items), at_path(answer, offered.next)
        if not isinstance(items, list) or not isinstance(following, str | int | None):
            raise Unavailable("no_list")
        return Page(items, cursor if following in (None, "") else str(following))

    async def _ask(self, method: str, path: str, body: bytes, more: dict[str, str]) -> Any:
        """The JSON of a 2xx. No word of an exception of the library's gets out: they quote the address."""
        try:
            async with asyncio.timeout(self._timeout):
                return await self._exchange(method, path, body, more)
        except SendFailed:
            raise
        except _NOT_SENT as error:
            raise Unavailable(type(error).__name__) from None
        except Exception as error:  # noqa: BLE001  # aiohttp, json: for all we know, it was taken
            raise OutcomeUnknown(type(error).__name__) from None

    async def _exchange(self, method: str, path: str, body: bytes, more: dict[str, str]) -> Any:
        url = self.wire.base_url.rstrip("/") + path
        parts = urlsplit(url)
        sent = Sent(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, body)
        signing = signed(self.wire.key_id, self.wire.secret, sent, self._wall(), secrets.token_urlsafe(18))
        async with self._session.request(
            method,
            URL(url, encoded=True),  # as it was signed
            data=body or None,
            headers={"Content-Type": "application/json; charset=utf-8", **signing, **more},
            allow_redirects=False,
        ) as response:
            content = await response.content.read(MOST_BYTES)
            if not 200 <= response.status < 300:
                raise self._failure(response, content)
            return self._read(content)

    def _read(self, content: bytes) -> Any:
        """The JSON of an answer; where the status says all, it may be anything."""
        try:
            return json.loads(content)
        except ValueError:
            if self.wire.answers.ok:
                raise
            return {}

    def _failure(self, response: aiohttp.ClientResponse, content: bytes) -> SendFailed:
        """What a status that is no success means: 4xx is about this document, all else about the moment."""
        reason = f"http_{response.status}"
        if response.status in _KEY_REFUSED:
            return KeyRefused(reason)
        if response.status in _SLOWER:
            asked = response.headers.get("Retry-After", "")
            return Throttled(reason, float(asked) if asked.isascii() and asked.isdecimal() else None)
        if 400 <= response.status < 500 and response.status != 408:
            return Declined(reason, self._said(content))
        return OutcomeUnknown(reason)

    def _said(self, content: bytes) -> str:
        try:
            return self.wire.answers.said(json.loads(content))
        except ValueError:
            return ""

    def _see_that_it_is_taken(self, answer: Any) -> None:
        """A 200 may hold an error; raises a `SendFailed` unless it says that all is well."""
        answers = self.wire.answers
        if not answers.ok:
            return
        found = at_path(answer, answers.ok)
        if found is None:
            raise OutcomeUnknown("no_result_code")
        if _is_one_of(found, answers.values):
            return
        if _is_one_of(found, answers.busy):
            raise Throttled(f"code_{str(found)[:20]}")
        raise Declined(f"code_{str(found)[:20]}", answers.said(answer))

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()


def _is_one_of(found: Any, values: tuple[str | int, ...]) -> bool:
    return str(found).lower() in {str(value).lower() for value in values}
