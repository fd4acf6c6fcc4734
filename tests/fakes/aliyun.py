"""A small server that speaks Alibaba Cloud's published SMS protocol and can be told to misbehave.

async with FakeAliyun() as aliyun:
    aliyun.next(lose_answer())
    ...
    assert aliyun.texts_to("+8613800000000") == [("SMS_1", {"item": "…"})]
    await aliyun.push_reports(url)      # late, twice, out of order: call it late, twice, with `texts`
"""

import asyncio
import json
import uuid
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Self

import aiohttp
from aiohttp import web
from alibabacloud_tea_openapi.utils import Utils  # type: ignore[import-untyped]
from darabonba.request import DaraRequest  # type: ignore[import-untyped]

KEY_ID, KEY_SECRET = "LTAI-fake", "fake-secret"
SIGN_NAME = "江宁政务服务"
BEIJING = timezone(timedelta(hours=8))


@dataclass
class Text:
    """A message on its way to, or with, a person."""

    biz_id: str
    to: str
    template: str
    variables: dict[str, str]
    out_id: str
    extend_code: str
    sent: datetime
    status: int = 1
    """1 waits for its report, 2 failed, 3 arrived."""
    err_code: str = ""


@dataclass(frozen=True)
class Fault:
    """How one request to send goes wrong; `taken` says whether the text goes out all the same."""

    taken: bool
    code: str = "OK"
    message: str = "OK"
    status: int = 200
    body: str | None = None
    delay: float = 0
    drop: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


def slow(seconds: float) -> Fault:
    """Takes the text at once and answers late."""
    return Fault(taken=True, delay=seconds)


def lose_answer() -> Fault:
    """Takes the text and drops the connection."""
    return Fault(taken=True, drop=True)


def cut_off() -> Fault:
    """Drops the connection without taking the text."""
    return Fault(taken=False, drop=True)


def refuse(code: str, message: str = "refused", status: int = 200) -> Fault:
    """Says no, inside a 200 as the SMS service does, or with a status as the gateway does."""
    return Fault(taken=False, code=code, message=message, status=status)


def garbage(body: str, *, status: int = 200, taken: bool = True) -> Fault:
    """An answer that is not Alibaba Cloud's, whatever its status says."""
    return Fault(taken=taken, status=status, body=body)


class FakeAliyun:
    """Alibaba Cloud, as far as an account that texts can see it."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.now = now
        self.texts: list[Text] = []
        self.templates: dict[str, tuple[str, ...]] = {"SMS_1": ("item", "day", "count", "last_day")}
        """Approved templates, by code, with the variables that each wants."""
        self.script: Callable[[Mapping[str, str]], Fault | None] = lambda _: None
        """Asked about every request to send that `next` says nothing about."""
        self.sends = 0
        self.forgets = False
        """The list of what was sent stays empty."""
        self._next: deque[Fault | None] = deque()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/", self._call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    # What a test asks and tells

    def next(self, *faults: Fault | None) -> None:
        """Say what becomes of the next requests to send, one each; None lets one pass."""
        self._next.extend(faults)

    def texts_to(self, number: str) -> list[tuple[str, dict[str, str]]]:
        """What a citizen got, oldest first: the template and its variables."""
        return [(text.template, text.variables) for text in self.texts if f"+86{text.to}" == number]

    def counts(self) -> dict[str, int]:
        """How many texts each number got."""
        return dict(Counter(text.to for text in self.texts))

    async def push_reports(
        self, url: str, texts: Iterable[Text] | None = None, *, err_code: str = "DELIVERED"
    ) -> int:
        """Push a report about every text (or these, in this order), as one batch; what we answered."""
        chosen = list(self.texts if texts is None else texts)
        for text in chosen:
            text.err_code, text.status = err_code, 3 if err_code == "DELIVERED" else 2
        return (await self.push(url, [report(text, self.now()) for text in chosen]))[0]

    async def incoming(self, url: str, number: str, content: str, sequence_id: str | None = None) -> int:
        """A person writes to us: what the webhook answered."""
        return (await self.push(url, [uplink(number, content, sequence_id)]))[0]

    async def push(self, url: str, entries: Sequence[object]) -> tuple[int, str]:
        """Push entries: the status and the body of the answer."""
        async with self._session.post(url, json=entries) as response:
            return response.status, await response.text()

    # What Alibaba Cloud does

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if not _is_signed(request):
            return _answer({"Code": "SignatureDoesNotMatch", "Message": "…"}, status=400)
        action = request.headers["x-acs-action"]
        if action == "SendSms":
            return await self._send(request)
        return self._details(request.query) if action == "QuerySendDetails" else web.Response(status=404)

    async def _send(self, request: web.Request) -> web.StreamResponse:
        self.sends += 1
        query = request.query
        if code := self._complaint(query):
            return _answer({"Code": code, "Message": "…", "RequestId": "R"})
        fault = (self._next.popleft() if self._next else self.script(query)) or Fault(taken=True)
        biz_id = f"{len(self.texts) + 900619746936498440}^0"
        if fault.taken:
            self.texts.append(self._text(query, biz_id))
        await asyncio.sleep(fault.delay)
        if fault.drop and request.transport:
            request.transport.abort()
        if fault.body is not None:
            return web.Response(status=fault.status, text=fault.body, content_type="text/html")
        answer = {"Code": fault.code, "Message": fault.message, "RequestId": "R"}
        if fault.code == "OK":
            answer["BizId"] = biz_id
        return _answer(answer, status=fault.status, headers=fault.headers)

    def _text(self, query: Mapping[str, str], biz_id: str) -> Text:
        return Text(
            biz_id=biz_id,
            to=query["PhoneNumbers"],
            template=query["TemplateCode"],
            variables=json.loads(query["TemplateParam"]),
            out_id=query.get("OutId", ""),
            extend_code=query.get("SmsUpExtendCode", ""),
            sent=self.now(),
        )

    def _complaint(self, query: Mapping[str, str]) -> str | None:
        """The code for a request that Alibaba Cloud would refuse by itself."""
        number = query.get("PhoneNumbers", "")
        if not (number.isdigit() and len(number) == 11):
            return "isv.MOBILE_NUMBER_ILLEGAL"
        if query.get("SignName") != SIGN_NAME:
            return "isv.SMS_SIGNATURE_ILLEGAL"
        if query.get("TemplateCode") not in self.templates:
            return "isv.SMS_TEMPLATE_ILLEGAL"
        values = json.loads(query.get("TemplateParam", "{}"))
        if set(self.templates[query["TemplateCode"]]) - set(values):
            return "isv.TEMPLATE_MISSING_PARAMETERS"
        banned = any("【" in value or "http" in value for value in values.values())
        return "isv.BLACK_KEY_CONTROL_LIMIT" if banned else None

    def _details(self, query: Mapping[str, str]) -> web.Response:
        day, size = query["SendDate"], int(query["PageSize"])
        found = [
            text
            for text in reversed(self.texts)
            if text.to == query["PhoneNumber"] and f"{text.sent.astimezone(BEIJING):%Y%m%d}" == day
        ]
        found = [] if self.forgets else found
        start = (int(query["CurrentPage"]) - 1) * size
        rows = [_detail(text) for text in found[start : start + size]]
        listed = {"SmsSendDetailDTO": rows}
        return _answer(
            {"Code": "OK", "Message": "OK", "TotalCount": str(len(found)), "SmsSendDetailDTOs": listed}
        )


def report(text: Text, at: datetime) -> dict[str, Any]:
    """One entry of an SmsReport push."""
    stamp = f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
    return {
        "phone_number": text.to,
        "send_time": f"{text.sent.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}",
        "report_time": stamp,
        "success": text.err_code == "DELIVERED",
        "err_code": text.err_code,
        "err_msg": "…",
        "sms_size": "1",
        "biz_id": text.biz_id,
        "out_id": text.out_id,
    }


def uplink(number: str, content: str, sequence_id: str | None = None) -> dict[str, Any]:
    """One entry of an SmsUp push."""
    return {
        "phone_number": number.removeprefix("+86"),
        "content": content,
        "send_time": "2026-09-07 10:00:00",
        "dest_code": "10690000001",
        "sequence_id": int(sequence_id or uuid.uuid4().int % 10**12),
        "sign_name": SIGN_NAME,
    }


def _detail(text: Text) -> dict[str, Any]:
    return {
        "PhoneNum": text.to,
        "OutId": text.out_id,
        "TemplateCode": text.template,
        "SendDate": f"{text.sent.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}",
        "SendStatus": text.status,
        "ErrCode": text.err_code,
        "Content": f"【{SIGN_NAME}】…",
    }


def _is_signed(request: web.Request) -> bool:
    """Whether our key signed exactly this request."""
    given = request.headers.get("Authorization", "")
    names = given.partition("SignedHeaders=")[2].partition(",")[0].split(";")
    signed = DaraRequest()
    signed.method, signed.pathname, signed.query = request.method, "/", dict(request.query)
    signed.headers = {name: request.headers.get(name, "") for name in names}
    hashed = request.headers.get("x-acs-content-sha256", "")
    expected = Utils.get_authorization(signed, "ACS3-HMAC-SHA256", hashed, KEY_ID, KEY_SECRET)
    return given == str(expected)


def _answer(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response(body, status=status, headers=headers)
