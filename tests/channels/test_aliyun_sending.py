"""What the real SDK and our reading of it make of all that Aliyun may answer."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from channels.aliyun.account import AliyunAccount
from channels.aliyun.sending import AliyunChannel
from channels.interface import Accepted, Outgoing
from evaluation.delivery import (
    BadAddress,
    CannotAsk,
    OutcomeUnknown,
    Refused,
    SendFailed,
    Throttled,
    Unavailable,
)
from tests.fakes.aliyun import KEY_ID, KEY_SECRET, FakeAliyun, Fault, cut_off, lose_answer, page, refuse, slow

PHONE = "+8613900000001"
PROMPT = Outgoing(
    7,
    PHONE,
    "【政务服务】您11月20日办理的…",
    template="prompt",
    facts={"item": "居民身份证换领", "finished_on": "2026-11-20", "last_day": "2026-11-27", "count": 1},
)
REPLY = Outgoing(8, PHONE, "【政务服务】已记录：非常满意。", template="rating/thanks")
NOTHING: frozenset[str] = frozenset()


def an_hour_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture
async def aliyun() -> AsyncIterator[FakeAliyun]:
    async with FakeAliyun() as fake:
        yield fake


def channel(url: str, *, reply_template: str | None = None, key: str = KEY_ID) -> AliyunChannel:
    account = AliyunAccount(key, KEY_SECRET, "政务服务", "SMS_1", reply_template, url)
    return AliyunChannel(account, timeout=0.5)


async def test_a_prompt_leaves_as_the_variables_of_its_template(aliyun: FakeAliyun) -> None:
    assert await channel(aliyun.base_url).send(PROMPT) == Accepted("hcp-7")
    [text] = aliyun.texts
    assert (text.phone, text.sign, text.template, text.out_id) == (
        "13900000001",
        "政务服务",
        "SMS_1",
        "hcp-7",
    )
    assert text.variables == {
        "item": "居民身份证换领",
        "day": "11月20日",
        "last_day": "11月27日",
        "count": "1",
    }


async def test_a_reply_leaves_only_by_a_template_that_is_there(aliyun: FakeAliyun) -> None:
    with pytest.raises(Refused, match="template_not_approved"):
        await channel(aliyun.base_url).send(REPLY)
    assert aliyun.requests == 0
    await channel(aliyun.base_url, reply_template="SMS_2").send(REPLY)
    [text] = aliyun.texts
    assert (text.template, text.variables) == ("SMS_2", {"text": "已记录：非常满意。"})


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (refuse("isv.MOBILE_NUMBER_ILLEGAL"), BadAddress),
        (refuse("isv.BUSINESS_LIMIT_CONTROL"), Throttled),
        (refuse("isv.AMOUNT_NOT_ENOUGH"), Unavailable),
        (refuse("isv.SMS_TEMPLATE_ILLEGAL"), Refused),
        (refuse("isv.NEVER_HEARD_OF"), Refused),
        (refuse("isp.SYSTEM_ERROR"), OutcomeUnknown),
        (refuse("SignatureDoesNotMatch", 400), Unavailable),
        (refuse("Throttling.User", 400), Throttled),
        (refuse("ServiceUnavailable", 503), Unavailable),
        (page(502), OutcomeUnknown),
        (page(200), OutcomeUnknown),
        (lose_answer(), OutcomeUnknown),
        (cut_off(), OutcomeUnknown),
        (slow(1.0), OutcomeUnknown),
    ],
)
async def test_every_answer_has_its_meaning(aliyun: FakeAliyun, fault: Fault, kind: type[SendFailed]) -> None:
    aliyun.next(fault)
    with pytest.raises(kind) as caught:
        await channel(aliyun.base_url).send(PROMPT)
    assert type(caught.value) is kind
    assert "139" not in str(caught.value)
    assert aliyun.requests == 1, "the SDK tries nothing twice"


async def test_a_limit_per_number_is_waited_out(aliyun: FakeAliyun) -> None:
    aliyun.next(refuse("isv.BUSINESS_LIMIT_CONTROL"))
    with pytest.raises(Throttled) as caught:
        await channel(aliyun.base_url).send(PROMPT)
    assert caught.value.retry_after == 3600


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://nowhere.invalid"])
async def test_what_never_connected_was_never_sent(url: str) -> None:
    with pytest.raises(Unavailable):
        await channel(url).send(PROMPT)


async def test_a_wrong_key_is_for_us_to_put_right(aliyun: FakeAliyun) -> None:
    with pytest.raises(Unavailable):
        await channel(aliyun.base_url, key="another").send(PROMPT)


async def test_a_lost_answer_is_found_by_our_own_reference(aliyun: FakeAliyun) -> None:
    aliyun.next(lose_answer())
    aliyuns = channel(aliyun.base_url)
    with pytest.raises(OutcomeUnknown):
        await aliyuns.send(PROMPT)
    assert await aliyuns.find(PROMPT, an_hour_ago(), NOTHING) == Accepted("hcp-7")
    assert await aliyuns.find(REPLY, an_hour_ago(), NOTHING) is None


async def test_a_list_that_cannot_be_read_to_its_end_answers_nothing(aliyun: FakeAliyun) -> None:
    aliyuns = channel(aliyun.base_url)
    await aliyuns.send(PROMPT)
    aliyun.texts *= 250
    with pytest.raises(CannotAsk, match="too_many_messages"):
        await aliyuns.find(REPLY, an_hour_ago(), NOTHING)


@pytest.mark.parametrize("fault", [refuse("isv.ACCOUNT_ABNORMAL"), refuse("ServiceUnavailable", 503)])
async def test_a_list_that_is_refused_answers_nothing(aliyun: FakeAliyun, fault: Fault) -> None:
    aliyun.list_fault = fault
    with pytest.raises(CannotAsk):
        await channel(aliyun.base_url).find(PROMPT, an_hour_ago(), NOTHING)
