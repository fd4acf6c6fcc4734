"""Writing to people through Alibaba Cloud, and asking it what became of a message."""

import asyncio
import json
from datetime import datetime
from typing import Any

import aiohttp
from alibabacloud_dysmsapi20170525.models import (  # type: ignore[import-untyped]
    QuerySendDetailsRequest,
    SendSmsRequest,
)

from channels.aliyun.account import AliyunAccount, number_of, out_id_for
from channels.aliyun.client import AliyunClient, Rejected
from channels.aliyun.finding import Listed, days_to_ask, pick, read_listed
from channels.aliyun.templates import REPLY, TemplateBook, fill
from channels.aliyun.verdicts import failure, reason_of
from channels.interface import Accepted, Outgoing
from evaluation.delivery import CannotAsk, OutcomeUnknown, Refused, SendFailed, Unavailable
from evaluation.wordings import Template

AT_ONCE = 50
"""Requests in flight, and connections kept."""
PAGE_SIZE = 50
MOST_PAGES = 4
"""Nobody gets two hundred texts of ours in a day; the answer would be a guess."""

_NOT_SENT = (
    aiohttp.ClientConnectorError,  # refused, no route, no such name, no TLS
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)


class AliyunChannel:
    """The `sms` channel through Alibaba Cloud; make it inside the running event loop.

    Only wording that was approved leaves: a message goes as the template of its own name, an answer
    that has none as the template "reply", which carries any text. Never tries twice by itself.
    `timeout` bounds one request; half of it is for connecting, so that running out later always
    means that the request had left.
    """

    name = "sms"

    def __init__(
        self, account: AliyunAccount, book: TemplateBook, timeout: float = 10.0, at_once: int = AT_ONCE
    ) -> None:
        self._account = account
        self._book = book
        self._timeout = timeout
        self._turn = asyncio.Semaphore(at_once)
        self._client = AliyunClient(account, connect_timeout=timeout / 2, connections=at_once)

    async def send(self, message: Outgoing) -> Accepted:
        """Hand the message to Alibaba Cloud; raises a `SendFailed` that says what to do next."""
        request = self._request(message, await self._template(message))
        try:
            async with self._turn, asyncio.timeout(self._timeout):
                answer = await self._client.send_sms_async(request)
            return _accepted(answer.body, message)
        except SendFailed:
            raise
        except Exception as error:  # noqa: BLE001  # aiohttp, json, the SDK's own slips: all mean something
            # `from None`: the request's address holds the number.
            raise _failure_of(error) from None

    async def find(
        self,
        message: Outgoing,
        since: datetime,
        taken: frozenset[str],  # noqa: ARG002  # our reference in the list leaves nothing to be confused
    ) -> Accepted | None:
        """The message, if Alibaba Cloud lists it under our reference since then; raises `CannotAsk`.

        Its list fills a little after a text was taken: ask only when that is over.
        """
        try:
            async with self._turn, asyncio.timeout(self._timeout):
                listed = [row for day in days_to_ask(since) for row in await self._sent(message.address, day)]
        except CannotAsk:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it was, nothing was learnt
            raise CannotAsk(_reason(error)) from None
        return pick(listed, message.id, since)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()

    async def _template(self, message: Outgoing) -> Template:
        try:
            template = await self._book.approved(message.template)
            if template is None and message.template != "prompt":
                template = await self._book.approved(REPLY)
        except Exception as error:  # noqa: BLE001  # the book is whatever we were given; nothing has left
            raise Unavailable(f"templates_{type(error).__name__}") from None
        if template is None:
            raise Refused("template_not_approved")
        return template

    def _request(self, message: Outgoing, template: Template) -> SendSmsRequest:
        return SendSmsRequest(
            phone_numbers=number_of(message.address),
            sign_name=self._account.sign_name,
            template_code=template.code,
            template_param=json.dumps(fill(template, message), ensure_ascii=False),
            sms_up_extend_code=self._account.extend_code or None,
            out_id=out_id_for(message.id),
        )

    async def _sent(self, address: str, day: str) -> list[Listed]:
        """Everything that was sent to `address` on a day."""
        listed: list[Listed] = []
        for page in range(1, MOST_PAGES + 1):
            rows = await self._page(number_of(address), day, page)
            listed += [read_listed(row) for row in rows]
            if len(rows) < PAGE_SIZE:
                return listed
        raise CannotAsk("too_many_messages")

    async def _page(self, number: str, day: str, page: int) -> list[Any]:
        request = QuerySendDetailsRequest(
            phone_number=number, send_date=day, page_size=PAGE_SIZE, current_page=page
        )
        body = (await self._client.query_send_details_async(request)).body
        if body.code != "OK" or body.sms_send_detail_dtos is None:
            raise CannotAsk(reason_of(str(body.code)) or "no_list")
        rows: list[Any] = body.sms_send_detail_dtos.sms_send_detail_dto
        return rows


def _accepted(body: Any, message: Outgoing) -> Accepted:
    """Read a 2xx answer, which is a refusal unless it says OK."""
    if not isinstance(body.code, str):
        raise OutcomeUnknown("no_code")
    if body.code != "OK":
        raise failure(body.code, body.message if isinstance(body.message, str) else "")
    return Accepted(out_id_for(message.id))


def _failure_of(error: Exception) -> SendFailed:
    """An exception that nobody foresaw came, for all we know, after the request had left."""
    if isinstance(error, Rejected):
        return failure(error.code or "", "", error.retry_after, error.status)
    if isinstance(error, _NOT_SENT):
        return Unavailable(_reason(error))
    if isinstance(error, UnicodeEncodeError):  # half of a surrogate pair: raised while the query is written
        return Refused("text_not_encodable")
    return OutcomeUnknown(_reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, Rejected):
        return str(failure(error.code or "", status=error.status))
    return type(error).__name__
