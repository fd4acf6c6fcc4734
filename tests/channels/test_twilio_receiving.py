"""What Twilio posts, read into our facts; and what we answer, read back as Twilio would."""

from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlencode

import pytest
from aiohttp import web
from starlette.datastructures import FormData, Headers, UploadFile
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from channels.interface import Incoming, ReceiptNews
from channels.twilio.account import TwilioAccount
from channels.twilio.receiving import (
    TWIML_TYPE,
    Malformed,
    read_form,
    read_message,
    read_receipt,
    signature_ok,
    twiml,
)
from evaluation.delivery import Receipt
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER, FakeTwilio, Reply, Signing
from tests.fakes.twilio_papers import read_twiml

CALLBACK = "https://hall.example/webhooks/twilio/status"
SID = "SM00000000000000000000000000000001"
PHONE = "+8613800000000"


def account(token: str) -> TwilioAccount:
    return TwilioAccount(ACCOUNT_SID, token, NUMBER, None, None, CALLBACK)


# Signatures

CALL_URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
CALL = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675310",
    "Digits": "1234",
    "From": "+14158675310",
    "To": "+18005551212",
}
SMS_URL = "https://example.org/hooks/twilio/sms"
SMS = {"Body": "满意", "From": PHONE, "To": NUMBER, "MessageSid": SID, "NumMedia": "0"}
SHA1 = {"X-Twilio-Signature": "zZEjlR4KqKm305Tkgz8XVK3B64E="}
SHA256 = {
    "X-Twilio-Signature": "wxTj7wuWecTC1XryyBM3YEsZtH7Iaup6lgyi/PHv9tQ=",
    "X-Twilio-Webhooks-Signature-Settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256",
}
SETTINGS = "X-Twilio-Webhooks-Signature-Settings"


@pytest.mark.parametrize(
    ("url", "form", "headers"),
    [
        (CALL_URL, CALL, {"X-Twilio-Signature": "GvWf1cFY/Q7PnoempGyD5oXAezc="}),  # Twilio's own example
        (SMS_URL, SMS, SHA1),
        (SMS_URL, SMS, SHA256),
        (SMS_URL, SMS, {name.lower(): value for name, value in SHA256.items()}),
        (SMS_URL, SMS, Headers(SHA256)),
        (SMS_URL, FormData(SMS), SHA1),
        (SMS_URL, SMS, SHA1 | {SETTINGS: ""}),
        (SMS_URL, SMS, SHA1 | {SETTINGS: "algorithm"}),
        (SMS_URL, SMS, SHA1 | {SETTINGS: ",=,algorithm= hmac_sha1 ,"}),
        ("https://example.org:443/hooks/twilio/sms", SMS, SHA1),  # a port that a proxy added
    ],
)
def test_a_true_signature(url: str, form: Mapping[str, object], headers: Mapping[str, str]) -> None:
    assert signature_ok(account("12345"), url, form, headers)


@pytest.mark.parametrize(
    ("url", "form", "headers"),
    [
        (SMS_URL, SMS, {}),
        (SMS_URL, SMS, {"X-Twilio-Signature": ""}),
        (SMS_URL, SMS, {"X-Twilio-Signature": "满意"}),
        (SMS_URL, SMS, {"X-Twilio-Signature": "GvWf1cFY/Q7PnoempGyD5oXAezc="}),  # another request's
        (SMS_URL, SMS | {"Body": "不满意"}, SHA1),
        (SMS_URL, SMS | {"Extra": ""}, SHA1),
        (SMS_URL + "?message=1", SMS, SHA1),
        (SMS_URL, SMS, SHA1 | {SETTINGS: "algorithm=HMAC_SHA256"}),
        (SMS_URL, SMS, SHA256 | {SETTINGS: "algorithm=HMAC_SHA1"}),
        (SMS_URL, SMS, SHA256 | {SETTINGS: "algorithm=none"}),
        (SMS_URL, SMS, SHA256 | {SETTINGS: "\x00=\xff,algorithm=\nHMAC"}),
        ("https://example.org:port/hooks/twilio/sms", SMS, SHA1),
        ("https://[example.org/hooks/twilio/sms", SMS, SHA1),
        (SMS_URL, SMS | {"Body": "\ud83d"}, SHA1),
        (SMS_URL, SMS | {"Body": UploadFile(None)}, SHA1),  # type: ignore[arg-type]
        (SMS_URL, SMS | {"Body": None}, SHA1),
    ],
)
def test_a_false_signature(url: str, form: Mapping[str, object], headers: Mapping[str, str]) -> None:
    assert not signature_ok(account("12345"), url, form, headers)


def test_without_a_token_nobody_can_sign() -> None:
    """The key would be empty, and known to all."""
    by_anybody = {"X-Twilio-Signature": RequestValidator("").compute_signature(SMS_URL, SMS)}
    assert not signature_ok(account(""), SMS_URL, SMS, by_anybody)


# Forms


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"Body=&From=%2B86138", {"Body": "", "From": "+86138"}),
        ("Body=满意".encode(), {"Body": "满意"}),
        (urlencode({"Body": "满意 😀&<>\"'+%"}).encode(), {"Body": "满意 😀&<>\"'+%"}),
        (b"", {}),
        (b"Body=%ff\xfe", {"Body": "\ufffd\ufffd"}),
    ],
)
def test_reading_a_form(body: bytes, fields: dict[str, str]) -> None:
    assert read_form(body) == fields


def test_a_form_of_endless_fields_is_malformed() -> None:
    with pytest.raises(Malformed, match="body"):
        read_form(b"a=1&" * 1_000)


# Messages


@pytest.mark.parametrize(
    ("form", "incoming"),
    [
        (SMS, Incoming(SID, PHONE, "满意")),
        (SMS | {"Body": "5 😀 &<>\"'\n谢谢"}, Incoming(SID, PHONE, "5 😀 &<>\"'\n谢谢")),
        (SMS | {"Body": " 5 "}, Incoming(SID, PHONE, " 5 ")),  # kept as written: trimming is understanding's
        (
            SMS | {"Body": "", "NumMedia": "1", "MediaUrl0": "https://m"},
            Incoming(SID, PHONE, ""),
        ),  # a picture
        (SMS | {"MessageSid": "", "SmsSid": SID}, Incoming(SID, PHONE, "满意")),  # Twilio's older name
        (SMS | {"SomethingNew": "x"}, Incoming(SID, PHONE, "满意")),
        (SMS | {"OptOutType": "LATER"}, Incoming(SID, PHONE, "满意")),
        (SMS | {"Body": "arrêt", "OptOutType": "STOP"}, Incoming(SID, PHONE, "STOP", answered=True)),
    ],
)
def test_reading_a_message(form: dict[str, str], incoming: Incoming) -> None:
    assert read_message(form) == incoming
    assert read_message(FormData(form)) == incoming


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "MessageSid"),
        (SMS | {"MessageSid": ""}, "MessageSid"),
        (SMS | {"MessageSid": "SM1; DROP"}, "MessageSid"),
        (SMS | {"MessageSid": "S" * 65}, "MessageSid"),
        (SMS | {"From": ""}, "From"),
        (SMS | {"From": "10086"}, "From"),  # a short code is no citizen
        (SMS | {"From": "whatsapp:+8613800000000"}, "From"),
        (SMS | {"From": "+٨٦١٣٨"}, "From"),  # digits, but not ours
        (SMS | {"From": f"{PHONE}\n"}, "From"),
        ({name: value for name, value in SMS.items() if name != "Body"}, "Body"),
        (SMS | {"Body": UploadFile(None)}, "Body"),  # type: ignore[arg-type]
    ],
)
def test_a_malformed_message_is_named_by_its_field(form: dict[str, object], field: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_message(form)
    assert caught.value.field == field
    assert "138" not in str(caught.value)


# Receipts


@pytest.mark.parametrize(
    ("status", "receipt"),
    [
        ("queued", None),
        ("accepted", None),
        ("scheduled", None),
        ("sending", None),
        ("receiving", None),
        ("received", None),
        ("teleported", None),  # a status invented after us
        ("sent", Receipt.SENT),
        ("partially_delivered", Receipt.SENT),
        ("delivered", Receipt.DELIVERED),
        ("read", Receipt.DELIVERED),
        ("failed", Receipt.FAILED),
        ("undelivered", Receipt.FAILED),
        ("canceled", Receipt.FAILED),
    ],
)
def test_what_a_status_says(status: str, receipt: Receipt | None) -> None:
    news = read_receipt({"MessageSid": SID, "MessageStatus": status}, {"message": "7"})
    assert (news and news.receipt) == receipt


@pytest.mark.parametrize(
    ("status", "code", "reason", "stop_contact", "bad_address"),
    [
        ("failed", "21610", "21610", True, False),
        ("undelivered", "30006", "30006", False, True),
        ("undelivered", "30004", "30004", False, True),
        ("undelivered", "30003", "30003", False, False),  # the handset was off
        ("undelivered", "30005", "30005", False, False),  # once is no proof
        ("undelivered", "30007", "30007", False, False),
        ("undelivered", "98765", "98765", False, False),
        ("undelivered", "", "undelivered", False, False),
        ("undelivered", "0", "undelivered", False, False),
        ("undelivered", "<b>", "undelivered", False, False),
        ("canceled", None, "canceled", False, False),
        ("delivered", "30003", None, False, False),  # a code without a failure says nothing
    ],
)
def test_what_a_failure_says(
    status: str, code: str | None, reason: str | None, stop_contact: bool, bad_address: bool
) -> None:
    form = {"MessageSid": SID, "MessageStatus": status} | ({} if code is None else {"ErrorCode": code})
    news = read_receipt(form, {})
    assert news is not None
    assert (news.reason, news.stop_contact, news.bad_address) == (reason, stop_contact, bad_address)


@pytest.mark.parametrize(
    ("code", "for_staff"),
    [
        ("30007", True),  # filtered: whatever is worded so is filtered too
        ("98765", True),  # what nobody foresaw
        ("30005", False),  # one number that may not exist
        ("30008", False),
        ("30003", False),
        ("21610", False),
        ("", False),
    ],
)
def test_what_staff_must_look_at(code: str, for_staff: bool) -> None:
    news = read_receipt({"MessageSid": SID, "MessageStatus": "undelivered", "ErrorCode": code}, {})
    assert news is not None
    assert news.for_staff is for_staff


@pytest.mark.parametrize(
    ("query", "message_id"),
    [
        ({"message": "7"}, 7),
        ({"message": "999999999999999999"}, 999999999999999999),
        ({}, None),
        ({"message": ""}, None),
        ({"message": "0"}, None),
        ({"message": "-7"}, None),
        ({"message": "７"}, None),
        ({"message": "7 "}, None),
        ({"message": "9" * 19}, None),  # larger than any of ours
    ],
)
def test_which_message_a_receipt_is_about(query: dict[str, str], message_id: int | None) -> None:
    news = read_receipt({"SmsSid": SID, "SmsStatus": "sent"}, query)
    assert news == ReceiptNews(Receipt.SENT, SID, message_id)


@pytest.mark.parametrize(
    ("form", "field"),
    [({"MessageStatus": "sent"}, "MessageSid"), ({"MessageSid": SID}, "MessageStatus")],
)
def test_a_malformed_receipt_is_named_by_its_field(form: dict[str, str], field: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_receipt(form, {})
    assert caught.value.field == field


# Answers


def replies_of(answer: str) -> list[Reply]:
    return read_twiml(answer, "https://hall.example/webhooks/twilio/sms")


def test_nothing_to_say_is_an_empty_response() -> None:
    assert replies_of(twiml([], CALLBACK)) == []
    assert "<Response />" in twiml([], CALLBACK)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("感谢评价:5分 😀 &<>\"' ]]>", "感谢评价:5分 😀 &<>\"' ]]>"),
        ("第一行\n第二行\t完", "第一行\n第二行\t完"),
        ("响铃\x07响铃\x00\x1b[0m", "响铃\ufffd响铃\ufffd\ufffd[0m"),
        ("\ufffe\uffff\ud83d", "\ufffd\ufffd\ufffd"),
        ("<Message>注入</Message>", "<Message>注入</Message>"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468\u200d\U0001f469\u200d\U0001f467"),
    ],
)
def test_a_reply_reads_back_as_it_was_written(text: str, read: str) -> None:
    assert replies_of(twiml([(text, 7)], CALLBACK)) == [Reply(read, f"{CALLBACK}?message=7")]


def test_each_reply_names_its_message() -> None:
    answer = twiml([("一", 1), ("二", 2)], f"{CALLBACK}?hall=3&x=1")
    actions = [f"{CALLBACK}?hall=3&x=1&message={n}" for n in (1, 2)]
    assert replies_of(answer) == [Reply("一", actions[0]), Reply("二", actions[1])]
    assert 'method="POST"' in answer


# A webhook of three lines, and Twilio on the other side of it


class Desk:
    """What a route does with these functions."""

    def __init__(self) -> None:
        self.url = ""
        self.heard: list[Incoming] = []
        self.news: list[ReceiptNews | None] = []

    async def on_sms(self, request: web.Request) -> web.Response:
        form = read_form(await request.read())
        if not signature_ok(account(AUTH_TOKEN), str(request.url), form, request.headers):
            return web.Response(status=403)
        self.heard.append(read_message(form))
        answer = twiml([("谢谢 & <再见>", 7)], f"{self.url}/status")
        return web.Response(body=answer.encode(), headers={"Content-Type": TWIML_TYPE})

    async def on_status(self, request: web.Request) -> web.Response:
        form = read_form(await request.read())
        if not signature_ok(account(AUTH_TOKEN), str(request.url), form, request.headers):
            return web.Response(status=403)
        self.news.append(read_receipt(form, request.query))
        return web.Response(status=204)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    app = web.Application()
    app.router.add_post("/sms", desk.on_sms)
    app.router.add_post("/status", desk.on_status)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    desk.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield desk
    await runner.cleanup()


async def test_a_turn_and_its_receipts(desk: Desk) -> None:
    async with FakeTwilio() as twilio:
        answer = await twilio.incoming(f"{desk.url}/sms", PHONE, "满意 😀 &<>\"'", sid=SID, act=True)
        assert desk.heard == [Incoming(SID, PHONE, "满意 😀 &<>\"'")]
        assert answer.replies == [Reply("谢谢 & <再见>", f"{desk.url}/status?message=7")]
        assert twilio.texts_to(PHONE) == ["谢谢 & <再见>"]
        sid = twilio.texts[0].sid
        assert desk.news == [ReceiptNews(Receipt.SENT, sid, 7), ReceiptNews(Receipt.DELIVERED, sid, 7)]


async def test_receipts_out_of_order_twice_and_failed(desk: Desk) -> None:
    async with FakeTwilio() as twilio:
        await twilio.incoming(f"{desk.url}/sms", PHONE, "5", act=True, statuses=("queued",))
        assert await twilio.deliver_receipts("delivered", "sent", "sent") == [204] * 3
        assert await twilio.deliver_receipts("undelivered", to=PHONE, code=30006) == [204]
        assert await twilio.deliver_receipts("sent", to="+8613900000000") == []
    receipts = [news and (news.receipt, news.bad_address) for news in desk.news]
    assert receipts == [
        None,
        (Receipt.DELIVERED, False),
        (Receipt.SENT, False),
        (Receipt.SENT, False),
        (Receipt.FAILED, True),
    ]


@pytest.mark.parametrize(
    ("signing", "status"),
    [
        ({}, 200),
        ({"algorithm": "HMAC_SHA256"}, 200),
        ({"token": "forged"}, 403),
        ({"token": ""}, 403),
        ({"signed_for": "https://elsewhere.example/sms"}, 403),
    ],
)
async def test_only_twilio_is_heard(desk: Desk, signing: Signing, status: int) -> None:
    async with FakeTwilio() as twilio:
        answer = await twilio.incoming(f"{desk.url}/sms", PHONE, "5", **signing)
    assert answer.status == status
    assert len(desk.heard) == (status == 200)
