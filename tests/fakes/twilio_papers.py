"""The shapes of what Twilio sends and answers: forms, resources, pages, errors; and its reading of TwiML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlencode, urljoin
from xml.etree import ElementTree

API = "2010-04-01"
NUMBER = "+12025550100"


@dataclass
class Text:
    """A message on its way to, or with, a person."""

    sid: str
    account_sid: str
    to: str
    body: str
    created: datetime
    sender: str | None
    service: str | None = None
    callback: str | None = None
    direction: str = "outbound-api"
    status: str = "queued"
    code: int | None = None
    sent: datetime | None = None
    segments: int = 1
    price: str | None = None
    """In US dollars, below zero; known some time after it was sent."""

    def becomes(self, status: str, at: datetime, code: int | None) -> None:
        """Move on; a service has chosen its number by then."""
        self.status, self.sender = status, self.sender or NUMBER
        self.code = code if status in {"failed", "undelivered"} else None
        if status in {"sent", "delivered", "undelivered"}:
            self.sent = self.sent or at


@dataclass(frozen=True)
class Reply:
    """One <Message> of a TwiML answer."""

    text: str
    action: str


@dataclass(frozen=True)
class Answer:
    """What a webhook answered."""

    status: int
    body: str
    replies: list[Reply] = field(default_factory=list)


def resource(text: Text) -> dict[str, object]:
    """A Message resource."""
    uri = f"/{API}/Accounts/{text.account_sid}/Messages/{text.sid}"
    return {
        "account_sid": text.account_sid,
        "api_version": API,
        "body": text.body,
        "date_created": format_datetime(text.created),
        "date_sent": format_datetime(text.sent) if text.sent else None,
        "date_updated": format_datetime(text.sent or text.created),
        "direction": text.direction,
        "error_code": text.code,
        "error_message": f"Error {text.code}" if text.code else None,
        "from": text.sender,
        "messaging_service_sid": text.service,
        "num_media": "0",
        "num_segments": str(text.segments) if text.sender else "0",
        "price": text.price,
        "price_unit": "USD",
        "sid": text.sid,
        "status": text.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": text.to,
        "uri": f"{uri}.json",
    }


def page(found: Sequence[Text], path: str, query: Mapping[str, str]) -> dict[str, object]:
    """One page of a message list."""
    number, size = int(query.get("Page", "0")), int(query.get("PageSize", "50"))
    start, end = number * size, min((number + 1) * size, len(found))

    def uri(number: int) -> str:
        return f"{path}?{urlencode({**query, 'Page': str(number), 'PageSize': str(size)})}"

    return {
        "end": max(end - 1, 0),
        "first_page_uri": uri(0),
        "messages": [resource(text) for text in found[start:end]],
        "next_page_uri": uri(number + 1) if end < len(found) else None,
        "page": number,
        "page_size": size,
        "previous_page_uri": uri(number - 1) if number else None,
        "start": start,
        "uri": uri(number),
    }


def error(status: int, code: int) -> dict[str, object]:
    """The body of a refusal; like Twilio's, its words quote the number."""
    return {
        "code": code,
        "message": f"Error {code} about the number +8613800000000",
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }


def inbound_form(account_sid: str, sid: str, from_: str, body: str) -> dict[str, str]:
    """What the webhook gets when a person writes; the signature covers blank and unknown fields too."""
    return {
        "AccountSid": account_sid,
        "ApiVersion": API,
        "Body": body,
        "From": from_,
        "FromCity": "",
        "FromCountry": "CN",
        "MessageSid": sid,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": NUMBER,
        "ToCountry": "US",
    }


def receipt_form(text: Text) -> dict[str, str]:
    """What a status callback gets."""
    form = {
        "AccountSid": text.account_sid,
        "ApiVersion": API,
        "From": text.sender or "",
        "MessageSid": text.sid,
        "MessageStatus": text.status,
        "SmsSid": text.sid,
        "SmsStatus": text.status,
        "To": text.to,
    }
    if text.service:
        form["MessagingServiceSid"] = text.service
    if text.code:
        form["ErrorCode"] = str(text.code)
    return form


def matches(text: Text, query: Mapping[str, str]) -> bool:
    """The list's filters: dates are whole days, and see only what has been sent, as documented."""
    sent = text.sent.date().isoformat() if text.sent else None
    day = {name: query[name][:10] for name in ("DateSent", "DateSent>", "DateSent<") if name in query}
    return (
        query.get("To", text.to) == text.to
        and query.get("From", text.sender) == text.sender
        and (not day or sent is not None)
        and day.get("DateSent", sent) == sent
        and day.get("DateSent>", "") <= (sent or "")
        and day.get("DateSent<", "9") >= (sent or "")
    )


def read_twiml(twiml: str, webhook: str) -> list[Reply]:
    """The replies of an answer; raises on anything that an XML parser would not take."""
    response = ElementTree.fromstring(twiml.encode())
    assert response.tag == "Response"
    return [
        Reply("".join(message.itertext()), urljoin(webhook, message.get("action", "")))
        for message in response.iter("Message")
    ]
