"""A small server that speaks a city's 12345 interface for work orders, and can be told to misbehave.

Inside a test's event loop:

    async with FakeDispatcher() as city:
        city.next(lose_answer())
        ...
        assert city.notices("1") == ["派单", "签收"]
        await city.tells(url, city.status("1", "签收"))

As a process: `python -m tests.fakes.dispatcher --port 8095 --lose 0.1`, with counts at `/_fake/counts`.

Its interface, as its own paper has it: orders by POST /openapi/v1/orders, changes by POST
/openapi/v1/orders/{orderNo}/events, its own list of what happened by GET /openapi/v1/changes?since=. Every answer
is an HTTP 200 with a code, "0" for success; Idempotency-Key says what is the same. Signed in four headers: the
HMAC-SHA256, in hexadecimal, of five lines: seconds since 1970, nonce, method, path with query, SHA-256 of the body.
"""

import hashlib
import hmac
import itertools
import json
import secrets
import time
from collections import Counter
from typing import Any

from aiohttp import web

from tests.fakes.dispatcher_faults import Fault, losing
from tests.fakes.process import run
from tests.fakes.server import FakeServer, misbehave

KEY_ID, SECRET = "city_1", "a-secret-of-the-city-of-thirty-two-or-more"
SKEW = 300


def sign(secret: str, timestamp: str, nonce: str, method: str, path: str, body: bytes) -> str:
    """The signature as the interface's paper says."""
    lines = [timestamp, nonce, method, path, hashlib.sha256(body).hexdigest()]
    return hmac.new(secret.encode(), "\n".join(lines).encode(), "sha256").hexdigest()


class FakeDispatcher(FakeServer[str, Fault]):
    """The platform, as far as a system that is connected to it can see it."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.keys = {KEY_ID: SECRET}
        """The keys that it knows."""
        self.orders: dict[str, dict[str, Any]] = {}
        """What it was told of each order, by its own number."""
        self.events: list[tuple[str, dict[str, Any]]] = []
        """What it took after the orders, in the order in which it came."""
        self.prefix = "JN2026"
        """How its numbers begin."""
        self.taken: Counter[str] = Counter()
        """How often it took something under each key: more than once would be a second order."""
        self.refused: list[str] = []
        """Why it refused to listen."""
        self.tries = 0
        """Requests to send, refused ones included."""
        self.changes: list[dict[str, Any]] = []
        """What happened on it, for its list."""
        self._answers: dict[str, tuple[bytes, dict[str, Any]]] = {}
        self._nonces: set[str] = set()
        self._numbers = itertools.count(1)
        self._happened = itertools.count(1)

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/openapi/v1/orders", self._order)
        app.router.add_post("/openapi/v1/orders/{number}/events", self._event)
        app.router.add_get("/openapi/v1/changes", self._list)
        return app

    # What a test asks and tells

    def counts(self) -> dict[str, int]:
        """How often it took each thing."""
        return dict(self.taken)

    def number_of(self, case: int | str) -> str:
        """Its number of one of our cases."""
        return next(n for n, told in self.orders.items() if told["source"]["no"] == str(case))

    def notices(self, case: int | str) -> list[str]:
        """What it was told of a case, in the order in which it came."""
        number = self.number_of(case)
        return ["派单", *(told["eventType"] for n, told in self.events if n == number)]

    def status(self, case: int | str, state: str, **more: Any) -> dict[str, Any]:
        """A status of a case, as it words them; each has an id of its own."""
        return {
            "eventId": f"E{next(self._happened)}",
            "orderNo": self.number_of(case),
            "state": state,
            "time": "2026-09-08 17:00:00",
            "handler": {"name": "李四"},
            **more,
        }

    def forget(self) -> None:
        """Lose all that it was told; its numbers go on."""
        self.orders.clear()
        self.events.clear()
        self.taken.clear()
        self._answers.clear()

    async def tells(
        self, url: str, status: dict[str, Any], *, secret: str = SECRET, **headers: str
    ) -> tuple[int, dict[str, Any]]:
        """Post a status to us; what we answered. `headers` replace those of the signature."""
        body = json.dumps(status, ensure_ascii=False).encode()
        path = "/" + url.split("/", 3)[3]
        stamp, nonce = str(int(time.time())), secrets.token_hex(16)
        signed = {
            "X-Dispatch-Key": KEY_ID,
            "X-Dispatch-Timestamp": stamp,
            "X-Dispatch-Nonce": nonce,
            "X-Dispatch-Signature": sign(secret, stamp, nonce, "POST", path, body),
        }
        named = {f"X-Dispatch-{name}": value for name, value in headers.items()}
        async with self._session.post(url, data=body, headers=signed | named) as answer:
            return answer.status, await answer.json(content_type=None)

    # What the platform does

    async def _order(self, request: web.Request) -> web.StreamResponse:
        return await self._take(request, None)

    async def _event(self, request: web.Request) -> web.StreamResponse:
        return await self._take(request, request.match_info["number"])

    async def _take(self, request: web.Request, number: str | None) -> web.StreamResponse:
        self.tries += 1
        body = await request.read()
        if wrong := self._wrong(request, body):
            self.refused.append(wrong)
            return web.json_response({"code": "401", "msg": wrong}, status=401)
        key = request.headers["Idempotency-Key"]
        fault = self._fault(key)
        if fault and not fault.taken:
            return await self._misbehave(request, fault, {"code": fault.code, "msg": fault.message})
        answer = self._same(key, body) or self._keep(key, body, number)
        return await self._misbehave(request, fault, answer) if fault else web.json_response(answer)

    def _same(self, key: str, body: bytes) -> dict[str, Any] | None:
        """The answer that it gave before; another body under the same key is refused."""
        if key not in self._answers:
            return None
        before, answer = self._answers[key]
        return answer if before == body else {"code": "4009", "msg": "幂等号重复"}

    def _keep(self, key: str, body: bytes, number: str | None) -> dict[str, Any]:
        told = json.loads(body)
        if number is not None and number not in self.orders:
            return {"code": "4004", "msg": "工单不存在"}
        self.taken[key] += 1
        if number is None:
            number = f"{self.prefix}{next(self._numbers):06d}"
            self.orders[number] = told
        else:
            self.events.append((number, told))
        self._answers[key] = body, {"code": "0", "msg": "成功", "data": {"orderNo": number}}
        return self._answers[key][1]

    async def _list(self, request: web.Request) -> web.StreamResponse:
        if wrong := self._wrong(request, b""):
            return web.json_response({"code": "401", "msg": wrong}, status=401)
        since = int(request.query["since"] or 0)
        page = self.changes[since : since + 2]
        return web.json_response({"code": "0", "data": {"list": page, "next": str(since + len(page))}})

    def _wrong(self, request: web.Request, body: bytes) -> str:
        """Why it does not listen: an unknown key, a false signature, a wrong clock, a nonce that was used."""
        headers = request.headers
        secret = self.keys.get(headers.get("X-Dispatch-Key", ""))
        stamp, nonce = headers.get("X-Dispatch-Timestamp", "0"), headers.get("X-Dispatch-Nonce", "")
        if secret is None:
            return "unknown key"
        if sign(secret, stamp, nonce, request.method, request.path_qs, body) != headers.get(
            "X-Dispatch-Signature"
        ):
            return "false signature"
        if abs(time.time() - int(stamp)) > SKEW:
            return "wrong clock"
        if nonce in self._nonces:
            return "used nonce"
        self._nonces.add(nonce)
        return ""

    async def _misbehave(
        self, request: web.Request, fault: Fault, answer: dict[str, Any]
    ) -> web.StreamResponse:
        return await misbehave(fault, request) or web.json_response(answer)


if __name__ == "__main__":
    run("A fake 12345", FakeDispatcher, losing)
