"""The other half of WeChat: a follower whose messages it posts to our webhook, in plain or encrypted.

Written from the published protocol, not with our own code: two halves of one mistake would agree.
"""

import asyncio
import base64
import contextlib
import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Literal
from xml.etree import ElementTree

import aiohttp
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

APP_ID, TOKEN = "wx5823bf96d3bd56c7", "QDG6eK"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ACCOUNT = "gh_7f083739789a"

Mode = Literal["plain", "compatible", "safe"]
TRIES = 3
OUT_OF_ORDER = "该公众号提供的服务出现故障，请稍后再试"
_ids = count(6054768590064713728)


@dataclass(frozen=True)
class Answer:
    """What our webhook answered; `text` is what the follower sees, "" where we are silent."""

    status: int
    body: str
    text: str = ""


@dataclass
class Post:
    """How WeChat posts to one address."""

    url: str
    mode: Mode = "plain"
    token: str = TOKEN
    aes_key: str = AES_KEY
    app_id: str = APP_ID
    wall: Callable[[], float] = time.time
    patience: float = 5.0
    """Seconds after which WeChat hangs up, and posts the same again."""

    def sign(self, *more: str) -> dict[str, str]:
        """The query of a request: the signature of the address, and of what is encrypted if there is any."""
        timestamp, nonce = str(int(self.wall())), "263014780"
        query = {
            "timestamp": timestamp,
            "nonce": nonce,
            "signature": _sha1(self.token, timestamp, nonce),
        }
        if more:
            query |= {"encrypt_type": "aes", "msg_signature": _sha1(self.token, timestamp, nonce, *more)}
        return query

    def wrap(self, paper: str) -> tuple[dict[str, str], str]:
        """The query and the body of a request that carries this XML."""
        if self.mode == "plain":
            return self.sign(), paper
        sealed = _encrypt(self.aes_key, paper.encode(), self.app_id)
        beside = paper.removeprefix("<xml>").removesuffix("</xml>") if self.mode == "compatible" else ""
        return self.sign(sealed), f"<xml>{beside}<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"

    async def send(self, paper: str) -> Answer:
        """Post XML as WeChat would, three times at most."""
        for _ in range(TRIES):
            query, body = self.wrap(paper)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.patience):
                    return await self.post(query, body.encode())
        return Answer(0, "", OUT_OF_ORDER)

    async def post(self, query: dict[str, str], body: bytes) -> Answer:
        """Post whatever it is."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, params=query, data=body, headers={"Content-Type": "text/xml"}) as response,
        ):
            text = await response.text()
            return Answer(response.status, text, self._seen(response.status, text))

    def _seen(self, status: int, body: str) -> str:
        """What a follower sees; an answer that WeChat would not take is an error to them."""
        if status != 200 or body == "success":
            return ""
        reply = _fields(body)
        if self.mode != "plain":
            signed = _sha1(self.token, reply["TimeStamp"], reply["Nonce"], reply["Encrypt"])
            assert signed == reply["MsgSignature"]
            reply = _fields(_decrypt(self.aes_key, reply["Encrypt"], self.app_id))
        assert (reply["FromUserName"], reply["MsgType"]) == (ACCOUNT, "text")
        assert reply["CreateTime"].isdigit()
        return reply["Content"]


@dataclass
class Follower:
    """Somebody who follows the account."""

    post: Post
    openid: str
    second: int = field(default_factory=lambda: int(time.time()))

    def paper(self, **fields: str) -> str:
        """The XML of something they did."""
        self.second += 1
        base = {"ToUserName": ACCOUNT, "FromUserName": self.openid, "CreateTime": str(self.second)}
        return "<xml>" + "".join(_element(*each) for each in (base | fields).items()) + "</xml>"

    def message(self, **fields: str) -> str:
        """The XML of a message of theirs."""
        return self.paper(**{"MsgType": "text", "MsgId": str(next(_ids))} | fields)

    async def says(self, text: str) -> str:
        """Write; what is answered."""
        return await self._does(self.message(Content=text))

    async def presses(self, menu_id: str, label: str) -> str:
        """Press an answer of a menu; what is answered."""
        return await self._does(self.message(Content=label, bizmsgmenuid=menu_id))

    async def speaks(self, written_down: str = "") -> str:
        """Send a voice message, which WeChat may have written down."""
        return await self._does(self.message(MsgType="voice", MediaId="m", Recognition=written_down))

    async def does(self, event: str, key: str = "") -> str:
        """Follow, scan, click or leave; what is answered."""
        return await self._does(self.paper(MsgType="event", Event=event, EventKey=key))

    async def _does(self, paper: str) -> str:
        answer = await self.post.send(paper)
        assert answer.status == 200, answer
        return answer.text


def _element(name: str, value: str) -> str:
    return f"<{name}>{value if value.isdigit() else f'<![CDATA[{value}]]>'}</{name}>"


def _fields(body: str) -> dict[str, str]:
    assert re.match("<xml>", body)
    return {each.tag: each.text or "" for each in ElementTree.fromstring(body)}


def _sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def _cipher(encoded: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(encoded + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _encrypt(encoded: str, message: bytes, app_id: str) -> str:
    plain = b"0123456789abcdef" + len(message).to_bytes(4, "big") + message + app_id.encode()
    room = 32 - len(plain) % 32
    encryptor = _cipher(encoded).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([room]) * room) + encryptor.finalize()).decode()


def _decrypt(encoded: str, sealed: str, app_id: str) -> str:
    decryptor = _cipher(encoded).decryptor()
    padded = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    plain = padded[: -padded[-1]]
    end = 20 + int.from_bytes(plain[16:20], "big")
    assert plain[end:].decode() == app_id
    return plain[20:end].decode()
