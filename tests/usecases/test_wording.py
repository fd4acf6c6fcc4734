"""What is wrong with a field is said in Chinese first, English beside it, whatever kind of error it is."""

import re
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from haochaping.demo.routes import Move
from tests.world import a_record
from usecases.intake.record import RecordIn
from usecases.intake.wording import field_errors, message_of
from usecases.rate_on_site import RatingIn

ODD: list[Any] = [
    None, True, 0, -1, 5.0, 10**400, "", "x" * 3000, "5", "a/b", "\x00", [], [1], ["x"] * 9, {}, {"a": 1},
]  # fmt: skip
BOTH = re.compile(r"[^\x00-\x7f].* \([^()]*\)|.+须有且仅有一个 \(.*\)")


def messages(model: type[BaseModel], item: Any) -> list[str]:
    try:
        model.model_validate(item)
    except ValidationError as error:
        return [each.message for each in field_errors(error.errors(), whole="body")]
    return []


@pytest.mark.parametrize("model", [RecordIn, RatingIn, Move])
def test_no_message_is_pydantics(model: type[BaseModel]) -> None:
    said = {message for odd in ODD for message in messages(model, odd)}
    for field in (*model.model_fields, "nobody_knows_it"):
        said |= {message for odd in ODD for message in messages(model, {field: odd})}
    assert len(said) > 5
    assert [message for message in said if not BOTH.fullmatch(message) or "格式不正确" in message] == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"record_no": None}, "缺少必填项 (required)"),
        ({"record_no": 7}, "应为文字 (a text is needed)"),
        ({"record_no": "x" * 65}, "最多64个字符 (at most 64 characters)"),
        ({"visit_no": "5"}, "应为整数 (a whole number is needed)"),
        ({"visit_no": 0}, "不能小于1 (at least 1)"),
        ({"visit_no": 10_000}, "不能大于9999 (at most 9999)"),
        ({"service_channel": "fax"}, "只能是：window、web、mobile、kiosk、hotline (one of these)"),
        ({"more": None}, "没有这个字段 (unknown field)"),
    ],
)
def test_it_says_what_is_expected(changes: dict[str, Any], message: str) -> None:
    assert messages(RecordIn, a_record(**changes)) == [message]


def test_a_kind_that_is_in_no_table_is_told_in_pydantics_words_behind_ours() -> None:
    detail = {"type": "new_in_pydantic", "input": "x", "msg": "Input should be new"}
    assert message_of(detail) == "格式不正确 (Input should be new)"
