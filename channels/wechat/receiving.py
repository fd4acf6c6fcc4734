"""Reading what WeChat posts to our webhook, and wording the answer; pure."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from channels.interface import Incoming, ReceiptNews
from channels.wechat import crypto
from channels.wechat.account import WeChatAccount
from channels.wechat.crypto import CannotDecrypt
from channels.wechat.papers import NotAPaper, read_paper, write_paper
from evaluation.delivery import Receipt
from evaluation.exchange import Event

NOTHING_TO_SAY = "success"
"""The body that ends a turn without a word; anything else but XML shows the person an error."""
FRESH_SECONDS = 300
"""How far WeChat's clock and ours may be apart. In plain mode a signature covers no message, so one
that was overheard is worth something only this long."""
QR_PREFIX = "qrscene_"

MENU_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "points": "积分",
        "redeem": "兑换",
        "help": "帮助",
        "stop": "退订",
        "start": "恢复",
    }
)
"""The keys of the account's menu and what a person would have written; other keys are words themselves."""

_SENT = "SubscribeMsgSentEvent/List/"
_OPENID = re.compile("[A-Za-z0-9_-]{1,64}")
_NUMBER = re.compile("[0-9]{1,20}")


class Forged(Exception):  # our errors are facts, as in evaluation/delivery
    """Not signed by WeChat for our account, or too old to be trusted."""


class Malformed(ValueError):
    """Signed, yet nothing that WeChat would send; `field` names what is wrong, never its value."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is missing or malformed")
        self.field = field


@dataclass(frozen=True)
class Call:
    """A request that WeChat certainly made: its fields, and whether its answer is to be encrypted."""

    fields: Mapping[str, str]
    encrypted: bool


def is_ours(account: WeChatAccount, query: Mapping[str, str]) -> bool:
    """Whether whoever asks shares our token: how WeChat checks an address, and signs in plain mode."""
    signed = (account.token, query.get("timestamp", ""), query.get("nonce", ""))
    return bool(account.token) and crypto.signature_ok(query.get("signature", ""), *signed)


def read_call(account: WeChatAccount, query: Mapping[str, str], body: bytes, wall: float) -> Call:
    """What WeChat posted, plain or encrypted; `wall` is in seconds since 1970. Raises `Forged`, `Malformed`.

    With a key of ours only what is encrypted counts, for nothing signs what is not; without one the plain half
    of a call in compatible mode is read.
    """
    if account.aes_keys:
        return Call(_paper(_decrypted(account, query, body)), encrypted=True)
    if not is_ours(account, query) or not _is_fresh(query.get("timestamp", ""), wall):
        raise Forged
    fields = _paper(body)
    if "Encrypt" in fields and "MsgType" not in fields:  # for whoever has the key; we have none
        raise Forged
    return Call(fields, encrypted=False)


def _decrypted(account: WeChatAccount, query: Mapping[str, str], body: bytes) -> bytes:
    try:
        sealed = read_paper(body).get("Encrypt", "")
    except NotAPaper:
        raise Forged from None
    signed = (account.token, query.get("timestamp", ""), query.get("nonce", ""), sealed)
    if not account.token or not crypto.signature_ok(query.get("msg_signature", ""), *signed):
        raise Forged
    try:
        return crypto.envelope(account.app_id, account.aes_keys).open(sealed)
    except CannotDecrypt:
        raise Forged from None


def _is_fresh(timestamp: str, wall: float) -> bool:
    return bool(_NUMBER.fullmatch(timestamp)) and abs(int(timestamp) - wall) <= FRESH_SECONDS


def _paper(body: bytes) -> dict[str, str]:
    try:
        return read_paper(body)
    except NotAPaper:
        raise Malformed("body") from None


def read_news(call: Call) -> Incoming | ReceiptNews | None:
    """What a call tells: something a person did, what became of a notice, or nothing to us. Raises `Malformed`."""
    fields = call.fields
    if _text(fields, "MsgType") != "event":
        return _message(fields)
    readers = {"TEMPLATESENDJOBFINISH": _template_receipt, "subscribe_msg_sent_event": _subscription_receipt}
    return readers.get(_text(fields, "Event"), _event)(fields)


def _message(fields: Mapping[str, str]) -> Incoming:
    event, text = _said(fields)
    return Incoming(_field(fields, "MsgId", _NUMBER), _field(fields, "FromUserName", _OPENID), text, event)


def _said(fields: Mapping[str, str]) -> tuple[Event, str]:
    kind = fields["MsgType"]
    if kind == "text":
        pressed = fields.get("bizmsgmenuid", "")
        if _NUMBER.fullmatch(pressed):
            return Event.PRESS, pressed
        return Event.TEXT, _text(fields, "Content")
    if kind == "voice" and (written_down := fields.get("Recognition", "").strip()):
        return Event.TEXT, written_down
    return Event.UNREADABLE, ""


def _event(fields: Mapping[str, str]) -> Incoming | None:
    done = _done(fields["Event"], fields.get("EventKey", ""))
    if done is None:
        return None
    event, text = done
    openid = _field(fields, "FromUserName", _OPENID)
    return Incoming(_event_id(fields, openid), openid, text, event)


def _done(event: str, key: str) -> tuple[Event, str] | None:
    """What a person did by an event, and what it carried; None for what is not our business."""
    if event == "subscribe":
        return Event.ARRIVE, key.removeprefix(QR_PREFIX)
    if event == "SCAN":
        return Event.ARRIVE, key
    if event == "unsubscribe":
        return Event.LEAVE, ""
    if event == "CLICK" and key:
        return Event.TEXT, MENU_WORDS.get(key, key)
    return None


def _event_id(fields: Mapping[str, str], openid: str) -> str:
    """Events have no id: WeChat says to tell them by these. Hashed, for an openid is somebody's address."""
    told = (openid, _field(fields, "CreateTime", _NUMBER), fields["Event"], fields.get("EventKey", ""))
    return "event-" + hashlib.sha256("\0".join(told).encode()).hexdigest()[:40]


def _template_receipt(fields: Mapping[str, str]) -> ReceiptNews:
    reference, status = _field(fields, "MsgID", _NUMBER), _text(fields, "Status")
    openid = _field(fields, "FromUserName", _OPENID)
    if status == "success":
        return ReceiptNews(Receipt.DELIVERED, reference, None, address=openid)
    blocked = "user block" in status
    reason = "user_block" if blocked else "system_failed"
    return ReceiptNews(Receipt.FAILED, reference, None, reason, bad_address=blocked, address=openid)


def _subscription_receipt(fields: Mapping[str, str]) -> ReceiptNews:
    """Of a subscription notice; it fails here only where WeChat's own system did."""
    reference, code = _field(fields, f"{_SENT}MsgID", _NUMBER), _field(fields, f"{_SENT}ErrorCode", _NUMBER)
    openid = _field(fields, "FromUserName", _OPENID)
    if int(code) == 0:
        return ReceiptNews(Receipt.DELIVERED, reference, None, address=openid)
    return ReceiptNews(Receipt.FAILED, reference, None, code, address=openid)


def reply_to(call: Call, text: str, wall: float) -> str:
    """The passive reply with this text, unencrypted."""
    fields = call.fields
    return write_paper(
        {
            "ToUserName": fields["FromUserName"],
            "FromUserName": fields.get("ToUserName", ""),
            "CreateTime": int(wall),
            "MsgType": "text",
            "Content": text,
        }
    )


def sealed_reply(account: WeChatAccount, reply: str, nonce: str, wall: float) -> str:
    """A reply to an encrypted call, encrypted and signed."""
    sealed = crypto.envelope(account.app_id, account.aes_keys).seal(reply.encode())
    timestamp = str(int(wall))
    return write_paper(
        {
            "Encrypt": sealed,
            "MsgSignature": crypto.signature(account.token, timestamp, nonce, sealed),
            "TimeStamp": int(timestamp),
            "Nonce": nonce,
        }
    )


def _field(fields: Mapping[str, str], name: str, pattern: re.Pattern[str]) -> str:
    value = fields.get(name, "")
    if not pattern.fullmatch(value):
        raise Malformed(name)
    return value


def _text(fields: Mapping[str, str], name: str) -> str:
    if name not in fields:
        raise Malformed(name)
    return fields[name]
