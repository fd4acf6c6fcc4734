"""WeChat's interface over one connection pool: a JSON document in, a JSON document or a failure out."""

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any

import aiohttp

from channels.wechat.account import WeChatAccount
from channels.wechat.tokens import AccessToken
from channels.wechat.verdicts import failure, failure_of_status
from evaluation.delivery import OutcomeUnknown, Refused, SendFailed, Unavailable

WECHAT = "https://api.weixin.qq.com"

_NOT_SENT = (
    aiohttp.ClientConnectorError,  # refused, no route, no such name, no TLS
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)


class Declined(Exception):  # our errors are facts, as in evaluation/delivery
    """WeChat answered with an errcode: it certainly did nothing."""

    def __init__(self, errcode: int) -> None:
        super().__init__(str(errcode))
        self.errcode = errcode


class WeChatClient:
    """Make it inside the running event loop; `at_once` requests are in flight at most.

    `timeout` bounds one request in seconds, not the wait for its turn; half of it is for connecting,
    so that running out later always means that the request had left.
    """

    def __init__(self, account: WeChatAccount, timeout: float, at_once: int) -> None:
        self._account = account
        self._timeout = timeout
        self._base_url = (account.base_url or WECHAT).rstrip("/")
        self._turn = asyncio.Semaphore(at_once)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=at_once),
            timeout=aiohttp.ClientTimeout(total=None, connect=timeout / 2),
        )

    async def fetch_token(self, refused: str | None) -> AccessToken:
        """A token of WeChat's other than `refused`; raises a `SendFailed` that never is `OutcomeUnknown`.

        Asked plainly WeChat repeats the token it lent before: where that is the refused one it is told
        to make another, which it does twenty times a day at most.
        """
        try:
            token = await self._ask_token(force=False)
            return await self._ask_token(force=True) if token.value == refused else token
        except Declined as declined:
            raise failure(declined.errcode) from None
        except OutcomeUnknown as unknown:  # of the token, not of a message
            raise Unavailable(f"token_{unknown.reason}") from None

    async def _ask_token(self, *, force: bool) -> AccessToken:
        asked = {
            "grant_type": "client_credential",
            "appid": self._account.app_id,
            "secret": self._account.app_secret,
            "force_refresh": force,
        }
        answer = await self.post("/cgi-bin/stable_token", asked)
        value, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(value, str) or not value or not isinstance(seconds, int):
            raise Unavailable("no_token")
        return AccessToken(value, seconds)

    async def post(self, path: str, document: object, token: str | None = None) -> Mapping[str, Any]:
        """What WeChat answered; raises `Declined` for an errcode, a `SendFailed` for all else.

        No word of an exception of the library's gets out: they quote the address, and with it the token.
        """
        try:
            # As it is, not escaped: WeChat shows people the escapes.
            body = json.dumps(document, ensure_ascii=False).encode()
        except UnicodeEncodeError:  # half of a surrogate pair
            raise Refused("text_not_encodable") from None
        try:
            async with self._turn, asyncio.timeout(self._timeout):
                answer = await self._exchange(path, body, token)
        except SendFailed:
            raise
        except _NOT_SENT as error:
            raise Unavailable(type(error).__name__) from None
        except Exception as error:  # noqa: BLE001  # aiohttp, json: for all we know, the request had left
            raise OutcomeUnknown(type(error).__name__) from None
        return _taken(answer)

    async def _exchange(self, path: str, body: bytes, token: str | None) -> Any:
        async with self._session.post(
            self._base_url + path,
            params={"access_token": token} if token else None,
            data=body,
            headers={"Content-Type": "application/json; charset=utf-8"},
            allow_redirects=False,
        ) as response:
            if response.status != 200:
                raise failure_of_status(response.status, _seconds(response.headers.get("Retry-After", "")))
            return json.loads(await response.read())

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()


def _taken(answer: Any) -> Mapping[str, Any]:
    """Read an HTTP 200, which may still be a refusal or nonsense."""
    if not isinstance(answer, dict):
        raise OutcomeUnknown("no_errcode")
    granted = "access_token" in answer or "ticket" in answer  # these come without an errcode
    errcode = answer.get("errcode", 0 if granted else None)
    if not isinstance(errcode, int):
        raise OutcomeUnknown("no_errcode")
    if errcode:
        raise Declined(errcode)
    return answer


def _seconds(retry_after: str) -> float | None:
    """A Retry-After in seconds; the date form is not for us, who have no clock here."""
    return float(retry_after) if re.fullmatch("[0-9]{1,6}", retry_after) else None
