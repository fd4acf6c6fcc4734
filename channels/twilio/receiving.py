"""Reading what Twilio posts to our webhooks, and wording the answer; pure."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import parse_qsl

from twilio.request_validator import (  # type: ignore[import-untyped]
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)
from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]

from channels.interface import Incoming, ReceiptNews
from channels.twilio.account import TwilioAccount, callback_for
from channels.twilio.verdicts import verdict
from evaluation.delivery import Receipt

TWIML_TYPE = "application/xml; charset=utf-8"
"""The media type of a `twiml` answer."""
MOST_FIELDS = 200

_RECEIPTS: Mapping[str, Receipt] = MappingProxyType(
    {
        "sent": Receipt.SENT,
        "partially_delivered": Receipt.SENT,
        "delivered": Receipt.DELIVERED,
        "read": Receipt.DELIVERED,
        "failed": Receipt.FAILED,
        "undelivered": Receipt.FAILED,
        "canceled": Receipt.FAILED,
    }
)
"""Everything else (queued, accepted, scheduled, sending, and what Twilio may invent) is no news."""

_OPT_OUT_TYPES = frozenset({"STOP", "START", "HELP"})
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PROVIDER_ID = re.compile("[A-Za-z0-9]{1,64}")
_PHONE = re.compile(r"\+[1-9][0-9]{1,14}")
_OUTBOX_ID = re.compile("[1-9][0-9]{0,17}")
_ERROR_CODE = re.compile("[1-9][0-9]{0,5}")


class Malformed(ValueError):  # our errors are facts, as in evaluation/delivery
    """A signed form that Twilio would not send; `field` names what is wrong, never its value."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is missing or malformed")
        self.field = field


def read_form(body: bytes) -> dict[str, str]:
    """The fields of an urlencoded body, blank ones too: the signature covers them. Raises `Malformed`."""
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Malformed("body") from None
    return dict(pairs)


def signature_ok(
    account: TwilioAccount, url: str, form: Mapping[str, object], headers: Mapping[str, str]
) -> bool:
    """Whether Twilio signed this request to `url`, the public address with its query; never raises."""
    given = {name.lower(): value for name, value in headers.items()}
    signature = given.get(SIGNATURE_HEADER.lower(), "")
    algorithm = str(get_signature_algorithm(given.get(SIGNATURE_SETTINGS_HEADER.lower(), ""))).upper()
    # Without a token the key would be empty and anybody could sign; the SDK logs unknown algorithms,
    # which are the sender's words.
    if not account.auth_token or not signature or algorithm not in (HMAC_SHA1, HMAC_SHA256):
        return False
    try:
        return bool(RequestValidator(account.auth_token).validate(url, form, signature, algorithm))
    except (ValueError, TypeError):  # a port that is no number, a field that is no text
        return False


def read_message(form: Mapping[str, object]) -> Incoming:
    """A message from a person; raises `Malformed`.

    A word that Twilio's own opt-out took for STOP, START or HELP (in whatever language the account
    has set) is read as that, and was answered by it.
    """
    kind = form.get("OptOutType")
    taken = kind in _OPT_OUT_TYPES
    return Incoming(
        provider_id=_field(form, _PROVIDER_ID, "MessageSid", "SmsSid"),
        address=_field(form, _PHONE, "From"),
        text=str(kind) if taken else _text(form, "Body"),
        answered=taken,
    )


def read_receipt(form: Mapping[str, object], query: Mapping[str, str]) -> ReceiptNews | None:
    """Twilio's word on a message of ours, or None if it says nothing new; raises `Malformed`."""
    reference = _field(form, _PROVIDER_ID, "MessageSid", "SmsSid")
    status = _first(form, "MessageStatus", "SmsStatus")
    message = query.get("message", "")
    message_id = int(message) if _OUTBOX_ID.fullmatch(message) else None
    receipt = _RECEIPTS.get(status)
    if receipt is not Receipt.FAILED:
        return ReceiptNews(receipt, reference, message_id) if receipt else None
    code = _error_code(form)
    kind = verdict(code)
    return ReceiptNews(
        receipt,
        reference,
        message_id,
        str(code or status),
        stop_contact=kind.stop_contact,
        bad_address=kind.bad_address,
        for_staff=bool(code) and kind.for_staff,
    )


def twiml(replies: Sequence[tuple[str, int]], status_callback: str) -> str:
    """The answer to a webhook: each reply is a text and its outbox id, which its receipts will name."""
    response = MessagingResponse()
    for text, message_id in replies:
        action = callback_for(status_callback, message_id)
        response.message(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text), action=action, method="POST")
    return str(response)


def _error_code(form: Mapping[str, object]) -> int | None:
    code = form.get("ErrorCode")
    return int(code) if isinstance(code, str) and _ERROR_CODE.fullmatch(code) else None


def _field(form: Mapping[str, object], pattern: re.Pattern[str], *names: str) -> str:
    value = _first(form, *names)
    if not pattern.fullmatch(value):
        raise Malformed(names[0])
    return value


def _first(form: Mapping[str, object], *names: str) -> str:
    """The first of these fields that is there; the later ones are Twilio's older names."""
    for name in names:
        if form.get(name):
            return _text(form, name)
    raise Malformed(names[0])


def _text(form: Mapping[str, object], name: str) -> str:
    value = form.get(name)
    if not isinstance(value, str):
        raise Malformed(name)
    return value
