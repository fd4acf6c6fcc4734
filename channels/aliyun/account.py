"""Whose Alibaba Cloud account we speak for, as plain data."""

import re
from dataclasses import dataclass, field

_OUT_ID = re.compile("haochaping-([1-9][0-9]{0,17})")
_MAINLAND = re.compile(r"(?:\+?86)?(1[0-9]{10})")


@dataclass(frozen=True)
class AliyunAccount:
    """An access key, and the signature under which our texts are filed."""

    access_key_id: str
    access_key_secret: str = field(repr=False)
    sign_name: str
    extend_code: str = ""
    """Digits put behind the sender's number, where the account has an extension; replies come to it."""
    base_url: str | None = None
    """Another server that speaks Alibaba Cloud's protocol; None is Alibaba Cloud itself."""


def out_id_for(message_id: int) -> str:
    """Our reference of a message: reports and the list of what was sent carry it back.

    It is what we know a message by: the list has no other, and the id in the answer may be lost.
    """
    return f"haochaping-{message_id}"


def message_of(out_id: str) -> int | None:
    """The outbox id in a reference, if it is one of ours."""
    found = _OUT_ID.fullmatch(out_id)
    return int(found[1]) if found else None


def number_of(address: str) -> str:
    """An E.164 number as the API wants it: 11 digits in the mainland, else country code and number."""
    found = _MAINLAND.fullmatch(address)
    return found[1] if found else address.removeprefix("+")


def address_of(number: str) -> str:
    """A number of a callback, which is 11 digits with or without 86 for the mainland, as E.164."""
    found = _MAINLAND.fullmatch(number)
    return f"+86{found[1]}" if found else f"+{number.removeprefix('+')}"
