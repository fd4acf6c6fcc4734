"""WeChat's interface as our account: every request with the account's token."""

import asyncio
from collections.abc import Mapping
from typing import Any

from channels.wechat.account import WeChatAccount
from channels.wechat.client import Declined, WeChatClient
from channels.wechat.tokens import Tokens
from channels.wechat.verdicts import TOKEN_REFUSED
from evaluation.delivery import Unavailable


class WeChatApi:
    """Make it inside the running event loop.

    `timeout` bounds one request in seconds, waiting for a token half as long.
    """

    def __init__(self, account: WeChatAccount, tokens: Tokens, timeout: float, at_once: int) -> None:
        self._tokens = tokens
        self._token_timeout = timeout / 2
        self._client = WeChatClient(account, timeout, at_once)

    async def post(self, path: str, document: object) -> Mapping[str, Any]:
        """What WeChat answered; a token that is refused is renewed once. Raises `Declined`, a `SendFailed`."""
        token = await self._token(None)
        try:
            return await self._client.post(path, document, token)
        except Declined as declined:
            if declined.errcode not in TOKEN_REFUSED:
                raise
        return await self._client.post(path, document, await self._token(token))

    async def _token(self, refused: str | None) -> str:
        """Waiting for it, others' asking included, must not be taken for waiting for a message's answer."""
        try:
            async with asyncio.timeout(self._token_timeout):
                return await self._tokens.current(refused, self._client.fetch_token)
        except TimeoutError:
            raise Unavailable("token_timeout") from None

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()
