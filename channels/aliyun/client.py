"""The real SDK over one connection pool, so that an answer's status and the moment of a failure stay known."""

import json
from typing import Any

import aiohttp
from alibabacloud_dysmsapi20170525.client import Client  # type: ignore[import-untyped]
from alibabacloud_tea_openapi.utils import Utils  # type: ignore[import-untyped]
from alibabacloud_tea_openapi.utils_models import Config  # type: ignore[import-untyped]
from darabonba.core import DaraCore  # type: ignore[import-untyped]
from darabonba.request import DaraRequest  # type: ignore[import-untyped]
from yarl import URL

from channels.aliyun.account import AliyunAccount

ENDPOINT = "https://dysmsapi.aliyuncs.com"
_SIGNATURE = "ACS3-HMAC-SHA256"


class Rejected(Exception):  # our errors are facts, as in evaluation/delivery
    """Aliyun, or a gateway before it, answered with anything but 2xx."""

    def __init__(self, status: int, code: str, retry_after: float | None) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.code = code
        self.retry_after = retry_after


class AliyunClient(Client):  # type: ignore[misc]  # the SDK has no types
    """The SDK's client with its requests and signature; make it inside the running event loop.

    Each call of the SDK's own transport builds a TLS context (a tenth of a second of the whole loop)
    and a connection, and its errors keep neither the status nor whether anything had left. Here is
    one pool, nothing is ever tried twice (SendSms is not idempotent), and no proxy is read from the
    environment. `connect_timeout` bounds the part of a request in which nothing can have been sent yet.
    """

    def __init__(self, account: AliyunAccount, connect_timeout: float, connections: int) -> None:
        self._account = account
        self._base = URL(account.base_url or ENDPOINT)
        super().__init__(Config(endpoint=self._base.authority, protocol=self._base.scheme))
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections),
            timeout=aiohttp.ClientTimeout(total=None, connect=connect_timeout),
        )

    async def call_api_async(self, params: Any, request: Any, runtime: Any) -> dict[str, Any]:  # noqa: ARG002
        """Carry out one call, signed by the SDK; raises `Rejected` and aiohttp's errors."""
        signed = self._signed(params, request)
        # A phone number stands in the query; so it must nowhere be logged, nor requoted: it is signed.
        url = URL(DaraCore.compose_url(signed), encoded=True)
        async with self._session.request(signed.method, url, headers=signed.headers) as response:
            body = await response.read()
            if not 200 <= response.status < 300:
                raise Rejected(response.status, _code(body), _seconds(response.headers))
            return {"body": json.loads(body), "headers": {}, "statusCode": response.status}

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()

    def _signed(self, params: Any, request: Any) -> DaraRequest:
        nothing = Utils.hash(b"", _SIGNATURE)
        signed = DaraRequest()
        signed.protocol, signed.method, signed.pathname = self._base.scheme, params.method, params.pathname
        signed.query = request.query
        signed.headers = {
            "host": self._base.authority,
            "x-acs-version": params.version,
            "x-acs-action": params.action,
            "x-acs-date": Utils.get_timestamp(),
            "x-acs-signature-nonce": Utils.get_nonce(),
            "x-acs-content-sha256": nothing.hex(),
            "accept": "application/json",
        }
        signed.headers["Authorization"] = Utils.get_authorization(
            signed, _SIGNATURE, nothing.hex(), self._account.access_key_id, self._account.access_key_secret
        )
        return signed


def _code(body: bytes) -> str:
    """The error code; empty in a gateway's page."""
    try:
        answer = json.loads(body)
    except ValueError:
        return ""
    code = answer.get("Code") if isinstance(answer, dict) else None
    return code if isinstance(code, str) else ""


def _seconds(headers: Any) -> float | None:
    milliseconds = Utils.get_throttling_time_left({name.lower(): value for name, value in headers.items()})
    return None if milliseconds is None else milliseconds / 1000
