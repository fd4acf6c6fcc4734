"""The real SDK's requests against a server that speaks Alibaba Cloud's protocol: what every answer means next."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from channels.aliyun.account import AliyunAccount, address_of, number_of
from channels.aliyun.sending import AliyunChannel
from channels.aliyun.templates import prompt_template
from channels.aliyun.verdicts import VERDICTS, failure
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
from evaluation.wordings import Template
from tests.fakes.aliyun import (
    KEY_ID,
    KEY_SECRET,
    SIGN_NAME,
    FakeAliyun,
    Fault,
    cut_off,
    garbage,
    lose_answer,
    refuse,
    slow,
)

PHONE = "+8613800000000"
PROMPT = {
    "item": "居民身份证换领", "finished_on": "2026-09-07", "count": 1, "last_day": "2026-09-14",
    "visits": [1], "closes_at": ["2026-09-15T00:00:00+08:00"],
}  # fmt: skip
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NOTHING: frozenset[str] = frozenset()


class Book:
    """Templates as a test wants them."""

    def __init__(self, *templates: Template) -> None:
        self.templates = {template.name: template for template in templates}

    async def approved(self, name: str) -> Template | None:
        return self.templates.get(name)


BOOK = Book(prompt_template("SMS_1"))


def account(base_url: str, secret: str = KEY_SECRET, extend: str = "") -> AliyunAccount:
    return AliyunAccount(KEY_ID, secret, SIGN_NAME, extend, base_url)


def message(outbox_id: int = 7, address: str = PHONE, **facts: Any) -> Outgoing:
    return Outgoing(outbox_id, address, "【江宁政务服务】请您评价", template="prompt", facts=PROMPT | facts)


@pytest.fixture
async def aliyun() -> AsyncIterator[FakeAliyun]:
    async with FakeAliyun() as fake:
        yield fake


@pytest.fixture
async def channel(aliyun: FakeAliyun) -> AsyncIterator[AliyunChannel]:
    channel = AliyunChannel(account(aliyun.base_url), BOOK)
    yield channel
    await channel.close()


async def why(channel: AliyunChannel, outgoing: Outgoing | None = None) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await channel.send(outgoing or message())
    return caught.value


async def test_a_prompt_leaves_as_the_approved_template(aliyun: FakeAliyun, channel: AliyunChannel) -> None:
    assert await channel.send(message()) == Accepted("haochaping-7")
    [text] = aliyun.texts
    assert (text.to, text.template, text.out_id, text.extend_code) == (
        "13800000000", "SMS_1", "haochaping-7", "",
    )  # fmt: skip
    assert text.variables == {
        "item": "居民身份证换领", "day": "9月7日", "count": "1", "last_day": "9月14日",
    }  # fmt: skip


async def test_an_extension_goes_behind_the_senders_number(aliyun: FakeAliyun) -> None:
    channel = AliyunChannel(account(aliyun.base_url, extend="88"), BOOK)
    await channel.send(message())
    assert aliyun.texts[0].extend_code == "88"
    await channel.close()


async def test_long_names_are_cut_and_brackets_go(aliyun: FakeAliyun, channel: AliyunChannel) -> None:
    await channel.send(message(item="【特】" + "补领" * 20))
    assert aliyun.texts[0].variables["item"] == "[特]" + "补领" * 8 + "补"


@pytest.mark.parametrize(
    ("fault", "kind", "reason"),
    [
        (refuse("isv.MOBILE_NUMBER_ILLEGAL"), BadAddress, "isv.MOBILE_NUMBER_ILLEGAL"),
        (refuse("isv.BUSINESS_LIMIT_CONTROL"), Throttled, "isv.BUSINESS_LIMIT_CONTROL"),
        (refuse("isv.DAY_LIMIT_CONTROL"), Throttled, "isv.DAY_LIMIT_CONTROL"),
        (refuse("isv.AMOUNT_NOT_ENOUGH"), Unavailable, "isv.AMOUNT_NOT_ENOUGH"),
        (refuse("isv.OUT_OF_SERVICE"), Unavailable, "isv.OUT_OF_SERVICE"),
        (refuse("isp.RAM_PERMISSION_DENY"), Unavailable, "isp.RAM_PERMISSION_DENY"),
        (refuse("isv.SMS_TEMPLATE_ILLEGAL"), Refused, "isv.SMS_TEMPLATE_ILLEGAL"),
        (refuse("isv.SMS_SIGNATURE_ILLEGAL"), Refused, "isv.SMS_SIGNATURE_ILLEGAL"),
        (refuse("isv.TEMPLATE_PARAMS_ILLEGAL"), Refused, "isv.TEMPLATE_PARAMS_ILLEGAL"),
        (refuse("isv.BLACK_KEY_CONTROL_LIMIT"), Refused, "isv.BLACK_KEY_CONTROL_LIMIT"),
        (refuse("isv.INVENTED_LATER"), Refused, "isv.INVENTED_LATER"),
        (refuse("不是代码 13800000000"), Refused, "http_200"),  # never kept: it may quote anything
        (refuse("isp.SYSTEM_ERROR"), OutcomeUnknown, "isp.SYSTEM_ERROR"),
        (refuse("Throttling.User", status=400), Throttled, "Throttling.User"),
        (refuse("InvalidAccessKeyId.NotFound", status=404), Unavailable, "InvalidAccessKeyId.NotFound"),
        (refuse("InvalidTimeStamp.Expired", status=400), Unavailable, "InvalidTimeStamp.Expired"),
        (refuse("SignatureNonceUsed", status=400), OutcomeUnknown, "SignatureNonceUsed"),
        (refuse("InternalError", status=500), OutcomeUnknown, "InternalError"),
        (refuse("ServiceUnavailable", status=503), Unavailable, "ServiceUnavailable"),
        (garbage("<html>", status=502), OutcomeUnknown, "http_502"),
        (garbage("<html>", status=503, taken=False), Unavailable, "http_503"),
        (garbage("<html>", status=403, taken=False), Refused, "http_403"),
        (garbage("<html>welcome</html>"), OutcomeUnknown, "JSONDecodeError"),
        (garbage(""), OutcomeUnknown, "JSONDecodeError"),
        (garbage("{}"), OutcomeUnknown, "no_code"),
        (garbage('{"Code": 5}'), OutcomeUnknown, "no_code"),
        (garbage("[]"), OutcomeUnknown, "no_code"),
        (garbage("[5]"), OutcomeUnknown, "AttributeError"),
        (lose_answer(), OutcomeUnknown, "ServerDisconnectedError"),
        (cut_off(), OutcomeUnknown, "ServerDisconnectedError"),
    ],
)
async def test_what_an_answer_means(
    aliyun: FakeAliyun, channel: AliyunChannel, fault: Fault, kind: type[SendFailed], reason: str
) -> None:
    aliyun.next(fault)
    failed = await why(channel)
    assert (type(failed), failed.reason) == (kind, reason)
    assert aliyun.sends == 1, "nothing is ever tried twice by itself"


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("触发分钟级流控Permits:1", 60),
        ("触发小时级流控Permits:5", 3600),
        ("触发天级流控Permits:10", 86400),
        ("", 3600),
    ],
)
def test_a_limit_is_waited_for(words: str, seconds: float) -> None:
    assert failure("isv.BUSINESS_LIMIT_CONTROL", words).retry_after == seconds


async def test_a_slow_answer_is_unknown_and_a_closed_door_is_not(aliyun: FakeAliyun) -> None:
    hurried = AliyunChannel(account(aliyun.base_url), BOOK, timeout=0.3)
    aliyun.next(slow(1))
    assert type(await why(hurried)) is OutcomeUnknown
    await hurried.close()
    shut = AliyunChannel(account("http://127.0.0.1:9"), BOOK)
    assert type(await why(shut)) is Unavailable
    await shut.close()


async def test_a_changed_key_costs_no_message(aliyun: FakeAliyun) -> None:
    channel = AliyunChannel(account(aliyun.base_url, secret="other"), BOOK)
    assert (type(await why(channel)), aliyun.texts) == (Unavailable, [])
    await channel.close()


async def test_only_approved_wording_leaves(aliyun: FakeAliyun) -> None:
    channel = AliyunChannel(account(aliyun.base_url), Book())
    failed = await why(channel)
    assert (type(failed), failed.reason, aliyun.sends) == (Refused, "template_not_approved", 0)
    await channel.close()


async def test_an_answer_goes_as_its_own_template_or_as_the_one_for_all(aliyun: FakeAliyun) -> None:
    aliyun.templates |= {"SMS_2": ("text",), "SMS_3": ("level",)}
    reply, thanks = Template("reply", "SMS_2", ("text",)), Template("rating/thanks", "SMS_3", ("level",))
    answer = Outgoing(8, PHONE, "【江宁政务服务】谢谢【您】", template="rating/thanks")
    only_reply = AliyunChannel(account(aliyun.base_url), Book(reply))
    await only_reply.send(answer)
    both = AliyunChannel(account(aliyun.base_url), Book(reply, thanks))
    await both.send(Outgoing(9, PHONE, "…", template="rating/thanks", facts={"rating/thanks": {"level": 5}}))
    assert aliyun.texts_to(PHONE) == [("SMS_2", {"text": "谢谢[您]"}), ("SMS_3", {"level": "5"})]
    failed = await why(both, Outgoing(10, PHONE, "…", template="rating/thanks"))
    assert failed.reason == "template_variable_unknown"
    await only_reply.close()
    await both.close()


async def test_templates_that_cannot_be_read_are_no_word_on_the_message(aliyun: FakeAliyun) -> None:
    class Broken(Book):
        async def approved(self, name: str) -> Template | None:
            raise OSError("away")

    channel = AliyunChannel(account(aliyun.base_url), Broken())
    assert type(await why(channel)) is Unavailable
    await channel.close()


async def test_nothing_personal_is_logged_or_raised(
    aliyun: FakeAliyun, channel: AliyunChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await channel.send(message())
    await channel.find(message(), LONG_AGO, NOTHING)
    aliyun.next(lose_answer())
    raised = "".join(traceback.format_exception(await why(channel)))
    for leak in ("138", "身份证", KEY_SECRET):
        assert leak not in caplog.text
        assert leak not in raised
    assert KEY_SECRET not in repr(account(aliyun.base_url))


# Asking what became of a message


async def test_a_lost_answer_is_found(aliyun: FakeAliyun, channel: AliyunChannel) -> None:
    aliyun.next(lose_answer())
    before = aliyun.now().replace(microsecond=0)
    await why(channel)
    assert await channel.find(message(), before, NOTHING) == Accepted("haochaping-7")


async def test_a_message_that_never_arrived_is_not_found(aliyun: FakeAliyun, channel: AliyunChannel) -> None:
    aliyun.next(cut_off())
    await why(channel)
    before = aliyun.now() - timedelta(minutes=2)
    assert await channel.find(message(), before, NOTHING) is None


@pytest.mark.parametrize("others", [0, 49, 150])
async def test_its_page_is_found(aliyun: FakeAliyun, channel: AliyunChannel, others: int) -> None:
    before = aliyun.now() - timedelta(minutes=2)
    await channel.send(message())
    await asyncio.gather(*(channel.send(message(100 + n)) for n in range(others)))
    assert await channel.find(message(), before, NOTHING) == Accepted("haochaping-7")
    assert await channel.find(message(99), before, NOTHING) is None


async def test_more_than_anybody_gets_cannot_be_judged(aliyun: FakeAliyun, channel: AliyunChannel) -> None:
    await channel.send(message())
    aliyun.texts *= 201
    with pytest.raises(CannotAsk, match="too_many_messages"):
        await channel.find(message(), aliyun.now() - timedelta(minutes=2), NOTHING)


async def test_an_earlier_try_of_the_same_message_is_not_it(
    aliyun: FakeAliyun, channel: AliyunChannel
) -> None:
    await channel.send(message())
    aliyun.texts[0].sent -= timedelta(minutes=10)
    assert await channel.find(message(), aliyun.now() - timedelta(minutes=2), NOTHING) is None


async def test_a_message_handed_over_at_midnight_is_found_under_the_next_day() -> None:
    midnight = datetime(2026, 9, 7, 16, 0, 1, tzinfo=UTC)  # 00:00:01 in Beijing
    async with FakeAliyun(now=lambda: midnight) as aliyun:
        channel = AliyunChannel(account(aliyun.base_url), BOOK)
        await channel.send(message())
        assert await channel.find(message(), midnight - timedelta(minutes=2), NOTHING)
        await channel.close()


async def test_a_provider_that_is_away_or_refuses_cannot_be_asked(aliyun: FakeAliyun) -> None:
    for base_url, secret in ((aliyun.base_url, "other"), ("http://127.0.0.1:9", KEY_SECRET)):
        channel = AliyunChannel(account(base_url, secret=secret), BOOK)
        with pytest.raises(CannotAsk):
            await channel.find(message(), LONG_AGO, NOTHING)
        await channel.close()


@pytest.mark.parametrize(
    ("address", "number"), [("+8613800000000", "13800000000"), ("+85251234567", "85251234567")]
)
def test_numbers_there_and_back(address: str, number: str) -> None:
    assert (number_of(address), address_of(number)) == (number, address)
    assert address_of("8613800000000") == "+8613800000000"


def test_what_may_have_gone_out_is_never_called_refused() -> None:
    assert {code for code, kind in VERDICTS.items() if kind.unknown} == {
        "isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR", "SignatureNonceUsed",
    }  # fmt: skip
