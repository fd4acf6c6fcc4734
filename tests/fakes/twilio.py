"""A small server that speaks Twilio's published protocol and can be told to misbehave.

Inside a test's event loop:

    async with FakeTwilio() as twilio:
        twilio.next(lose_answer())
        ...
        assert twilio.texts_to("+8613800000000") == ["…"]
        await twilio.deliver_receipts("delivered", "sent")     # out of order

As a process: `python -m tests.fakes.twilio --port 8090 --lose 0.1`, with counts at `/_fake/counts`.
"""

import re
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TypedDict, Unpack
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.fakes import twilio_papers as papers
from tests.fakes.process import run
from tests.fakes.server import FakeServer, misbehave
from tests.fakes.twilio_faults import (
    Fault,
    breakdown,
    cut_off,
    garbage,
    lose_answer,
    losing,
    refuse,
    slow,
    throttle,
)
from tests.fakes.twilio_papers import NUMBER, Answer, Reply, Text

__all__ = [
    "ACCOUNT_SID", "AUTH_TOKEN", "DELIVERED", "NUMBER", "Answer", "FakeTwilio", "Fault", "Reply",
    "Signing", "Text", "breakdown", "cut_off", "garbage", "lose_answer", "losing", "refuse",
    "slow", "throttle",
]  # fmt: skip

ACCOUNT_SID = "AC" + "0" * 31 + "1"
AUTH_TOKEN = "fake-token"
DELIVERED = ("sent", "delivered")


class Signing(TypedDict, total=False):
    """How a webhook request is signed: another address is a proxy in between, another token a forger."""

    signed_for: str
    token: str
    algorithm: str


class FakeTwilio(FakeServer[Mapping[str, str], Fault]):
    """Twilio, as far as an account that texts can see it."""

    def __init__(
        self,
        port: int = 0,
        account_sid: str = ACCOUNT_SID,
        auth_token: str = AUTH_TOKEN,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(port)
        self.account_sid, self.auth_token = account_sid, auth_token
        self.now = now
        self.texts: list[Text] = []
        self.opted_out: set[str] = set()
        self.segments = 1
        """How many parts each text has."""
        self.requests = 0
        """API requests of any kind, refused ones included."""

    def _app(self) -> web.Application:
        messages = f"/{papers.API}/Accounts/{self.account_sid}/Messages"
        app = web.Application(middlewares=[self._authenticate])
        app.router.add_post(f"{messages}.json", self._create)
        app.router.add_get(f"{messages}.json", self._list)
        app.router.add_get(messages + "/{sid}.json", self._fetch)
        return app

    # What a test asks and tells

    def texts_to(self, number: str) -> list[str]:
        """What a citizen got, oldest first."""
        return [text.body for text in self.texts if text.to == number]

    def counts(self) -> dict[str, int]:
        """How many texts each number got."""
        return dict(Counter(text.to for text in self.texts))

    async def deliver_receipts(
        self,
        *statuses: str,
        to: str | None = None,
        texts: Iterable[Text] | None = None,
        code: int | None = None,
    ) -> list[int]:
        """Post these statuses, in this order, about every text (or some); gives the callbacks' HTTP statuses.

        Late is calling it late; twice is naming a status twice. `code` goes with a failure.
        """
        about = self.texts if texts is None else texts
        chosen = [text for text in about if text.callback and to in (None, text.to)]
        return [await self._report(text, status, code) for text in chosen for status in statuses or DELIVERED]

    async def incoming(
        self,
        to_url: str,
        from_: str,
        body: str,
        sid: str | None = None,
        *,
        act: bool = False,
        statuses: tuple[str, ...] = DELIVERED,
        **signing: Unpack[Signing],
    ) -> Answer:
        """A person writes to us: what the webhook answered. `act` carries its replies out, with receipts."""
        form = papers.inbound_form(self.account_sid, sid or self._sid(), from_, body)
        status, answered = await self.post(to_url, form, **signing)
        answer = Answer(status, answered, papers.read_twiml(answered, to_url) if status == 200 else [])
        if act:
            sent = [self._carry_out(reply, from_) for reply in answer.replies]
            await self.deliver_receipts(*statuses, texts=sent)
        return answer

    async def post(self, url: str, form: Mapping[str, str], **signing: Unpack[Signing]) -> tuple[int, str]:
        """Post a signed form: the status and the body of the answer."""
        validator = RequestValidator(signing.get("token", self.auth_token))
        algorithm = signing.get("algorithm", "HMAC_SHA1")
        signature = validator.compute_signature(signing.get("signed_for", url), form, algorithm)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": signature,
        }
        if algorithm != "HMAC_SHA1":
            headers["X-Twilio-Webhooks-Signature-Settings"] = f"key=fake,algorithm={algorithm}"
        async with self._session.post(url, data=urlencode(form), headers=headers) as response:
            return response.status, await response.text()

    # What Twilio does

    async def _report(self, text: Text, status: str, code: int | None) -> int:
        text.becomes(status, self.now(), code)
        answered, _ = await self.post(text.callback or "", papers.receipt_form(text))
        return answered

    def _carry_out(self, reply: Reply, to: str) -> Text:
        text = self._text({"To": to, "Body": reply.text, "From": NUMBER, "StatusCallback": reply.action})
        text.direction = "outbound-reply"
        self.texts.append(text)
        return text

    def _text(self, form: Mapping[str, str]) -> Text:
        service = form.get("MessagingServiceSid")
        return Text(
            sid=self._sid(),
            account_sid=self.account_sid,
            to=form["To"],
            body=form["Body"],
            created=self.now(),
            sender=form.get("From"),
            service=service,
            callback=form.get("StatusCallback"),
            segments=self.segments,
            status="accepted" if service else "queued",
        )

    def _sid(self) -> str:
        return f"SM{uuid.uuid4().hex}"

    @web.middleware
    async def _authenticate(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if request.path.startswith("/_fake/"):
            return await handler(request)
        self.requests += 1
        expected = aiohttp.encode_basic_auth(self.account_sid, self.auth_token)
        if request.headers.get("Authorization") != expected:
            return _refusal(401, 20003)
        return await handler(request)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        if code := self._complaint(form):
            return _refusal(400, code)
        fault = self._fault(form) or Fault(taken=True)
        text = self._text(form)
        if fault.taken:
            self.texts.append(text)
        if wrong := await misbehave(fault, request):
            return wrong
        if fault.code:
            return _refusal(fault.status, fault.code, fault.retry_after)
        return web.json_response(papers.resource(text), status=fault.status)

    def _complaint(self, form: Mapping[str, str]) -> int | None:
        """The error code for a request that Twilio would refuse by itself."""
        if not form.get("From") and not form.get("MessagingServiceSid"):
            return 21603
        if not form.get("Body"):
            return 21602
        if not re.fullmatch(r"\+[1-9][0-9]{6,14}", form.get("To", "")):
            return 21211
        if form["To"] in self.opted_out:
            return 21610
        return 21617 if len(form["Body"]) > 1600 else None

    async def _list(self, request: web.Request) -> web.StreamResponse:
        newest_first = [text for text in reversed(self.texts) if papers.matches(text, request.query)]
        return web.json_response(papers.page(newest_first, request.path, request.query))

    async def _fetch(self, request: web.Request) -> web.StreamResponse:
        for text in self.texts:
            if text.sid == request.match_info["sid"]:
                return web.json_response(papers.resource(text))
        return _refusal(404, 20404)


def _refusal(status: int, code: int, retry_after: str | None = None) -> web.Response:
    headers = {"Retry-After": retry_after} if retry_after else {}
    return web.json_response(papers.error(status, code), status=status, headers=headers)


if __name__ == "__main__":
    run("A fake Twilio", FakeTwilio, losing)
