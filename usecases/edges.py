"""What is done to text, numbers and times wherever they come in."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

import phonenumbers
from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticUseDefault, core_schema
from stdnum.cn import uscc

from evaluation.window import CIVIL_ZONE

KEPT_CHARACTERS = 2000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """NUL and lone surrogates, which PostgreSQL cannot hold, become U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def shortened(text: str) -> tuple[str, int]:
    """The text that is kept of a message, and how long it was."""
    return storable(text[:KEPT_CHARACTERS]), len(text)


def read_credit_code(text: str) -> str | None:
    """A unified social credit code (GB 32100—2015) as it is kept; None for what is none."""
    code: str = uscc.compact(text).upper()
    return code if uscc.is_valid(code) else None


def _clean(value: object) -> object:
    if isinstance(value, str):
        return storable(value).strip() or None
    return value


def _in_civil_zone(value: object) -> object:
    if isinstance(value, str):
        value = _read_time(value.strip())
    if isinstance(value, datetime) and value.utcoffset() is None:
        return value.replace(tzinfo=CIVIL_ZONE)
    if isinstance(value, datetime) or value is None:
        return value
    raise ValueError("not_a_time")


def _read_time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text.replace("/", "-"))
        _check_every_zone_has(at)
    except (ValueError, OverflowError):
        raise ValueError("not_a_time") from None
    return at


def _check_every_zone_has(at: datetime) -> None:
    """OverflowError for the first and last day there are: elsewhere they lie beyond the calendar."""
    aware = at.replace(tzinfo=at.tzinfo or CIVIL_ZONE)
    for zone in (CIVIL_ZONE, UTC):
        aware.astimezone(zone)


Text = Annotated[str, BeforeValidator(_clean)]
"""Text from outside: storable, without blank edges; one with nothing else is missing."""

Blank = BeforeValidator(_clean)
"""Put around `Something | None`: an empty text there is as good as none."""

Whole = Annotated[int, Field(strict=True)]
"""A whole number from outside: neither "1" nor 1.0 nor `true`, each of which may be somebody's mistake."""

Number = Annotated[float, Field(strict=True)]
"""A number from outside, whole or not."""

Truth = Annotated[bool, Field(strict=True)]
"""`true` or `false` from outside: neither "yes" nor 1."""


class _OrNull:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_default_for_null, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [handler(schema), {"type": "null"}]}


def _default_for_null(value: object) -> object:
    if value is None:
        raise PydanticUseDefault
    return value


OrNull = _OrNull()
"""Put on a field with a default: `null` there is as good as leaving it out, as it is for every optional field."""

Time = Annotated[datetime, BeforeValidator(_in_civil_zone)]
"""A time from outside: ISO 8601 or "2026/11/20 10:00"; without a zone it is Asia/Shanghai's."""


class BadPhone(ValueError):
    """Nobody can be reached under this."""


CHINA = 86
_MARKS = re.compile(r"(?i)^\s*tel:|\bext(ension)?\b|\bx(?=\s*\d+\s*$)")
_LETTERS = re.compile("[A-Za-z]")
# 149 and others are in use, or about to be, without the library knowing them; in a closed network it ages.
_MOBILE_SHAPE = re.compile("1[3-9][0-9]{9}")
_CAN_SMS = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def read_phone(text: str) -> tuple[str, bool]:
    """A phone number as E.164, and whether it can take an SMS; raises `BadPhone`."""
    # Letters on a dial ("1-800-FLOWERS") would make some stranger's mobile number here.
    if _LETTERS.search(_MARKS.sub("", text)):
        raise BadPhone(text)
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        raise BadPhone(text) from None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), _can_sms(number, text)


def _can_sms(number: phonenumbers.PhoneNumber, text: str) -> bool:
    kind = phonenumbers.number_type(number)
    if kind != phonenumbers.PhoneNumberType.UNKNOWN:
        return kind in _CAN_SMS
    if number.country_code == CHINA and _MOBILE_SHAPE.fullmatch(str(number.national_number)):
        return True
    raise BadPhone(text)  # in no country's numbering plan


def masked(kind: str, address: str) -> str:
    """Enough of an address to recognise it by, not enough to use it."""
    shown = f"****{address[-4:]}" if len(address) > 10 else f"****{address[-2:]}"
    return address[:6] + shown if kind == "phone" else f"{kind}:{shown}"
