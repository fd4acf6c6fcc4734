"""What Alibaba Cloud pushes, entry by entry: texts, reports, and nonsense."""

import json

import pytest

from channels.aliyun.receiving import (
    Malformed,
    address_ok,
    read_allowed,
    read_messages,
    read_receipts,
    secret_ok,
)
from channels.interface import Incoming, ReceiptNews
from evaluation.delivery import Receipt

UP = {"phone_number": "13800000000", "content": "5 谢谢", "dest_code": "1069", "sequence_id": 528}
REPORT = {
    "phone_number": "13800000000", "success": True, "err_code": "DELIVERED", "err_msg": "用户接收成功",
    "sms_size": "1", "biz_id": "12345", "out_id": "haochaping-7",
}  # fmt: skip


def push(*entries: object) -> bytes:
    return json.dumps(entries).encode()


def test_texts_of_people() -> None:
    found, faults = read_messages(push(UP, UP | {"sequence_id": "529", "phone_number": "8613900000001"}))
    assert found == [
        Incoming("528", "+8613800000000", "5 谢谢"),
        Incoming("529", "+8613900000001", "5 谢谢"),
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sequence_id": None}, "[0].sequence_id"),
        ({"sequence_id": True}, "[0].sequence_id"),
        ({"sequence_id": "x y"}, "[0].sequence_id"),
        ({"phone_number": "nobody"}, "[0].phone_number"),
        ({"phone_number": 1}, "[0].phone_number"),
        ({"content": None}, "[0].content"),
        ({"content": 5}, "[0].content"),
    ],
)
def test_one_malformed_text_costs_only_itself(changes: dict[str, object], field: str) -> None:
    found, faults = read_messages(push(UP | changes, UP, "nonsense", None))
    assert [each.provider_id for each in found] == ["528"]
    assert [fault.field for fault in faults] == [field, "[2].entry", "[3].entry"]


@pytest.mark.parametrize(
    ("changes", "news"),
    [
        ({}, ReceiptNews(Receipt.DELIVERED, "haochaping-7", 7)),
        ({"success": False, "err_code": "MOBILE_TERMINAL_ERROR"},
         ReceiptNews(Receipt.FAILED, "haochaping-7", 7, "MOBILE_TERMINAL_ERROR")),
        ({"success": False, "err_code": "USER_REJECT"},
         ReceiptNews(Receipt.FAILED, "haochaping-7", 7, "USER_REJECT", stop_contact=True)),
        ({"success": False, "err_code": "INVALID_NUMBER"},
         ReceiptNews(Receipt.FAILED, "haochaping-7", 7, "INVALID_NUMBER", bad_address=True)),
        ({"success": False, "err_code": "什么 13800000000"},
         ReceiptNews(Receipt.FAILED, "haochaping-7", 7, "failed")),
        ({"success": False, "err_code": None}, ReceiptNews(Receipt.FAILED, "haochaping-7", 7, "failed")),
    ],
)  # fmt: skip
def test_reports(changes: dict[str, object], news: ReceiptNews) -> None:
    assert read_receipts(push(REPORT | changes)) == ([news], [])


@pytest.mark.parametrize("out_id", ["", None, "7", "haochaping-", "haochaping-0", "haochaping-7x", "other-7"])
def test_reports_of_other_systems_are_left_out(out_id: str | None) -> None:
    assert read_receipts(push(REPORT | {"out_id": out_id})) == ([], [])


def test_a_malformed_report_costs_only_itself() -> None:
    found, faults = read_receipts(push(REPORT | {"success": "true"}, REPORT))
    assert len(found) == 1
    assert [fault.field for fault in faults] == ["[0].success"]


@pytest.mark.parametrize("body", [b"", b"{}", b"5", b"\xff", b"[" * 100_000, b'{"a": [}'])
def test_what_is_no_push_at_all(body: bytes) -> None:
    for read in (read_messages, read_receipts):
        with pytest.raises(Malformed):
            read(body)


def test_who_may_push() -> None:
    assert secret_ok("s3cret", "s3cret")
    assert not secret_ok("other", "s3cret")
    assert not secret_ok("密", "s3cret")
    assert not secret_ok("", "")
    networks = read_allowed("47.96.0.0/16, 203.0.113.7,2001:db8::/32,")
    for caller in ("47.96.255.1", "203.0.113.7", "::ffff:47.96.0.1", "2001:db8::1"):
        assert address_ok(caller, networks)
    for caller in ("47.97.0.1", "203.0.113.8", "", "nonsense"):
        assert not address_ok(caller, networks)
    assert address_ok("198.51.100.1", [])
    for listed in ("nonsense", "47.96.0.1/16", "1.2.3.4 5.6.7.8"):
        with pytest.raises(ValueError, match=r".+"):
            read_allowed(listed)
