"""Reading what Aliyun posts to our callbacks; pure. It signs nothing: the path's secret and the address guard them."""

import hmac
import ipaddress
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from channels.aliyun.account import message_id
from channels.aliyun.verdicts import says_no_such_number, says_wording
from channels.interface import Incoming, ReceiptNews
from evaluation.charges import Charge
from evaluation.delivery import Receipt
from evaluation.threads import DIGITS

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_PHONE = re.compile("[0-9]{5,15}")
_SEQUENCE = re.compile("[0-9A-Za-z_-]{1,64}")
_PARTS = re.compile("[1-9][0-9]?")
_DRAWN_OUT = re.compile(f"[0-9]{{3,17}}([1-9][0-9]{{{DIGITS - 1}}})")
"""A number that a label was appended to (dest_code)."""
_REASON = re.compile("[0-9A-Za-z_:.-]{1,40}")
MAINLAND_DIGITS = 11


class Malformed(ValueError):
    """A body that Aliyun would not send."""


@dataclass(frozen=True)
class AliyunGuard:
    """Who may call: whoever knows the secret and, where there is a list, comes from an address on it."""

    secret: str = field(repr=False)
    allowed: Sequence[Network]
    extended: bool = False
    """Whether the numbers that people write to tell the thread, for we draw ours out by its label."""

    def lets_in(self, given: str, peer: str | None) -> bool:
        """Whether a caller may pass; never raises. Without a secret nobody may."""
        if not self.secret or not hmac.compare_digest(self.secret.encode(), given.encode()):
            return False
        try:
            address = ipaddress.ip_address(peer or "")
        except ValueError:
            return not self.allowed
        plain = (
            getattr(address, "ipv4_mapped", None) or address
        )  # as a socket for both kinds names an IPv4 caller
        return not self.allowed or any(plain in network for network in self.allowed)


def read_networks(text: str) -> list[Network]:
    """An allow-list as it is set: addresses and networks, by commas; raises `ValueError`."""
    return [ipaddress.ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip()]


def read_messages(body: bytes) -> list[Incoming]:
    """People's messages (SmsUp); one that is malformed is left out, the others count. Raises `Malformed`."""
    return [said for each in _entries(body) if (said := _message(each)) is not None]


def read_reports(body: bytes) -> list[ReceiptNews]:
    """What became of messages (SmsReport), of ours alone; a malformed one is left out. Raises `Malformed`."""
    return [news for each in _entries(body) if (news := _report(each)) is not None]


def _entries(body: bytes) -> list[Any]:
    try:
        entries = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("body") from None
    if not isinstance(entries, list):
        raise Malformed("body")
    return entries


def _message(entry: Any) -> Incoming | None:
    if not isinstance(entry, dict):
        return None
    phone, sequence, text = (
        str(entry.get("phone_number", "")),
        _text(entry, "sequence_id"),
        entry.get("content"),
    )
    if not _PHONE.fullmatch(phone) or not _SEQUENCE.fullmatch(sequence) or not isinstance(text, str):
        return None
    return Incoming(provider_id=sequence, address=_international(phone), text=text, thread=_thread(entry))


def _thread(entry: dict[str, Any]) -> str:
    drawn_out = _DRAWN_OUT.fullmatch(_text(entry, "dest_code"))
    return drawn_out[1] if drawn_out else ""


def _report(entry: Any) -> ReceiptNews | None:
    reference = _text(entry, "out_id") if isinstance(entry, dict) else ""
    ours = message_id(reference)
    if ours is None or not isinstance(entry.get("success"), bool):
        return None
    number = _text(entry, "phone_number")
    phone = _international(number) if _PHONE.fullmatch(number) else None
    charge = Charge(int(size)) if _PARTS.fullmatch(size := _text(entry, "sms_size")) else None
    if entry["success"]:
        return ReceiptNews(Receipt.DELIVERED, reference, ours, address=phone, charge=charge)
    code = _text(entry, "err_code")
    reason = code if _REASON.fullmatch(code) else "not_delivered"
    return ReceiptNews(
        Receipt.FAILED,
        reference,
        ours,
        reason,
        bad_address=says_no_such_number(code),
        address=phone,
        charge=charge,
        for_staff=says_wording(code),
    )


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _international(phone: str) -> str:
    return f"+86{phone}" if len(phone) == MAINLAND_DIGITS and phone.startswith("1") else f"+{phone}"
