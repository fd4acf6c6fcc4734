"""No body over 1 MiB (where files come, 13) is kept, whatever its Content-Length claims, and none is unpacked."""

import asyncio
import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import problem

MOST_BYTES = 1024 * 1024
MOST_WITH_FILES = 13 * MOST_BYTES
_WITH_FILES = re.compile(r"/console/cases/[0-9]+/do/appeal")
"""The one form that brings photos and PDFs."""
MOST_DRAINED = 32 * MOST_BYTES
DRAIN_SECONDS = 10


class _TooLarge(Exception):
    """The body is over the limit."""


class _Gone(Exception):
    """The client went away before its body was complete."""


class BodyLimit:
    """ASGI middleware: reads the body up to the limit before anything else sees the request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on with its body read, or refuse it."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if headers.get("content-encoding", "identity").strip().lower() != "identity":
            refused = problem(415, "不接受压缩的请求体 (no Content-Encoding is accepted)", headers=_CLOSE)
            await refused(scope, receive, send)
            return
        try:
            body = await _read(receive, headers, _most(scope))
        except _TooLarge:
            await problem(413, f"请求超过{_mib(scope)} MiB (body over {_mib(scope)} MiB)", headers=_CLOSE)(
                scope, receive, send
            )
        except _Gone:
            return
        else:
            await self._app(scope, _replay(body, receive), send)


_CLOSE: Mapping[str, str] = {"Connection": "close"}


def _most(scope: Scope) -> int:
    return MOST_WITH_FILES if _WITH_FILES.fullmatch(scope["path"]) else MOST_BYTES


def _mib(scope: Scope) -> int:
    return _most(scope) // (1024 * 1024)


async def _read(receive: Receive, headers: Headers, most: int) -> bytes:
    told = headers.get("content-length", "")
    if "expect" in headers and told.isdecimal() and int(told) > most:
        raise _TooLarge  # the client waits for our word before it sends anything
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        part, more = await _part(receive)
        parts.append(part)
        size += len(part)
        if size > most:
            await _drain(receive, more)
            raise _TooLarge
    return b"".join(parts)


async def _drain(receive: Receive, more: bool) -> None:
    """Let the rest pass, within reason: a client cut off while it sends never reads our answer."""
    drained = 0
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while more and drained < MOST_DRAINED:
                part, more = await _part(receive)
                drained += len(part)
    except TimeoutError:
        return


async def _part(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] != "http.request":
        raise _Gone
    return message.get("body", b""), message.get("more_body", False)


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
