"""Writing to people through Aliyun, and asking it what became of a message."""

import asyncio
import json
import logging
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from alibabacloud_dysmsapi20170525 import models  # type: ignore[import-untyped]
from alibabacloud_dysmsapi20170525.client import Client  # type: ignore[import-untyped]
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException  # type: ignore[import-untyped]
from alibabacloud_tea_openapi.utils_models import Config  # type: ignore[import-untyped]
from darabonba.exceptions import RetryError  # type: ignore[import-untyped]
from darabonba.runtime import RuntimeOptions  # type: ignore[import-untyped]

from channels.aliyun.account import AliyunAccount, out_id
from channels.aliyun.verdicts import OK, failure, verdict
from channels.aliyun.wording import template_of
from channels.interface import Accepted, Outgoing
from evaluation.delivery import CannotAsk, OutcomeUnknown, SendFailed, Unavailable
from evaluation.window import civil

AT_ONCE = 50
PAGE_SIZE = 50
MOST_PAGES = 4
"""More messages than that to one number on one day is no citizen; the answer would be a guess."""
NOT_SENT = (
    aiohttp.ClientConnectorError,  # refused, no route, no such name, no TLS
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
HOME = "https://dysmsapi.aliyuncs.com"

# Its debug lines hold whole requests, and so a phone number.
logging.getLogger("darabonba-core").disabled = True


class AliyunChannel:
    """The `sms` channel through Aliyun; make it inside the running event loop.

    SendSms is not idempotent, so nothing is tried twice here. `timeout` bounds one request.
    """

    name = "sms"

    def __init__(self, account: AliyunAccount, timeout: float = 10.0) -> None:
        self._account = account
        self._timeout = timeout
        self._turn = asyncio.Semaphore(AT_ONCE)
        address = urlsplit(account.base_url or HOME)
        self._client = Client(
            Config(
                access_key_id=account.access_key_id,
                access_key_secret=account.access_key_secret,
                endpoint=address.netloc,
                protocol=address.scheme,
            )
        )
        # No proxy of the environment may read citizens' numbers.
        self._options = RuntimeOptions(
            autoretry=False,
            connect_timeout=int(timeout * 500),
            read_timeout=int(timeout * 1000),
            no_proxy="*",
        )

    async def send(self, message: Outgoing) -> Accepted:
        """Hand the message to Aliyun; raises a `SendFailed` that says what to do next."""
        code, variables = template_of(self._account, message)
        request = models.SendSmsRequest(
            phone_numbers=_national(message.address),
            sign_name=self._account.sign_name,
            template_code=code,
            template_param=json.dumps(variables, ensure_ascii=False),
            out_id=out_id(message.id),
        )
        try:
            async with self._turn, asyncio.timeout(self._timeout):
                answer = await self._client.send_sms_with_options_async(request, self._options)
        except Exception as error:  # noqa: BLE001  # aiohttp, json, the SDK's own slips: all mean something
            # `from None`: what the SDK says in words may quote the number.
            raise _failure_of(error) from None
        said = answer.body.code
        if said is None:
            raise OutcomeUnknown("no_code")
        if said != OK:
            raise verdict(str(said))
        return Accepted(out_id(message.id))

    async def find(self, message: Outgoing, since: datetime, taken: frozenset[str]) -> Accepted | None:
        """The message, if Aliyun has it: its list of the days since then is asked for our OutId; raises `CannotAsk`."""
        wanted = out_id(message.id)
        if wanted in taken:
            return None
        day = civil(since)
        # A message that left just before midnight may be listed under the next day.
        for date in dict.fromkeys(f"{each:%Y%m%d}" for each in (day, day + timedelta(days=1))):
            if await self._lists(message.address, date, wanted):
                return Accepted(wanted)
        return None

    async def close(self) -> None:
        """Nothing to let go of: the SDK opens a connection for each request."""

    async def _lists(self, address: str, date: str, wanted: str) -> bool:
        for page in range(1, MOST_PAGES + 1):
            rows = await self._page(address, date, page)
            if any(row.out_id == wanted for row in rows):
                return True
            if len(rows) < PAGE_SIZE:
                return False
        raise CannotAsk("too_many_messages")

    async def _page(self, address: str, date: str, page: int) -> list[Any]:
        request = models.QuerySendDetailsRequest(
            phone_number=_national(address), send_date=date, page_size=PAGE_SIZE, current_page=page
        )
        try:
            async with self._turn, asyncio.timeout(self._timeout):
                answer = await self._client.query_send_details_with_options_async(request, self._options)
        except Exception as error:  # noqa: BLE001  # whatever it was, nothing was learnt
            raise CannotAsk(_reason(error)) from None
        if answer.body.code != OK:
            raise CannotAsk(str(answer.body.code))
        listed = answer.body.sms_send_detail_dtos
        return list(listed.sms_send_detail_dto or []) if listed else []


def _national(address: str) -> str:
    """A mainland number as the mainland writes it; others with their country's code, without the plus."""
    return address.removeprefix("+86").removeprefix("+")


def _failure_of(error: Exception) -> SendFailed:
    """What an exception says of the message; one that nobody foresaw came, for all we know, after it had left."""
    if isinstance(error, SendFailed):
        return error
    if isinstance(error, AlibabaCloudException):
        return failure(int(error.status_code or 0), _code(error), error.retry_after)
    if isinstance(_beneath(error), NOT_SENT):
        return Unavailable(_reason(error))
    return OutcomeUnknown(_reason(error))


def _beneath(error: Exception) -> BaseException:
    """What broke: the SDK wraps it twice, and keeps the first only as the context of the second."""
    wrapped = getattr(error, "inner_exception", None)
    return (wrapped.__context__ or wrapped) if isinstance(wrapped, RetryError) else error


def _code(error: AlibabaCloudException) -> str | None:
    code = str(error.code or "")
    return code if code not in ("", "None") else None


def _reason(error: Exception) -> str:
    return type(_beneath(error)).__name__
