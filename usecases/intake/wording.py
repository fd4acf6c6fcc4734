"""What is wrong with a field, in words for the people whose systems send to us; never its value."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from usecases.edges import storable

MOST_ERRORS = 100
"""Errors named of one body or record; whoever sent a thousand unknown fields sees the kind of it."""
NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field, in words for the people who send records."""

    field: str
    message: str


MESSAGES = {
    # Pydantic's, by its name for the kind of error; what stands in braces it tells with it.
    "missing": "缺少必填项 (required)",
    "extra_forbidden": "没有这个字段 (unknown field)",
    "model_type": "应为JSON对象 (a JSON object is needed)",
    "model_attributes_type": "应为JSON对象 (a JSON object is needed)",
    "list_type": "应为数组 (an array is needed)",
    "string_type": "应为文字 (a text is needed)",
    "int_type": "应为整数 (a whole number is needed)",
    "int_parsing": "应为整数 (a whole number is needed)",
    "int_parsing_size": "应为整数 (a whole number is needed)",
    "int_from_float": "应为整数 (a whole number is needed)",
    "float_type": "应为数字 (a number is needed)",
    "finite_number": "应为有限的数字 (a finite number is needed)",
    "bool_type": "应为true或false (true or false is needed)",
    "string_too_short": "至少{min_length}个字符 (at least {min_length} characters)",
    "string_too_long": "最多{max_length}个字符 (at most {max_length} characters)",
    "too_long": "最多{max_length}项 (at most {max_length} items)",
    "greater_than": "应大于{gt} (greater than {gt})",
    "greater_than_equal": "不能小于{ge} (at least {ge})",
    "less_than_equal": "不能大于{le} (at most {le})",
    "literal_error": "只能是：{expected} (one of these)",
    "enum": "只能是：{expected} (one of these)",
    # Ours.
    "bad_record_no": "不能含有“/”或控制字符 (no slash or control character)",
    "bad_source": "不能含有控制字符 (no control character)",
    "bad_area": "应为12位行政区划代码 (12 digits)",
    "bad_phone": "不是有效的电话号码 (not a valid phone number)",
    "not_a_time": "不是能识别的时间，请写成 2026-11-20 09:30 这样 (not a time: write it like 2026-11-20 09:30)",
    "malformed": "缺少或格式不正确 (missing or malformed)",
    "in_future": "晚于当前时间 (lies in the future)",
    "prompt_gone": "提醒已发出，只能更正电话和姓名 (the prompt has gone out: only phone and name can be corrected)",
    "rated": "已评价，只能更正电话和姓名 (rated already: only phone and name can be corrected)",
    "device_or_portal": "device_no和portal须有且仅有一个 (exactly one of device_no and portal)",
    "for_matter": "对办件的评价须有此项 (a matter needs it)",
    "for_place": "对大厅或窗口的评价须有此项 (a hall or counter needs it)",
}


def field_errors(details: Sequence[Mapping[str, Any]], *, whole: str) -> list[FieldError]:
    """Pydantic's errors as ours; `whole` names what was sent where no field of it is to blame."""
    return [FieldError(_name(detail["loc"]) or whole, message_of(detail)) for detail in details[:MOST_ERRORS]]


def _name(place: Sequence[str | int]) -> str:
    """The path of a field; a name we do not know comes from outside and is cut and made storable."""
    return ".".join(storable(str(part)[:NAME_LENGTH]) for part in place)


def message_of(detail: Mapping[str, Any]) -> str:
    """One error in our words; in pydantic's, behind ours, where it is of a kind that we have none for."""
    told = detail.get("ctx", {})
    words = MESSAGES.get(_kind(detail))
    if words is None:
        return f"格式不正确 ({detail['msg']})"
    return words.format_map({**told, "expected": _listed(str(told.get("expected", "")))})


def _kind(detail: Mapping[str, Any]) -> str:
    kind = str(detail.get("ctx", {}).get("error", detail["type"]))
    if kind == "too_long" and isinstance(detail["input"], str):
        return "string_too_long"  # pydantic counts items where a validator of ours stands before the text
    return "missing" if detail["input"] is None and kind in _SAYS_NOTHING_OF_NULL else kind


def _listed(expected: str) -> str:
    """Pydantic's "'a', 'b' or 'c'" as a list."""
    return "、".join(_QUOTED.findall(expected))


_SAYS_NOTHING_OF_NULL = (
    "string_type", "int_type", "float_type", "bool_type", "datetime_type", "literal_error", "enum",
)  # fmt: skip
_QUOTED = re.compile("'([^']*)'")
