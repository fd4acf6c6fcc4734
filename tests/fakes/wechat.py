"""A small server that speaks WeChat's published protocol and can be told to misbehave.

Inside a test's event loop:

    async with FakeWeChat() as wechat:
        wechat.open_window("openid")          # somebody wrote lately: five messages may go to them
        wechat.next(lose_answer())
        ...
        assert wechat.texts_to("openid") == ["…"]

As a process: `python -m tests.fakes.wechat --port 8091 --lose 0.1`, where everybody has written lately, with counts
at `/_fake/counts`.

`tests.fakes.wechat_person` is its other half: a follower who writes to our webhook.
"""

import itertools
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.process import run
from tests.fakes.server import FakeServer, misbehave
from tests.fakes.wechat_faults import Fault, losing

APP_ID, APP_SECRET = "wx5823bf96d3bd56c7", "fake-secret"
REPLIES = 5
"""How many customer-service messages a message of theirs allows."""
TOKEN_SECONDS = 7200
TOKEN_REFUSED = 40001


@dataclass(frozen=True)
class Message:
    """One that has reached somebody; `kind` is text, msgmenu, template or subscription."""

    openid: str
    kind: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    """(id, content) of each answer to press."""
    data: Mapping[str, str] | None = None
    """What each field of a notice says."""
    msgid: int = 0


class FakeWeChat(FakeServer[str, Fault]):
    """WeChat, as far as an account's server can see it."""

    def __init__(self, port: int = 0, *, all_open: bool = False) -> None:
        """`all_open`: everybody has written lately, and may be sent what there is."""
        super().__init__(port)
        self.messages: list[Message] = []
        self.menus = True
        self.subscribed: set[str] = set()
        """Who may be sent one subscription notice."""
        self.requests: Counter[str] = Counter()
        """By the last word of their path, refused ones included."""
        self.scenes: dict[str, str] = {}
        """What each QR code carries, by the address that it holds."""
        self.forced = 0
        """How often a new token was forced."""
        self.token_fault: Fault | None = None
        """What goes wrong whenever a token is asked for."""
        self._all_open = all_open
        self._left: dict[str, int] = {}
        self._numbers = itertools.count(200163836)
        self._token = self._lend()

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/cgi-bin/stable_token", self._stable_token)
        app.router.add_post("/cgi-bin/qrcode/create", self._qrcode)
        app.router.add_post("/cgi-bin/message/custom/send", self._custom)
        app.router.add_post("/cgi-bin/message/template/send", self._template)
        app.router.add_post("/cgi-bin/message/subscribe/bizsend", self._subscription)
        return app

    # What a test asks and tells

    def open_window(self, *openids: str) -> None:
        """They have just written to the account."""
        self._left.update(dict.fromkeys(openids, REPLIES))

    def expire_token(self) -> None:
        """The token that was lent is good no more; the next one asked for is another."""
        self._token = self._lend()

    def texts_to(self, openid: str) -> list[str]:
        """What a follower got, oldest first."""
        return [message.text for message in self.messages if message.openid == openid]

    def counts(self) -> dict[str, int]:
        """How many messages each follower got."""
        return dict(Counter(message.openid for message in self.messages))

    # What WeChat does

    def _lend(self) -> str:
        return f"token-{next(self._numbers)}"

    async def _stable_token(self, request: web.Request) -> web.StreamResponse:
        self.requests["stable_token"] += 1
        asked = await request.json()
        if self.token_fault:
            return await self._misbehave(request, self.token_fault)
        if asked["appid"] != APP_ID:
            return _answer(40013)
        if asked["secret"] != APP_SECRET or asked["grant_type"] != "client_credential":
            return _answer(40125)
        if asked.get("force_refresh"):
            self.forced += 1
            self.expire_token()
        return web.json_response({"access_token": self._token, "expires_in": TOKEN_SECONDS})

    async def _qrcode(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("access_token") != self._token:
            return _answer(TOKEN_REFUSED)
        asked = await request.json()
        scene = asked["action_info"]["scene"]["scene_str"]
        if asked["action_name"] != "QR_STR_SCENE" or not 0 < len(scene) <= 64:
            return _answer(40053)
        url = f"http://weixin.qq.com/q/{next(self._numbers)}"
        self.scenes[url] = scene
        return web.json_response({"ticket": "gQ==", "expire_seconds": asked["expire_seconds"], "url": url})

    async def _custom(self, request: web.Request) -> web.StreamResponse:
        return await self._take(request, self._custom_message)

    async def _template(self, request: web.Request) -> web.StreamResponse:
        return await self._take(request, lambda asked: self._notice(asked, "template"))

    async def _subscription(self, request: web.Request) -> web.StreamResponse:
        return await self._take(request, lambda asked: self._notice(asked, "subscription"))

    async def _take(self, request: web.Request, read: Any) -> web.StreamResponse:
        self.requests[request.path.split("/")[-2]] += 1
        if request.query.get("access_token") != self._token:
            return _answer(TOKEN_REFUSED)
        asked = json.loads(await request.read())
        fault = self._fault(asked["touser"])
        if fault and not fault.taken:
            return await self._misbehave(request, fault)
        message = read(asked)
        if isinstance(message, int):
            return _answer(message)
        self.messages.append(message)
        numbered = {"msgid": message.msgid} if message.msgid else {}
        return await self._misbehave(request, fault, **numbered) if fault else _answer(0, **numbered)

    def _custom_message(self, asked: dict[str, Any]) -> Message | int:
        """The message, or the errcode with which WeChat refuses it by itself."""
        openid, kind = asked["touser"], asked["msgtype"]
        if not openid.startswith("o"):
            return 40003
        if kind == "msgmenu" and not self.menus:
            return 40200
        if closed := self._closed(openid):
            return closed
        if kind == "text":
            return Message(openid, kind, asked["text"]["content"])
        menu = asked["msgmenu"]
        choices = tuple((each["id"], each["content"]) for each in menu["list"])
        return Message(openid, kind, menu["head_content"], choices)

    def _closed(self, openid: str) -> int:
        """The errcode for somebody who may not be written to now; else 0, and that is one message less."""
        if self._all_open:
            return 0
        if openid not in self._left:
            return 45015
        if not self._left[openid]:
            return 45047
        self._left[openid] -= 1
        return 0

    def _notice(self, asked: dict[str, Any], kind: str) -> Message | int:
        openid = asked["touser"]
        if not openid.startswith("o"):
            return 40003
        if kind == "subscription" and openid not in self.subscribed:
            return 43101
        self.subscribed.discard(openid)
        data = {name: field["value"] for name, field in asked["data"].items()}
        if any(name.startswith("thing") and len(value) > 20 for name, value in data.items()):
            return 47003
        return Message(openid, kind, asked["template_id"], data=data, msgid=next(self._numbers))

    async def _misbehave(self, request: web.Request, fault: Fault, **more: int) -> web.StreamResponse:
        return await misbehave(fault, request) or _answer(fault.errcode, **more)


def _answer(errcode: int, **more: int) -> web.Response:
    """Always an HTTP 200; the words of a refusal quote a hint, as WeChat's do."""
    errmsg = "ok" if errcode == 0 else f"refused rid: fake-{errcode}"
    return web.json_response({"errcode": errcode, "errmsg": errmsg, **more})


if __name__ == "__main__":
    run("A fake WeChat", lambda port: FakeWeChat(port, all_open=True), losing)
