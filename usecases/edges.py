"""What is done to text and times wherever they come in."""

import re
from datetime import datetime
from typing import Annotated

import phonenumbers
from pydantic import BeforeValidator

from evaluation.window import CIVIL_ZONE

KEPT_CHARACTERS = 2000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """NUL and lone surrogates, which PostgreSQL cannot hold, become U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def shortened(text: str) -> tuple[str, int]:
    """The text that is kept of a message, and how long it was."""
    return storable(text[:KEPT_CHARACTERS]), len(text)


def _clean(value: object) -> object:
    if isinstance(value, str):
        return storable(value).strip() or None
    return value


def _in_civil_zone(value: object) -> object:
    if isinstance(value, str):
        value = _read_time(value.strip())
    if isinstance(value, datetime) and value.utcoffset() is None:
        return value.replace(tzinfo=CIVIL_ZONE)
    if isinstance(value, int | float):
        raise ValueError("not_a_time")
    return value


def _read_time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text.replace("/", "-"))
        at.astimezone(CIVIL_ZONE)
    except (ValueError, OverflowError):
        raise ValueError("not_a_time") from None
    return at


Text = Annotated[str, BeforeValidator(_clean)]
"""Text from outside: storable, without blank edges; an empty one is as good as none."""

Time = Annotated[datetime, BeforeValidator(_in_civil_zone)]
"""A time from outside: ISO 8601 or "2026/11/20 10:00"; without a zone it is Asia/Shanghai's."""


class BadPhone(ValueError):
    """Nobody can be reached under this."""


def read_phone(text: str) -> tuple[str, bool]:
    """A phone number as E.164, and whether it can take an SMS; raises `BadPhone`."""
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        raise BadPhone(text) from None
    if not phonenumbers.is_valid_number(number):
        raise BadPhone(text)
    mobile = phonenumbers.number_type(number) in (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), mobile
