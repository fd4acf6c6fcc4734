"""Reading Aliyun's callbacks, whatever is in them."""

import json
from typing import Any

import pytest

from channels.aliyun.receiving import AliyunGuard, Malformed, read_messages, read_networks, read_reports
from channels.interface import Incoming, ReceiptNews
from evaluation.delivery import Receipt

REPLY = {"phone_number": "13900000001", "content": "5 谢谢", "dest_code": "1069", "sequence_id": 77}
REPORT = {
    "phone_number": "13900000001",
    "success": True,
    "err_code": "DELIVERED",
    "biz_id": "9^0",
    "out_id": "hcp-7",
}


def body(*entries: Any) -> bytes:
    return json.dumps(entries).encode()


def test_a_reply_is_a_message_from_a_phone() -> None:
    assert read_messages(body(REPLY)) == [Incoming("77", "+8613900000001", "5 谢谢")]
    assert read_messages(body({**REPLY, "phone_number": "85251234567"}))[0].address == "+85251234567"


@pytest.mark.parametrize(
    ("dest_code", "thread"),
    [
        ("106900001007", "1007"),
        (106900001007, "1007"),
        ("1069" + "0" * 12 + "9999", "9999"),
        ("1069", ""),  # nothing is appended
        ("10690000", ""),  # no label begins with 0
        ("1069000001007000012345", ""),  # longer than any number
        ("+86106900001007", ""),
        ("106900001007 ", ""),
        ("１０６９００００１００７", ""),
        ("", ""),
        (None, ""),
        (True, ""),
        (1007.5, ""),
        (["106900001007"], ""),
        ({"a": 1}, ""),
    ],
)
def test_the_number_written_to_tells_the_thread(dest_code: Any, thread: str) -> None:
    [said] = read_messages(body({**REPLY, "dest_code": dest_code}))
    assert (said.text, said.thread) == ("5 谢谢", thread)


def test_a_message_that_names_no_number_is_in_no_thread() -> None:
    without = {name: value for name, value in REPLY.items() if name != "dest_code"}
    assert [said.thread for said in read_messages(body(without))] == [""]


def test_a_report_names_our_message() -> None:
    news = ReceiptNews(Receipt.DELIVERED, "hcp-7", 7, address="+8613900000001")
    assert read_reports(body(REPORT)) == [news]
    assert [each.address for each in read_reports(body({**REPORT, "phone_number": "?"}))] == [None]


def test_a_failed_report_keeps_its_code_and_buries_a_number_only_when_that_is_certain() -> None:
    failed = {**REPORT, "success": False}
    [unsure, sure] = read_reports(
        body({**failed, "err_code": "MK:0013"}, {**failed, "err_code": "MOBILE_NOT_EXIST"})
    )
    assert (unsure.receipt, unsure.reason, unsure.bad_address) == (Receipt.FAILED, "MK:0013", False)
    assert sure.bad_address


def test_reports_of_other_systems_are_not_ours() -> None:
    assert read_reports(body({**REPORT, "out_id": "7"}, {**REPORT, "out_id": ""}, {"success": True})) == []


@pytest.mark.parametrize(
    "bad",
    [None, 5, "text", [], {}, {**REPLY, "phone_number": "abc"}, {**REPLY, "sequence_id": None},
     {**REPLY, "sequence_id": True}, {**REPLY, "content": 5}, {**REPLY, "phone_number": {"a": 1}}],
)  # fmt: skip
def test_one_that_is_malformed_does_not_hold_up_the_others(bad: Any) -> None:
    assert [said.text for said in read_messages(body(bad, REPLY))] == ["5 谢谢"]


@pytest.mark.parametrize(
    "bad",
    [None, 5, "x", [], {}, {**REPORT, "success": "true"}, {**REPORT, "out_id": ["hcp-7"]},
     {**REPORT, "out_id": "hcp-0"}],
)  # fmt: skip
def test_a_malformed_report_does_not_hold_up_the_others(bad: Any) -> None:
    assert [news.message_id for news in read_reports(body(bad, REPORT))] == [7]


def test_the_code_of_a_report_is_kept_only_if_it_is_one() -> None:
    [news] = read_reports(body({**REPORT, "success": False, "err_code": "<script>" * 40}))
    assert news.reason == "not_delivered"


@pytest.mark.parametrize("text", [b"", b"{", b"{}", b"null", b"5", b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_list_is_malformed(text: bytes) -> None:
    with pytest.raises(Malformed):
        read_messages(text)


def test_only_who_knows_the_secret_and_comes_from_the_list_is_let_in() -> None:
    guard = AliyunGuard("s3cret", read_networks("47.1.2.0/24, 39.1.2.3"))
    assert guard.lets_in("s3cret", "47.1.2.200")
    assert guard.lets_in("s3cret", "39.1.2.3")
    assert guard.lets_in("s3cret", "::ffff:39.1.2.3")
    assert not guard.lets_in("s3cret", "39.1.2.4")
    assert not guard.lets_in("s3cret", None)
    assert not guard.lets_in("other", "39.1.2.3")
    assert not guard.lets_in("密", "39.1.2.3")
    assert AliyunGuard("s3cret", []).lets_in("s3cret", None)
    assert not AliyunGuard("", []).lets_in("", "39.1.2.3")
