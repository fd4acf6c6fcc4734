"""What WeChat posts, field by field: what a person did, what became of a notice, or nothing to us."""

import pytest

from channels.interface import Incoming, ReceiptNews
from channels.wechat.account import WeChatAccount
from channels.wechat.crypto import envelope, signature, signature_ok
from channels.wechat.papers import NotAPaper, read_paper, write_paper
from channels.wechat.receiving import (
    Call,
    Forged,
    Malformed,
    is_ours,
    read_call,
    read_news,
    reply_to,
    sealed_reply,
)
from evaluation.delivery import Receipt
from evaluation.exchange import Event

APP_ID, TOKEN = "wx5823bf96d3bd56c7", "QDG6eK"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PLAIN = WeChatAccount(APP_ID, "secret", TOKEN)
SAFE = WeChatAccount(APP_ID, "secret", TOKEN, aes_keys=(KEY,))
OPENID = "oia2TjuEGTNoeX76QEjQNrcURxG8"
WALL = 1_409_659_813.5
NONCE = "263014780"
BODY = b"<xml><MsgType><![CDATA[text]]></MsgType></xml>"


def call(**fields: str) -> Call:
    base = {"ToUserName": "gh_1", "FromUserName": OPENID, "CreateTime": "1409659813"}
    return Call(base | fields, encrypted=False)


def message(**fields: str) -> Call:
    return call(**{"MsgId": "23456", "MsgType": "text", "Content": "2 等了很久"} | fields)


def event(name: str, **fields: str) -> Call:
    return call(MsgType="event", Event=name, **fields)


def told(receipt: Receipt, reason: str | None = None, *, bad_address: bool = False) -> ReceiptNews:
    return ReceiptNews(receipt, "200163836", None, reason, bad_address=bad_address, address=OPENID)


@pytest.mark.parametrize(
    ("said", "kind", "text"),
    [
        (message(), Event.TEXT, "2 等了很久"),
        (message(Content=""), Event.TEXT, ""),
        (message(Content="满意", bizmsgmenuid="4204"), Event.PRESS, "4204"),
        (message(Content="满意", bizmsgmenuid="level4"), Event.TEXT, "满意"),  # not a menu of ours
        (message(MsgType="voice", Recognition="很满意。"), Event.TEXT, "很满意。"),
        (message(MsgType="voice", Recognition=" "), Event.UNREADABLE, ""),
        (message(MsgType="voice"), Event.UNREADABLE, ""),
        (message(MsgType="image"), Event.UNREADABLE, ""),
        (message(MsgType="location"), Event.UNREADABLE, ""),
        (message(MsgType="something new"), Event.UNREADABLE, ""),
    ],
)
def test_what_a_person_says(said: Call, kind: Event, text: str) -> None:
    assert read_news(said) == Incoming("23456", OPENID, text, kind)


@pytest.mark.parametrize(
    ("done", "kind", "text"),
    [
        (event("subscribe", EventKey=""), Event.ARRIVE, ""),
        (event("subscribe"), Event.ARRIVE, ""),
        (event("subscribe", EventKey="qrscene_Ab-9"), Event.ARRIVE, "Ab-9"),
        (event("SCAN", EventKey="Ab-9"), Event.ARRIVE, "Ab-9"),
        (event("unsubscribe", EventKey=""), Event.LEAVE, ""),
        (event("CLICK", EventKey="points"), Event.TEXT, "积分"),
        (event("CLICK", EventKey="办事进度"), Event.TEXT, "办事进度"),
    ],
)
def test_what_a_person_does(done: Call, kind: Event, text: str) -> None:
    news = read_news(done)
    assert isinstance(news, Incoming)
    assert (news.address, news.event, news.text) == (OPENID, kind, text)
    assert OPENID not in news.provider_id
    assert news == read_news(done)


def test_two_events_are_told_apart_and_a_repeated_one_is_not() -> None:
    events = [
        event("SCAN", EventKey="a"),
        event("SCAN", EventKey="b"),
        event("subscribe", EventKey="a"),
        event("SCAN", EventKey="a", CreateTime="1409659814"),
        event("SCAN", EventKey="a", FromUserName="another"),
    ]
    ids = [news.provider_id for each in events if isinstance(news := read_news(each), Incoming)]
    assert len(set(ids)) == len(events)


@pytest.mark.parametrize("name", ["VIEW", "LOCATION", "subscribe_msg_popup_event", "something new", "CLICK"])
def test_what_is_nothing_to_us(name: str) -> None:
    assert read_news(event(name)) is None


@pytest.mark.parametrize(
    ("status", "news"),
    [
        ("success", told(Receipt.DELIVERED)),
        ("failed:user block", told(Receipt.FAILED, "user_block", bad_address=True)),
        ("failed:system failed", told(Receipt.FAILED, "system_failed")),
        ("failed: system failed", told(Receipt.FAILED, "system_failed")),
    ],
)
def test_what_became_of_a_notice(status: str, news: ReceiptNews) -> None:
    assert read_news(event("TEMPLATESENDJOBFINISH", MsgID="200163836", Status=status)) == news


@pytest.mark.parametrize(
    ("code", "news"), [("0", told(Receipt.DELIVERED)), ("20002", told(Receipt.FAILED, "20002"))]
)
def test_what_became_of_a_subscription_notice(code: str, news: ReceiptNews) -> None:
    inner = f"<List><TemplateId>T</TemplateId><MsgID>200163836</MsgID><ErrorCode>{code}</ErrorCode></List>"
    fields = read_paper(f"<xml><SubscribeMsgSentEvent>\n{inner}\n</SubscribeMsgSentEvent></xml>".encode())
    assert read_news(event("subscribe_msg_sent_event", **fields)) == news


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        (call(), "MsgType"),
        (call(MsgType="event"), "Event"),
        (message(MsgId="x"), "MsgId"),
        (message(FromUserName="o/1"), "FromUserName"),
        (event("SCAN", CreateTime="now"), "CreateTime"),
        (event("SCAN", FromUserName=""), "FromUserName"),
        (event("TEMPLATESENDJOBFINISH", Status="success"), "MsgID"),
        (event("TEMPLATESENDJOBFINISH", MsgID="1"), "Status"),
        (event("subscribe_msg_sent_event"), "SubscribeMsgSentEvent/List/MsgID"),
        (Call({"MsgType": "text", "MsgId": "1", "FromUserName": "o"}, encrypted=False), "Content"),
    ],
)
def test_what_wechat_would_not_send_names_its_field(broken: Call, field: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_news(broken)
    assert caught.value.field == field


# Who sent it


def signed(timestamp: str = "1409659813", token: str = TOKEN) -> dict[str, str]:
    given = {"timestamp": timestamp, "nonce": NONCE}
    return given | {"signature": signature(token, timestamp, NONCE)}


def sealed(inner: bytes = BODY, key: str = KEY, app_id: str = APP_ID) -> tuple[dict[str, str], bytes]:
    encrypted = envelope(app_id, [key]).seal(inner)
    given = signed() | {"encrypt_type": "aes"}
    given["msg_signature"] = signature(TOKEN, given["timestamp"], NONCE, encrypted)
    return given, write_paper({"ToUserName": "gh_1", "Encrypt": encrypted}).encode()


def test_an_address_is_checked_by_our_token() -> None:
    assert is_ours(PLAIN, signed())
    assert not is_ours(PLAIN, signed(token="other"))
    assert not is_ours(PLAIN, {})
    assert not is_ours(WeChatAccount(APP_ID, "secret", ""), signed(token=""))


def test_a_plain_call_is_read() -> None:
    assert read_call(PLAIN, signed(), BODY, WALL) == Call({"MsgType": "text"}, encrypted=False)


def test_an_encrypted_call_is_read() -> None:
    given, body = sealed()
    assert read_call(SAFE, given, body, WALL) == Call({"MsgType": "text"}, encrypted=True)


def test_in_compatible_mode_only_the_encrypted_fields_count() -> None:
    """The plain ones beside them are covered by no signature."""
    given, body = sealed()
    both = body.replace(b"<xml>", b"<xml><MsgType>event</MsgType><Event>unsubscribe</Event>")
    assert read_call(SAFE, given, both, WALL).fields == {"MsgType": "text"}


def test_without_a_key_the_plain_half_of_compatible_mode_is_read() -> None:
    given, body = sealed()
    both = body.replace(b"<xml>", b"<xml><MsgType>image</MsgType>")
    assert read_call(PLAIN, given, both, WALL).fields["MsgType"] == "image"
    with pytest.raises(Forged):
        read_call(PLAIN, given, body, WALL)


@pytest.mark.parametrize("late", [-301, 302])
def test_an_overheard_signature_is_soon_worth_nothing(late: int) -> None:
    with pytest.raises(Forged):
        read_call(PLAIN, signed(), BODY, WALL + late)


@pytest.mark.parametrize(
    ("account", "given", "body"),
    [
        (PLAIN, signed(token="other"), BODY),
        (PLAIN, {}, BODY),
        (PLAIN, signed("soon"), BODY),
        (SAFE, *sealed(key=KEY[::-1])),
        (SAFE, *sealed(app_id="wx-another")),
        (SAFE, sealed()[0] | {"msg_signature": "0" * 40}, sealed()[1]),
        (SAFE, sealed()[0], sealed()[1]),  # the signature of another encryption
        (SAFE, sealed()[0], BODY),
        (SAFE, signed(), BODY),  # in plain, to an account that has a key
        (SAFE, signed(), sealed()[1]),  # encrypted, by a signature that does not cover it
        (SAFE, sealed()[0], b"\xff"),
    ],
)
def test_a_forged_call_is_refused(account: WeChatAccount, given: dict[str, str], body: bytes) -> None:
    with pytest.raises(Forged):
        read_call(account, given, body, WALL)


# XML


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"{}",
        b"<xml>",
        b"<xml><a>1</a><a>2</a></xml>",
        b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>',
        b'<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml/>',
        b"<xml>&undefined;</xml>",
        b"<xml>" + b"".join(b"<a%d/>" % n for n in range(101)) + b"</xml>",
    ],
)
def test_unsafe_or_broken_xml_is_refused(body: bytes) -> None:
    with pytest.raises(NotAPaper):
        read_paper(body)
    with pytest.raises(Malformed):
        read_call(PLAIN, signed(), body, WALL)


def test_what_lies_within_a_field_never_passes_for_one() -> None:
    body = "<xml><a> <![CDATA[一]]>&amp;</a><b><a>deep</a><a>again</a></b></xml>".encode()
    assert read_paper(body) == {"a": " 一&", "b": "", "b/a": "deep"}
    crowd = "".join(f"<n{number}/>" for number in range(200))
    assert read_paper(f"<xml><list>{crowd}</list><MsgId>1</MsgId></xml>".encode())["MsgId"] == "1"


@pytest.mark.parametrize("text", ["1 < 2 & 3", "]]>", "]]]]>>", "<![CDATA[", "😀\n行", ""])
def test_no_text_breaks_out_of_a_reply(text: str) -> None:
    assert read_paper(reply_to(message(), text, WALL).encode()) == {
        "ToUserName": OPENID,
        "FromUserName": "gh_1",
        "CreateTime": "1409659813",
        "MsgType": "text",
        "Content": text,
    }


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert read_paper(write_paper({"a": "\x00\ud83d\x1b"}).encode()) == {"a": "���"}


def test_a_sealed_reply_opens_and_is_signed() -> None:
    fields = read_paper(sealed_reply(SAFE, "<xml>好</xml>", NONCE, WALL).encode())
    assert envelope(APP_ID, [KEY]).open(fields["Encrypt"]).decode() == "<xml>好</xml>"
    assert fields["Nonce"] == NONCE
    assert signature_ok(fields["MsgSignature"], TOKEN, fields["TimeStamp"], NONCE, fields["Encrypt"])
