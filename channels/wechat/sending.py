"""Writing to people who follow our WeChat account."""

from datetime import datetime
from typing import Any

from channels.interface import Accepted, Outgoing
from channels.wechat import documents
from channels.wechat.account import Notice, WeChatAccount
from channels.wechat.api import WeChatApi
from channels.wechat.client import Declined
from channels.wechat.tokens import Tokens
from channels.wechat.verdicts import NO_MENU, failure
from evaluation.delivery import KeepsNoList, OutOfReach

AT_ONCE = 50
"""Requests in flight, and connections kept."""
CUSTOM, SUBSCRIPTION, TEMPLATE = (
    "/cgi-bin/message/custom/send",
    "/cgi-bin/message/subscribe/bizsend",
    "/cgi-bin/message/template/send",
)
PROMPT = "prompt"
"""The one message that WeChat has approved notices for."""


class WeChatChannel:
    """The `wechat` channel; make it inside the running event loop.

    Sends again by itself only what WeChat has certainly not taken: with another token, without a menu,
    or as a notice. `timeout` bounds one request in seconds.
    """

    name = "wechat"
    can_be_asked = False

    def __init__(
        self, account: WeChatAccount, tokens: Tokens, timeout: float = 10.0, at_once: int = AT_ONCE
    ) -> None:
        self._account = account
        self._api = WeChatApi(account, tokens, timeout, at_once)
        self._menus = True
        """Whether this account may send menus, as far as this process has learnt."""

    async def send(self, message: Outgoing) -> Accepted:
        """Hand the message to WeChat; raises a `SendFailed` that says what to do next.

        We may write freely to somebody who wrote lately; WeChat knows whether they did. To others only
        a notice goes, and only the prompt has one.
        """
        try:
            return await self._write(message)
        except OutOfReach as closed:
            return await self._notify(message, closed)

    async def find(self, message: Outgoing, since: datetime, taken: frozenset[str]) -> Accepted | None:  # noqa: ARG002
        """WeChat cannot be asked: always raises `KeepsNoList`."""
        raise KeepsNoList("wechat")

    async def close(self) -> None:
        """Let go of the connections."""
        await self._api.close()

    async def _write(self, message: Outgoing) -> Accepted:
        """As a customer-service message. WeChat gives it no id: ours, which is as unique, stands for it."""
        accepted = Accepted(f"custom-{message.id}")
        if message.choices and self._menus:
            try:
                await self._api.post(CUSTOM, documents.menu(message))
            except Declined as declined:
                self._without_menus(declined)
            else:
                return accepted
        try:
            await self._api.post(CUSTOM, documents.text(message))
        except Declined as declined:
            raise failure(declined.errcode) from None
        return accepted

    def _without_menus(self, declined: Declined) -> None:
        if declined.errcode not in NO_MENU:
            raise failure(declined.errcode) from None
        self._menus = False

    async def _notify(self, message: Outgoing, closed: OutOfReach) -> Accepted:
        """As the first notice that WeChat takes; raises `closed` where there is none for this message."""
        for path, notice in ((SUBSCRIPTION, self._account.subscription), (TEMPLATE, self._account.template)):
            try:
                answer = await self._post_notice(path, message, notice)
            except OutOfReach as refused:
                closed = refused
                continue
            if answer is not None:
                return Accepted(_reference(answer, message))
        raise closed

    async def _post_notice(self, path: str, message: Outgoing, notice: Notice | None) -> Any:
        document = documents.notice(message, notice) if notice and message.template == PROMPT else None
        if document is None:
            return None
        try:
            return await self._api.post(path, document)
        except Declined as declined:
            raise failure(declined.errcode) from None


def _reference(answer: Any, message: Outgoing) -> str:
    """The id under which WeChat will report on a notice, where it gives one."""
    msgid = answer.get("msgid")
    return str(msgid) if msgid else f"notice-{message.id}"
