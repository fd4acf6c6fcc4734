"""Reading what Alibaba Cloud pushes to our webhooks; pure.

It signs nothing: a secret in the path and a list of addresses say who it is.
"""

import hmac
import json
import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any, TypeVar

from channels.aliyun.account import address_of, message_of
from channels.aliyun.verdicts import reason_of, report_verdict
from channels.interface import Incoming, ReceiptNews
from evaluation.delivery import Receipt

RECEIVED: Mapping[str, Any] = {"code": 0, "msg": "接收成功"}
"""The answer that stops the push from being repeated."""

_NUMBER = re.compile(r"\+?[0-9]{5,20}")
_SEQUENCE = re.compile("[A-Za-z0-9_-]{1,64}")

Read = TypeVar("Read")


class Malformed(ValueError):  # our errors are facts, as in evaluation/delivery
    """A push that Alibaba Cloud would not make; `field` names what is wrong, never its value."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field} is missing or malformed")
        self.field = field


def secret_ok(given: str, secret: str) -> bool:
    """Whether the path carried the secret; without one nobody is let in."""
    return bool(secret) and hmac.compare_digest(given.encode(), secret.encode())


def read_allowed(listed: str) -> list[Any]:
    """The networks of a list such as "47.96.0.0/16, 203.0.113.7"; raises `ValueError`."""
    return [ip_network(part.strip()) for part in listed.split(",") if part.strip()]


def address_ok(caller: str, networks: list[Any]) -> bool:
    """Whether a request from there may be Alibaba Cloud's; an empty list leaves it to the secret alone."""
    if not networks:
        return True
    try:
        address = ip_address(caller)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in network for network in networks)


def read_messages(body: bytes) -> tuple[list[Incoming], list[Malformed]]:
    """The texts of people in a push, and what was wrong with the others; raises `Malformed` if it is no list."""
    return _each(body, _message)


def read_receipts(body: bytes) -> tuple[list[ReceiptNews], list[Malformed]]:
    """The delivery reports of our messages, and what was wrong with others; raises `Malformed` if it is no list.

    Reports of what another system of the same account sent are left out.
    """
    found, faults = _each(body, _receipt)
    return [news for news in found if news is not None], faults


def _each(body: bytes, read: Callable[[Mapping[str, Any]], Read]) -> tuple[list[Read], list[Malformed]]:
    """Read every entry: a malformed one costs only itself, for the whole push would come again with it."""
    found: list[Read] = []
    faults: list[Malformed] = []
    for place, entry in enumerate(_entries(body)):
        try:
            if not isinstance(entry, dict):
                raise Malformed("entry")
            found.append(read(entry))
        except Malformed as fault:
            faults.append(Malformed(f"[{place}].{fault.field}"))
    return found, faults


def _entries(body: bytes) -> list[Any]:
    try:
        entries = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("body") from None
    if not isinstance(entries, list):
        raise Malformed("body")
    return entries


def _message(entry: Mapping[str, Any]) -> Incoming:
    content = entry.get("content")
    if not isinstance(content, str):
        raise Malformed("content")
    number = _field(entry, "phone_number", _NUMBER)
    return Incoming(_field(entry, "sequence_id", _SEQUENCE), address_of(number), content)


def _receipt(entry: Mapping[str, Any]) -> ReceiptNews | None:
    success = entry.get("success")
    if not isinstance(success, bool):
        raise Malformed("success")
    out_id = entry.get("out_id")
    message_id = message_of(out_id) if isinstance(out_id, str) else None
    if message_id is None or not isinstance(out_id, str):
        return None
    if success:
        return ReceiptNews(Receipt.DELIVERED, out_id, message_id)
    code = str(entry.get("err_code") or "")
    kind = report_verdict(code)
    reason = reason_of(code) or "failed"
    return ReceiptNews(
        Receipt.FAILED,
        out_id,
        message_id,
        reason,
        stop_contact=kind.stop_contact,
        bad_address=kind.bad_address,
    )


def _field(entry: Mapping[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    """A field as text; numbers are sent with and without quotes."""
    value = entry.get(name)
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not pattern.fullmatch(text):
        raise Malformed(name)
    return text
