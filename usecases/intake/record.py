"""A record as it comes in (GB/T 39046—2020, 办件), and what is wrong with one that cannot be taken."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from store.intake import Key
from store.people import Contact
from usecases.edges import BadPhone, Blank, OrNull, Text, Time, Whole, read_credit_code, read_phone, storable
from usecases.intake.wording import MESSAGES, FieldError, field_errors

__all__ = ["AHEAD", "MESSAGES", "FieldError", "RecordIn", "Rejected", "read_record", "read_records"]

AHEAD = timedelta(minutes=10)
"""How far clocks of other systems may run ahead of ours."""


def _number(value: object) -> object:
    if isinstance(value, str) and ("/" in value or _has_controls(value)):
        raise ValueError("bad_record_no")
    return value


def _source(value: object) -> object:
    # It stands in the path of the record's address, as the number does.
    if isinstance(value, str) and _has_controls(value):
        raise ValueError("bad_source")
    return value


def _has_controls(text: str) -> bool:
    # Looked at before the text is made storable: NUL, too, is a control character.
    return any(unicodedata.category(c) == "Cc" for c in text)


_TWELVE_DIGITS = re.compile("[0-9]{12}")


def _area(text: str) -> str:
    # No more is asked here: whether there is such an area, the catalogue knows (quarantine).
    if not _TWELVE_DIGITS.fullmatch(text):
        raise ValueError("bad_area")
    return text


def _phone(text: str) -> str:
    try:
        read_phone(text)
    except BadPhone:
        raise ValueError("bad_phone") from None
    return text


def _chat_id(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


Short = Annotated[Text, Field(min_length=1, max_length=64)]
MaybeShort = Annotated[Annotated[Text, Field(max_length=64)] | None, Blank]
MaybeTime = Annotated[Time | None, Blank]
Source = Annotated[Short, BeforeValidator(_source)]
RecordNo = Annotated[Short, BeforeValidator(_number)]
AreaCode = Annotated[Text, Field(min_length=1), AfterValidator(_area)]
VisitNo = Annotated[Whole, Field(ge=1, le=9999)]


class RecordIn(BaseModel):
    """One finished visit, or its withdrawal."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source_system: Source
    record_no: RecordNo
    visit_no: Annotated[VisitNo, OrNull] = 1
    item_code: Short
    item_name: Annotated[Text, Field(min_length=1, max_length=200)]
    org_code: MaybeShort = None
    area_code: AreaCode
    service_channel: Literal["window", "web", "mobile", "kiosk", "hotline"]
    window_no: MaybeShort = None
    staff_no: MaybeShort = None
    applicant_type: Literal["person", "organization"]
    applicant_code: MaybeShort = None
    applicant_name: Annotated[Annotated[Text, Field(max_length=100)] | None, Blank] = None
    phone: Annotated[Annotated[Text, Field(max_length=32), AfterValidator(_phone)] | None, Blank] = None
    telegram_chat_id: Annotated[MaybeShort, BeforeValidator(_chat_id)] = None
    wechat_openid: MaybeShort = None
    accepted_at: MaybeTime = None
    promised_by: MaybeTime = None
    finished_at: Time
    status: Annotated[Literal["finished", "withdrawn"], OrNull] = "finished"

    @property
    def key(self) -> Key:
        """What makes it the same visit."""
        return self.source_system, self.record_no, self.visit_no

    @property
    def credit_code(self) -> str | None:
        """The organisation that applied, by its credit code; None for any other."""
        if self.applicant_type != "organization" or not self.applicant_code:
            return None
        return read_credit_code(self.applicant_code)

    @cached_property
    def contacts(self) -> tuple[Contact, ...]:
        """The applicant's addresses, the one that says who they are first."""
        found = []
        if self.phone:
            number, can_sms = read_phone(self.phone)
            found.append(Contact("phone", number, can_sms))
        if self.telegram_chat_id:
            found.append(Contact("telegram", self.telegram_chat_id, can_sms=False))
        if self.wechat_openid:
            found.append(Contact("wechat", self.wechat_openid, can_sms=False))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that cannot be taken; `index` counts from 0 in what was sent."""

    index: int
    record_no: str | None
    errors: list[FieldError]


def read_records(items: list[Any], now: datetime) -> tuple[list[tuple[int, RecordIn]], list[Rejected]]:
    """Read what was sent: the good ones with their index, and what is wrong with the others."""
    good: list[tuple[int, RecordIn]] = []
    bad: list[Rejected] = []
    for index, item in enumerate(items):
        outcome = read_record(index, item, now)
        if isinstance(outcome, RecordIn):
            good.append((index, outcome))
        else:
            bad.append(outcome)
    return good, bad


def read_record(index: int, item: object, now: datetime) -> RecordIn | Rejected:
    """Read one record."""
    try:
        record = RecordIn.model_validate(item)
    except ValidationError as error:
        return Rejected(index, _record_no(item), field_errors(error.errors(), whole="record"))
    if record.finished_at > now + AHEAD:
        return Rejected(index, _record_no(item), [FieldError("finished_at", MESSAGES["in_future"])])
    return record


def _record_no(item: object) -> str | None:
    number = item.get("record_no") if isinstance(item, Mapping) else None
    return storable(number) if isinstance(number, str) else None
