"""Writing to people through Aliyun, and asking it what became of a message."""

import asyncio
import json
from datetime import datetime
from typing import Any

import aiohttp
from alibabacloud_dysmsapi20170525.models import (  # type: ignore[import-untyped]
    QuerySendDetailsRequest,
    SendSmsRequest,
)

from channels.aliyun.account import AliyunAccount, out_id
from channels.aliyun.client import AliyunClient, Rejected
from channels.aliyun.finding import Listed, days_to_ask, pick, read_listed
from channels.aliyun.verdicts import OK, code_in, failure, verdict
from channels.aliyun.wording import TemplateBook, fill, template_for
from channels.interface import Accepted, Outgoing
from evaluation.delivery import CannotAsk, OutcomeUnknown, Refused, SendFailed, Unavailable
from evaluation.threads import label

AT_ONCE = 50
"""Requests in flight, and connections kept."""
PAGE_SIZE = 50
MOST_PAGES = 4
"""More messages than that to one number on one day is no citizen; the answer would be a guess."""
_NOT_SENT = (
    aiohttp.ClientConnectorError,  # refused, no route, no such name, no TLS
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)


class AliyunChannel:
    """The `sms` channel through Aliyun; make it inside the running event loop.

    Only approved wording leaves, as the book has it. Nothing is tried twice here, for SendSms is not
    idempotent. `timeout` bounds one request; half of it is for connecting, so that running out later
    always means that the request had left.
    """

    name = "sms"
    can_be_asked = True

    def __init__(self, account: AliyunAccount, book: TemplateBook, timeout: float = 10.0) -> None:
        self._account = account
        self._book = book
        self._timeout = timeout
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._client = AliyunClient(account, connect_timeout=timeout / 2, connections=AT_ONCE)

    async def send(self, message: Outgoing) -> Accepted:
        """Hand the message to Aliyun; raises a `SendFailed` that says what to do next."""
        request = await self._request(message)
        try:
            async with self._turn, asyncio.timeout(self._timeout):
                answer = (await self._client.send_sms_async(request)).body
        except Exception as error:  # noqa: BLE001  # aiohttp, json, the SDK's own slips: all mean something
            # `from None`: the request's address holds the number.
            raise _failure_of(error) from None
        code = getattr(answer, "code", None)  # the SDK takes any JSON for an answer
        if not isinstance(code, str):
            raise OutcomeUnknown("no_code")
        if code != OK:
            raise verdict(code, str(answer.message))
        return Accepted(out_id(message.id))

    async def find(
        self,
        message: Outgoing,
        since: datetime,
        taken: frozenset[str],  # noqa: ARG002  # our own reference leaves nothing to be confused with
    ) -> Accepted | None:
        """The message, if Aliyun lists it since then; raises `CannotAsk`.

        Its list may lag behind what it took: ask only when that is over.
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

    async def _request(self, message: Outgoing) -> SendSmsRequest:
        try:
            template = await template_for(message, self._book)
        except SendFailed:
            raise
        except Exception as error:  # noqa: BLE001  # the book is whatever we were given; nothing has left
            raise Unavailable(f"templates_{type(error).__name__}") from None
        return SendSmsRequest(
            phone_numbers=_national(message.address),
            sign_name=self._account.sign_name,
            template_code=template.code,
            template_param=json.dumps(fill(template, message), ensure_ascii=False),
            out_id=out_id(message.id),
            sms_up_extend_code=self._extension(message),
        )

    def _extension(self, message: Outgoing) -> str | None:
        return label(message.thread) if self._account.extends and message.thread else None

    async def _sent(self, address: str, day: str) -> list[Listed]:
        """All that was sent to an address on a day."""
        listed: list[Listed] = []
        for page in range(1, MOST_PAGES + 1):
            rows = await self._page(address, day, page)
            listed += [read_listed(row) for row in rows]
            if len(rows) < PAGE_SIZE:
                return listed
        raise CannotAsk("too_many_messages")

    async def _page(self, address: str, day: str, page: int) -> list[Any]:
        request = QuerySendDetailsRequest(
            phone_number=_national(address), send_date=day, page_size=PAGE_SIZE, current_page=page
        )
        answer = (await self._client.query_send_details_async(request)).body
        if answer.code != OK or answer.sms_send_detail_dtos is None:
            raise CannotAsk(code_in(str(answer.code)) or "no_list")
        rows: list[Any] = answer.sms_send_detail_dtos.sms_send_detail_dto
        return rows


def _national(address: str) -> str:
    """A mainland number as the mainland writes it; others with their country's code, without the plus."""
    return address.removeprefix("+86").removeprefix("+")


def _failure_of(error: Exception) -> SendFailed:
    """What an exception says of the message; one that nobody foresaw came, for all we know, after it had left."""
    if isinstance(error, Rejected):
        return failure(error.status, error.code, error.retry_after)
    if isinstance(error, _NOT_SENT):
        return Unavailable(_reason(error))
    if isinstance(error, UnicodeEncodeError):  # half of a surrogate pair: raised while the query is written
        return Refused("text_not_encodable")
    return OutcomeUnknown(_reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, Rejected):
        return str(failure(error.status, error.code, None))
    return type(error).__name__
