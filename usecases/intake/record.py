"""A record as it comes in (GB/T 39046—2020, 办件), and what is wrong with one that cannot be taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from evaluation.areas import is_area_code
from store.intake import Key
from store.people import Contact
from usecases.edges import BadPhone, Text, Time, read_phone

AHEAD = timedelta(minutes=10)
"""How far clocks of other systems may run ahead of ours."""


def _number(text: str) -> str:
    if "/" in text or any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise ValueError("bad_record_no")
    return text


def _area(text: str) -> str:
    if not is_area_code(text):
        raise ValueError("bad_area")
    return text


def _phone(text: str) -> str:
    try:
        read_phone(text)
    except BadPhone:
        raise ValueError("bad_phone") from None
    return text


Short = Annotated[Text, Field(min_length=1, max_length=64)]
RecordNo = Annotated[Short, AfterValidator(_number)]


class RecordIn(BaseModel):
    """One finished visit, or its withdrawal."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source_system: Short
    record_no: RecordNo
    visit_no: int = Field(default=1, ge=1, le=9999)
    item_code: Short
    item_name: Annotated[Text, Field(min_length=1, max_length=200)]
    org_code: Short | None = None
    area_code: Annotated[Short, AfterValidator(_area)]
    service_channel: Literal["window", "web", "mobile", "kiosk", "hotline"]
    window_no: Short | None = None
    staff_no: Short | None = None
    applicant_type: Literal["person", "organization"]
    applicant_code: Short | None = None
    applicant_name: Annotated[Text, Field(max_length=100)] | None = None
    phone: Annotated[Text, Field(max_length=32), AfterValidator(_phone)] | None = None
    telegram_chat_id: Annotated[Short, Field(coerce_numbers_to_str=True)] | None = None
    wechat_openid: Short | None = None
    accepted_at: Time | None = None
    promised_by: Time | None = None
    finished_at: Time
    status: Literal["finished", "withdrawn"] = "finished"

    @property
    def key(self) -> Key:
        """What makes it the same visit."""
        return self.source_system, self.record_no, self.visit_no

    def contacts(self) -> list[Contact]:
        """The applicant's addresses, the one that says who they are first."""
        found = []
        if self.phone:
            number, can_sms = read_phone(self.phone)
            found.append(Contact("phone", number, can_sms))
        if self.telegram_chat_id:
            found.append(Contact("telegram", self.telegram_chat_id, can_sms=False))
        if self.wechat_openid:
            found.append(Contact("wechat", self.wechat_openid, can_sms=False))
        return found


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field, in words for the people who send records."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that cannot be taken; `index` counts from 0 in what was sent."""

    index: int
    record_no: str | None
    errors: list[FieldError]


MESSAGES = {
    "missing": "缺少必填项 (required)",
    "extra_forbidden": "没有这个字段 (unknown field)",
    "bad_record_no": "不能含有“/”或控制字符 (no slash or control character)",
    "bad_area": "应为12位行政区划代码 (12 digits)",
    "bad_phone": "不是有效的电话号码 (not a valid phone number)",
    "not_a_time": "应为ISO 8601时间，如 2026-11-20T10:00:00+08:00 (not an ISO 8601 time)",
    "in_future": "晚于当前时间 (lies in the future)",
    "prompt_gone": "提醒已发出，只能更正电话和姓名 (the prompt has gone out: only phone and name can be corrected)",
}


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
    number = item.get("record_no") if isinstance(item, Mapping) else None
    record_no = number if isinstance(number, str) else None
    try:
        record = RecordIn.model_validate(item)
    except ValidationError as error:
        return Rejected(index, record_no, [_field_error(detail) for detail in error.errors()])
    if record.finished_at > now + AHEAD:
        return Rejected(index, record_no, [FieldError("finished_at", MESSAGES["in_future"])])
    return record


def _field_error(detail: ErrorDetails) -> FieldError:
    name = str(detail["loc"][0]) if detail["loc"] else "record"
    return FieldError(name, _message(detail))


def _message(detail: ErrorDetails) -> str:
    own = str(detail.get("ctx", {}).get("error", ""))
    if own in MESSAGES:
        return MESSAGES[own]
    if detail["type"] in MESSAGES:
        return MESSAGES[detail["type"]]
    if detail["input"] is None:
        return MESSAGES["missing"]
    return f"格式不正确 ({detail['msg']})"
