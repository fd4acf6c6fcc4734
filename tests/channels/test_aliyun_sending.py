"""What the real SDK and our reading of it make of all that Aliyun may answer."""

import logging
import traceback
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from channels.aliyun.account import AliyunAccount
from channels.aliyun.finding import days_to_ask
from channels.aliyun.sending import AliyunChannel
from channels.interface import Accepted, Outgoing
from evaluation.delivery import (
    BadAddress,
    CannotAsk,
    OutcomeUnknown,
    Refused,
    SendFailed,
    Throttled,
    TooOften,
    Unavailable,
)
from evaluation.wordings import ANY_REPLY, PROMPT_VARIABLES, Template
from evaluation.wordings import PROMPT as PROMPT_NAME
from tests.fakes.aliyun import KEY_ID, KEY_SECRET, FakeAliyun
from tests.fakes.aliyun_faults import Fault, cut_off, lose_answer, page, refuse, slow

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


Make = Callable[..., AliyunChannel]


class Book:
    """Templates as a test wants them."""

    def __init__(self, *templates: Template) -> None:
        self.templates = {template.name: template for template in templates}

    async def approved(self, name: str) -> Template | None:
        return self.templates.get(name)


@pytest.fixture
async def opened() -> AsyncIterator[list[AliyunChannel]]:
    """The channels that a test makes, closed after it."""
    made: list[AliyunChannel] = []
    yield made
    for each in made:
        await each.close()


@pytest.fixture
def channel(opened: list[AliyunChannel]) -> Make:
    def make(
        url: str,
        *,
        reply_template: str | None = None,
        more: Template | None = None,
        key: str = KEY_ID,
        secret: str = KEY_SECRET,
        extends: bool = False,
    ) -> AliyunChannel:
        known = [Template(PROMPT_NAME, "SMS_1", PROMPT_VARIABLES)]
        known += [Template(ANY_REPLY, reply_template, ("text",))] if reply_template else []
        known += [more] if more else []
        account = AliyunAccount(key, secret, "政务服务", url, extends)
        opened.append(AliyunChannel(account, Book(*known), timeout=2.0))
        return opened[-1]

    return make


async def test_a_prompt_leaves_as_the_variables_of_its_template(aliyun: FakeAliyun, channel: Make) -> None:
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


async def test_a_reply_leaves_only_by_a_template_that_is_there(aliyun: FakeAliyun, channel: Make) -> None:
    with pytest.raises(Refused, match="template_not_approved"):
        await channel(aliyun.base_url).send(REPLY)
    assert aliyun.requests == 0
    await channel(aliyun.base_url, reply_template="SMS_2").send(REPLY)
    [text] = aliyun.texts
    assert (text.template, text.variables) == ("SMS_2", {"text": "已记录：非常满意。"})


@pytest.mark.parametrize(
    ("extends", "message", "number"),
    [
        (True, replace(PROMPT, thread=7), "106900001007"),
        (True, replace(REPLY, thread=7), "106900001007"),  # our answer: the phone keeps one thread
        (True, replace(PROMPT, id=123456, thread=123456), "106900007456"),
        (True, REPLY, "10690000"),
        (False, replace(PROMPT, thread=7), "10690000"),
    ],
)
async def test_a_message_comes_from_the_number_of_its_thread(
    aliyun: FakeAliyun, channel: Make, extends: bool, message: Outgoing, number: str
) -> None:
    await channel(aliyun.base_url, reply_template="SMS_2", extends=extends).send(message)
    assert [text.number for text in aliyun.texts] == [number]


async def test_a_message_tried_again_keeps_its_thread(aliyun: FakeAliyun, channel: Make) -> None:
    sender = channel(aliyun.base_url, extends=True)
    aliyun.next(refuse("isv.BUSINESS_LIMIT_CONTROL"), lose_answer())
    for failure in (Throttled, OutcomeUnknown):
        with pytest.raises(failure):
            await sender.send(replace(PROMPT, thread=7))
    assert await sender.send(replace(PROMPT, thread=7)) == Accepted("hcp-7")
    assert {text.number for text in aliyun.texts} == {"106900001007"}


@pytest.mark.parametrize(
    ("fault", "kind", "reason"),
    [
        (refuse("isv.MOBILE_NUMBER_ILLEGAL"), BadAddress, "isv.MOBILE_NUMBER_ILLEGAL"),
        (refuse("isv.BUSINESS_LIMIT_CONTROL"), TooOften, "isv.BUSINESS_LIMIT_CONTROL"),
        (refuse("isv.AMOUNT_NOT_ENOUGH"), Unavailable, "isv.AMOUNT_NOT_ENOUGH"),
        (refuse("isv.OUT_OF_SERVICE"), Unavailable, "isv.OUT_OF_SERVICE"),
        (refuse("isp.RAM_PERMISSION_DENY"), Unavailable, "isp.RAM_PERMISSION_DENY"),
        (refuse("isv.SMS_TEMPLATE_ILLEGAL"), Refused, "isv.SMS_TEMPLATE_ILLEGAL"),
        (refuse("isv.SMS_SIGNATURE_ILLEGAL"), Refused, "isv.SMS_SIGNATURE_ILLEGAL"),
        (refuse("isv.BLACK_KEY_CONTROL_LIMIT"), Refused, "isv.BLACK_KEY_CONTROL_LIMIT"),
        (refuse("isv.NEVER_HEARD_OF"), Refused, "isv.NEVER_HEARD_OF"),
        (refuse("不是代码 13900000001"), Refused, "unreadable_code"),  # never kept: it may quote anything
        (refuse("isp.SYSTEM_ERROR"), OutcomeUnknown, "isp.SYSTEM_ERROR"),
        (refuse("SignatureDoesNotMatch", 400), Unavailable, "SignatureDoesNotMatch"),
        (refuse("SignatureNonceUsed", 400), OutcomeUnknown, "SignatureNonceUsed"),
        (refuse("Throttling.User", 400), Throttled, "Throttling.User"),
        (refuse("ServiceUnavailable", 503), Unavailable, "ServiceUnavailable"),
        (refuse("isv.MOBILE_NUMBER_ILLEGAL", 500), OutcomeUnknown, "isv.MOBILE_NUMBER_ILLEGAL"),
        (page(502), OutcomeUnknown, "http_502"),
        (page(503), Unavailable, "http_503"),
        (page(403), Unavailable, "http_403"),
        (page(302), Refused, "http_302"),
        (page(200), OutcomeUnknown, "JSONDecodeError"),
        (page(200, "", taken=True), OutcomeUnknown, "JSONDecodeError"),
        (page(200, "{}", taken=True), OutcomeUnknown, "no_code"),
        (page(200, "[5]", taken=True), OutcomeUnknown, "no_code"),
        (lose_answer(), OutcomeUnknown, "ServerDisconnectedError"),
        (cut_off(), OutcomeUnknown, "ServerDisconnectedError"),
        (slow(2.5), OutcomeUnknown, "TimeoutError"),
    ],
)
async def test_every_answer_has_its_meaning(
    aliyun: FakeAliyun, fault: Fault, kind: type[SendFailed], reason: str, channel: Make
) -> None:
    aliyun.next(fault)
    with pytest.raises(kind) as caught:
        await channel(aliyun.base_url).send(PROMPT)
    assert (type(caught.value), caught.value.reason) == (kind, reason)
    assert aliyun.requests == 1, "nothing is tried twice"


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("触发分钟级流控Permits:1", 60),
        ("触发小时级流控Permits:5", 3600),
        ("触发天级流控Permits:10", 86400),
        ("", 3600),
    ],
)
async def test_a_limit_per_number_is_waited_out(
    aliyun: FakeAliyun, words: str, seconds: float, channel: Make
) -> None:
    aliyun.next(refuse("isv.BUSINESS_LIMIT_CONTROL", words=words))
    with pytest.raises(TooOften) as caught:
        await channel(aliyun.base_url).send(PROMPT)
    assert caught.value.retry_after == seconds


async def test_nothing_personal_is_logged_or_raised(
    aliyun: FakeAliyun, caplog: pytest.LogCaptureFixture, channel: Make
) -> None:
    caplog.set_level(logging.DEBUG)
    aliyuns = channel(aliyun.base_url)
    await aliyuns.send(PROMPT)
    await aliyuns.find(PROMPT, an_hour_ago(), NOTHING)
    aliyun.next(lose_answer())
    with pytest.raises(OutcomeUnknown) as caught:
        await aliyuns.send(PROMPT)
    raised = "".join(traceback.format_exception(caught.value))
    for leak in ("139", "身份证", KEY_SECRET):
        assert leak not in caplog.text
        assert leak not in raised


async def test_no_proxy_of_the_environment_reads_citizens_numbers(
    aliyun: FakeAliyun, monkeypatch: pytest.MonkeyPatch, channel: Make
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert await channel(aliyun.base_url).send(PROMPT)


async def test_an_answer_may_have_wording_of_its_own(aliyun: FakeAliyun, channel: Make) -> None:
    thanks = Template("rating/thanks", "SMS_3", ("level",))
    aliyuns = channel(aliyun.base_url, reply_template="SMS_2", more=thanks)
    await aliyuns.send(replace(REPLY, facts={"rating/thanks": {"level": 5, "item": "身份证"}}))
    [text] = aliyun.texts
    assert (text.template, text.variables) == ("SMS_3", {"level": "5"})
    with pytest.raises(Refused, match="template_variable_unknown"):
        await aliyuns.send(REPLY)


async def test_templates_that_cannot_be_read_are_no_word_on_the_message(aliyun: FakeAliyun) -> None:
    class Broken(Book):
        async def approved(self, name: str) -> Template | None:
            raise OSError("away")

    account = AliyunAccount(KEY_ID, KEY_SECRET, "政务服务", aliyun.base_url)
    with pytest.raises(Unavailable):
        await AliyunChannel(account, Broken()).send(PROMPT)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://nowhere.invalid"])
async def test_what_never_connected_was_never_sent(url: str, channel: Make) -> None:
    with pytest.raises(Unavailable):
        await channel(url).send(PROMPT)


@pytest.mark.parametrize("wrong", [{"key": "another"}, {"secret": "another"}])
async def test_a_wrong_key_is_for_us_to_put_right(
    aliyun: FakeAliyun, wrong: dict[str, str], channel: Make
) -> None:
    with pytest.raises(Unavailable):
        await channel(aliyun.base_url, **wrong).send(PROMPT)
    assert not aliyun.texts


async def test_a_lost_answer_is_found_by_our_own_reference(aliyun: FakeAliyun, channel: Make) -> None:
    aliyun.next(lose_answer())
    aliyuns = channel(aliyun.base_url)
    with pytest.raises(OutcomeUnknown):
        await aliyuns.send(PROMPT)
    assert await aliyuns.find(PROMPT, an_hour_ago(), NOTHING) == Accepted("hcp-7")
    assert await aliyuns.find(REPLY, an_hour_ago(), NOTHING) is None


async def test_an_earlier_try_of_the_same_message_is_not_it(aliyun: FakeAliyun, channel: Make) -> None:
    aliyuns = channel(aliyun.base_url)
    await aliyuns.send(PROMPT)
    aliyun.texts[0].sent -= timedelta(hours=2)
    assert await aliyuns.find(PROMPT, an_hour_ago(), NOTHING) is None


@pytest.mark.parametrize("others", [0, 49, 150])
async def test_it_is_found_on_whatever_page(aliyun: FakeAliyun, others: int, channel: Make) -> None:
    aliyuns = channel(aliyun.base_url)
    for number in range(others):
        await aliyuns.send(replace(PROMPT, id=100 + number))
    await aliyuns.send(PROMPT)
    assert await aliyuns.find(PROMPT, an_hour_ago(), NOTHING) == Accepted("hcp-7")
    assert await aliyuns.find(REPLY, an_hour_ago(), NOTHING) is None


@pytest.mark.parametrize(
    ("since", "days"),
    [
        ("2026-09-07T10:00:00+08:00", ["20260907"]),
        ("2026-09-07T23:58:00+08:00", ["20260907", "20260908"]),  # it may be listed after midnight
        ("2026-09-07T15:58:00+00:00", ["20260907", "20260908"]),
    ],
)
def test_days_are_those_in_beijing(since: str, days: list[str]) -> None:
    assert days_to_ask(datetime.fromisoformat(since)) == days


async def test_a_list_that_cannot_be_read_to_its_end_answers_nothing(
    aliyun: FakeAliyun, channel: Make
) -> None:
    aliyuns = channel(aliyun.base_url)
    await aliyuns.send(PROMPT)
    aliyun.texts *= 250
    with pytest.raises(CannotAsk, match="too_many_messages"):
        await aliyuns.find(REPLY, an_hour_ago(), NOTHING)


@pytest.mark.parametrize("fault", [refuse("isv.ACCOUNT_ABNORMAL"), refuse("ServiceUnavailable", 503)])
async def test_a_list_that_is_refused_answers_nothing(
    aliyun: FakeAliyun, fault: Fault, channel: Make
) -> None:
    aliyun.list_fault = fault
    with pytest.raises(CannotAsk):
        await channel(aliyun.base_url).find(PROMPT, an_hour_ago(), NOTHING)
