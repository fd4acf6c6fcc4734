"""A small server that speaks Aliyun's SMS protocol (2017-05-25) and can be told to misbehave.

Inside a test's event loop:

    async with FakeAliyun() as aliyun:
        aliyun.next(lose_answer())
        ...
        assert [text.variables for text in aliyun.texts_to("13800000000")] == [...]
        await aliyun.push_reports(f"{url}/webhooks/aliyun/{secret}/reports")

As a process: `python -m tests.fakes.aliyun --port 8093 --lose 0.1`, with counts at `/_fake/counts`.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from alibabacloud_tea_openapi.utils import Utils  # type: ignore[import-untyped]
from darabonba.request import DaraRequest  # type: ignore[import-untyped]

from tests.fakes.aliyun_faults import Fault, losing
from tests.fakes.process import run
from tests.fakes.server import FakeServer, misbehave

ZONE = ZoneInfo("Asia/Shanghai")
KEY_ID, KEY_SECRET = "fake-id", "fake-secret"
NUMBER = "10690000"
"""The number that the account's texts come from."""


@dataclass
class Text:
    """A text as Aliyun keeps it."""

    phone: str
    sign: str
    template: str
    variables: dict[str, str]
    out_id: str
    sent: datetime
    biz_id: str
    number: str
    """The number it comes from: the account's own, drawn out by the extension."""


class FakeAliyun(FakeServer[str, Fault]):
    """Aliyun, as far as an account that texts can see it."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.texts: list[Text] = []
        self.requests = 0
        self.list_fault: Fault | None = None
        """What is wrong with every request for the list."""
        self.may_extend = True
        """Whether the account has the right to extensions; without it they are passed over, not refused."""
        self._numbers = count(1)

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/", self._call)
        return app

    def texts_to(self, phone: str) -> list[Text]:
        """What a citizen got, oldest first."""
        return [text for text in self.texts if text.phone == phone]

    def counts(self) -> dict[str, int]:
        """How many texts each number got."""
        return dict(Counter(text.phone for text in self.texts))

    async def push_reports(
        self, url: str, texts: Iterable[Text] | None = None, *, err_code: str = "DELIVERED"
    ) -> tuple[int, Any]:
        """Push reports about every text, or some: the status and the answer."""
        chosen = self.texts if texts is None else texts
        return await self.push(url, [self.report(text, err_code) for text in chosen])

    def report(self, text: Text, err_code: str = "DELIVERED") -> dict[str, Any]:
        """The report of a text."""
        at = f"{text.sent.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"
        return {
            "phone_number": text.phone,
            "send_time": at,
            "report_time": at,
            "success": err_code == "DELIVERED",
            "err_code": err_code,
            "err_msg": "用户接收成功" if err_code == "DELIVERED" else "失败",
            "sms_size": "1",
            "biz_id": text.biz_id,
            "out_id": text.out_id,
        }

    def reply(
        self, phone: str, content: str, sequence: int | None = None, to: Text | None = None
    ) -> dict[str, Any]:
        """A citizen's message as it is pushed, written in the thread of the text `to`: else of their last one."""
        got = [to] if to else self.texts_to(phone)
        return {
            "phone_number": phone,
            "content": content,
            "send_time": "2026-09-08 10:00:00",
            "dest_code": got[-1].number if got else NUMBER,
            "sequence_id": sequence or next(self._numbers),
            "sign_name": "政务服务",
        }

    async def push(self, url: str, entries: Any) -> tuple[int, Any]:
        """Push entries to a callback: the status and the answer."""
        async with self._session.post(url, json=entries) as response:
            return response.status, await response.json(content_type=None)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        self.requests += 1
        if f"Credential={KEY_ID}," not in request.headers.get("Authorization", ""):
            return _answer({"Code": "InvalidAccessKeyId.NotFound", "Message": "no such key"}, 404)
        if not _is_signed(request):
            return _answer({"Code": "SignatureDoesNotMatch", "Message": "another key signed it"}, 400)
        given = {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}
        if request.headers["x-acs-action"] == "QuerySendDetails":
            return self._list(given)
        return await self._send(request, given)

    async def _send(self, request: web.Request, given: dict[str, str]) -> web.StreamResponse:
        fault = self._fault(given["PhoneNumbers"]) or Fault(taken=True)
        biz_id = f"{next(self._numbers)}^0"
        if fault.taken:
            self.texts.append(
                Text(
                    phone=given["PhoneNumbers"],
                    sign=given["SignName"],
                    template=given["TemplateCode"],
                    variables=json.loads(given["TemplateParam"]),
                    out_id=given["OutId"],
                    sent=datetime.now(ZONE),
                    biz_id=biz_id,
                    number=NUMBER + (given.get("SmsUpExtendCode", "") if self.may_extend else ""),
                )
            )
        if wrong := await misbehave(fault, request):
            return wrong
        said = {"Code": fault.code, "Message": fault.words or fault.code, "RequestId": "R"}
        return _answer(said | ({"BizId": biz_id} if fault.code == "OK" else {}), fault.status)

    def _list(self, given: dict[str, str]) -> web.StreamResponse:
        if self.list_fault is not None:
            return _answer(
                {"Code": self.list_fault.code, "Message": "", "RequestId": "R"}, self.list_fault.status
            )
        found = [
            {
                "PhoneNum": t.phone,
                "OutId": t.out_id,
                "SendStatus": 1,
                "TemplateCode": t.template,
                "SendDate": f"{t.sent.astimezone(ZONE):%Y-%m-%d %H:%M:%S}",
                "Content": "…",
            }
            for t in self.texts_to(given["PhoneNumber"])
            if f"{t.sent.astimezone(ZONE):%Y%m%d}" == given["SendDate"]
        ]
        size, at = int(given["PageSize"]), int(given["CurrentPage"])
        rows = found[(at - 1) * size : at * size]
        return _answer(
            {"Code": "OK", "TotalCount": str(len(found)), "SmsSendDetailDTOs": {"SmsSendDetailDTO": rows}},
            200,
        )


def _is_signed(request: web.Request) -> bool:
    """Whether our key signed exactly this request, by the SDK's own reckoning."""
    given = request.headers["Authorization"]
    names = given.partition("SignedHeaders=")[2].partition(",")[0].split(";")
    signed = DaraRequest()
    signed.method, signed.pathname, signed.query = request.method, "/", dict(request.query)
    signed.headers = {name: request.headers.get(name, "") for name in names}
    payload = request.headers.get("x-acs-content-sha256", "")
    return given == str(Utils.get_authorization(signed, "ACS3-HMAC-SHA256", payload, KEY_ID, KEY_SECRET))


def _answer(body: dict[str, Any], status: int) -> web.Response:
    return web.json_response(body, status=status)


if __name__ == "__main__":
    run("A fake Aliyun", FakeAliyun, losing)
