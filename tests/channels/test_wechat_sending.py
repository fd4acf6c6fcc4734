"""Our client against a server that speaks WeChat's protocol: what every answer means for the next step."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from channels.interface import Outgoing
from channels.wechat.account import Notice, WeChatAccount
from channels.wechat.sending import WeChatChannel
from channels.wechat.tokens import Fetch
from channels.wechat.verdicts import VERDICTS
from evaluation.delivery import (
    BadAddress,
    CannotAsk,
    Closed,
    OutcomeUnknown,
    OutOfReach,
    Refused,
    SendFailed,
    Throttled,
    TooOften,
    Unavailable,
)
from evaluation.exchange import Choice
from tests.fakes.wechat import APP_ID, APP_SECRET, FakeWeChat, Message
from tests.fakes.wechat_faults import Fault, cut_off, garbage, gateway, lose_answer, losing, refuse, slow

OPENID = "oia2TjuEGTNoeX76QEjQNrcURxG8"
TEXT = "您的身份证已办好,请评价:回复1–5 😀 &<>\"'"
CHOICES = (Choice("非常满意", "4205"), Choice("满意", "4204"))
FACTS = {"item": "居民身份证换领以及一个很长很长的事项名称二", "last_day": "2026-09-14"}
FIELDS = {"thing1": "item", "time2": "last_day"}
SUBSCRIPTION, TEMPLATE = Notice("SUB1", FIELDS), Notice("TPL1", FIELDS)


class OneProcess:
    """Keeps the token as a single process could."""

    def __init__(self) -> None:
        self._token: str | None = None

    async def current(self, refused: str | None, fetch: Fetch) -> str:
        if self._token in (None, refused):
            self._token = (await fetch(refused)).value
        return self._token or ""


def account(base_url: str, secret: str = APP_SECRET, **more: Notice) -> WeChatAccount:
    return WeChatAccount(APP_ID, secret, "token", base_url=base_url, **more)  # type: ignore[arg-type]


def prompt(outbox_id: int = 7, openid: str = OPENID, text: str = TEXT) -> Outgoing:
    return Outgoing(outbox_id, openid, text, CHOICES, "prompt", FACTS)


def words(text: str = TEXT, openid: str = OPENID) -> Outgoing:
    return Outgoing(8, openid, text)


@pytest.fixture
async def wechat() -> AsyncIterator[FakeWeChat]:
    async with FakeWeChat() as fake:
        fake.open_window(OPENID)
        yield fake


@pytest.fixture
async def channel(wechat: FakeWeChat) -> AsyncIterator[WeChatChannel]:
    channel = WeChatChannel(account(wechat.base_url), OneProcess())
    yield channel
    await channel.close()


@pytest.fixture
async def notifying(wechat: FakeWeChat) -> AsyncIterator[WeChatChannel]:
    """Has both kinds of notice."""
    both = account(wechat.base_url, subscription=SUBSCRIPTION, template=TEMPLATE)
    channel = WeChatChannel(both, OneProcess())
    yield channel
    await channel.close()


async def failure(channel: WeChatChannel, outgoing: Outgoing | None = None) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await channel.send(outgoing or words())
    return caught.value


# To somebody who wrote lately


async def test_words_arrive_as_they_were_written(wechat: FakeWeChat, channel: WeChatChannel) -> None:
    accepted = await channel.send(words())
    assert wechat.messages == [Message(OPENID, "text", TEXT)]
    assert accepted.reference == "custom-8"


async def test_the_levels_can_be_pressed(wechat: FakeWeChat, channel: WeChatChannel) -> None:
    await channel.send(prompt())
    pressed = (("4205", "非常满意"), ("4204", "满意"))
    assert wechat.messages == [Message(OPENID, "msgmenu", TEXT, pressed)]


@pytest.mark.parametrize("errcode", [40200, 45098])
async def test_an_account_without_menus_writes_words_and_remembers(
    wechat: FakeWeChat, channel: WeChatChannel, errcode: int
) -> None:
    wechat.next(refuse(errcode))
    await channel.send(prompt(1))
    await channel.send(prompt(2))
    assert [message.kind for message in wechat.messages] == ["text", "text"]
    assert wechat.requests["custom"] == 3


@pytest.mark.parametrize(
    ("fault", "kind", "reason"),
    [
        (refuse(-1), Unavailable, "-1"),
        (refuse(40003), BadAddress, "40003"),
        (refuse(40164), Unavailable, "40164"),  # our address is not on the list: no word on the message
        (refuse(43004), Closed, "43004"),
        (refuse(43101), OutOfReach, "43101"),
        (refuse(45009), Throttled, "45009"),
        (refuse(45011), Throttled, "45011"),
        (refuse(43108), TooOften, "43108"),
        (refuse(45015), OutOfReach, "45015"),
        (refuse(45047), OutOfReach, "45047"),
        (refuse(48001), Refused, "48001"),
        (refuse(99999), Refused, "99999"),  # a code invented after us
        (gateway(302), Refused, "http_302"),
        (gateway(403), Refused, "http_403"),
        (gateway(429), Throttled, "http_429"),
        (gateway(503), Unavailable, "http_503"),
        (gateway(408, taken=True), OutcomeUnknown, "http_408"),
        (gateway(500), OutcomeUnknown, "http_500"),
        (gateway(502, taken=True), OutcomeUnknown, "http_502"),
        (garbage("<html>welcome</html>"), OutcomeUnknown, "JSONDecodeError"),
        (garbage(""), OutcomeUnknown, "JSONDecodeError"),
        (garbage("{}"), OutcomeUnknown, "no_errcode"),
        (garbage("[]"), OutcomeUnknown, "no_errcode"),
        (garbage('{"errcode": "0"}'), OutcomeUnknown, "no_errcode"),
    ],
)
async def test_what_an_answer_means(
    wechat: FakeWeChat, channel: WeChatChannel, fault: Fault, kind: type[SendFailed], reason: str
) -> None:
    wechat.next(fault)
    failed = await failure(channel)
    assert (type(failed), failed.reason) == (kind, reason)
    assert wechat.requests["custom"] == 1  # nobody tried again behind our back


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        (refuse(45009), 6 * 3600),
        (refuse(45011), 60),
        (gateway(429, retry_after="17"), 17),
        (gateway(429, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), None),
    ],
)
async def test_how_long_to_wait(
    wechat: FakeWeChat, channel: WeChatChannel, fault: Fault, seconds: float | None
) -> None:
    wechat.next(fault)
    assert (await failure(channel)).retry_after == seconds


@pytest.mark.parametrize("fault", [lose_answer(), cut_off()])
async def test_a_dropped_connection_leaves_the_outcome_unknown(
    wechat: FakeWeChat, channel: WeChatChannel, fault: Fault
) -> None:
    wechat.next(fault)
    assert type(await failure(channel, prompt())) is OutcomeUnknown
    assert wechat.requests["custom"] == 1
    assert wechat.texts_to(OPENID) == [TEXT] * fault.taken


async def test_a_late_answer_leaves_the_outcome_unknown(wechat: FakeWeChat) -> None:
    channel = WeChatChannel(account(wechat.base_url), OneProcess(), timeout=0.5)
    wechat.next(slow(60))
    failed = await failure(channel)
    assert (type(failed), failed.reason) == (OutcomeUnknown, "TimeoutError")
    await channel.close()


@pytest.mark.parametrize("base_url", ["http://nobody.invalid", "no address at all", "ftp://127.0.0.1"])
async def test_an_address_that_leads_nowhere_certainly_took_nothing(base_url: str) -> None:
    channel = WeChatChannel(account(base_url), OneProcess())
    assert type(await failure(channel)) is Unavailable
    await channel.close()


async def test_half_a_surrogate_pair_never_leaves(wechat: FakeWeChat, channel: WeChatChannel) -> None:
    failed = await failure(channel, words("\ud83d"))
    assert (type(failed), failed.reason) == (Refused, "text_not_encodable")
    assert wechat.requests["custom"] == 0


async def test_nobody_can_say_what_became_of_a_message(channel: WeChatChannel) -> None:
    with pytest.raises(CannotAsk):
        await channel.find(prompt(), datetime(2026, 1, 1, tzinfo=UTC), frozenset())


async def test_with_lost_answers_nobody_gets_two(wechat: FakeWeChat, channel: WeChatChannel) -> None:
    wechat.script = losing(0.3, seed=1)
    people = [f"o{n:027}" for n in range(50)]
    wechat.open_window(*people)
    sent = await asyncio.gather(
        *(channel.send(prompt(n, openid)) for n, openid in enumerate(people)), return_exceptions=True
    )
    assert 5 < sum(isinstance(each, OutcomeUnknown) for each in sent) < 30
    assert wechat.counts() == dict.fromkeys(people, 1)


# To the others


async def test_a_subscriber_gets_the_notice(wechat: FakeWeChat, notifying: WeChatChannel) -> None:
    stranger = "o" + "1" * 27
    wechat.subscribed.add(stranger)
    accepted = await notifying.send(prompt(openid=stranger))
    [message] = wechat.messages
    assert (message.kind, message.text) == ("subscription", "SUB1")
    assert message.data == {"thing1": "居民身份证换领以及一个很长很长的事项名…", "time2": "2026-09-14"}
    assert accepted.reference == str(message.msgid)


async def test_a_notice_that_wechat_gives_no_number_is_known_by_ours(
    wechat: FakeWeChat, notifying: WeChatChannel
) -> None:
    stranger = "o" + "1" * 27
    wechat.next(refuse(45015), Fault(taken=True, body='{"errcode": 0}'))
    wechat.subscribed.add(stranger)
    assert (await notifying.send(prompt(openid=stranger))).reference == "notice-7"


async def test_who_did_not_subscribe_gets_a_template_message(
    wechat: FakeWeChat, notifying: WeChatChannel
) -> None:
    accepted = await notifying.send(prompt(openid="o" + "1" * 27))
    [message] = wechat.messages
    assert (message.kind, message.text) == ("template", "TPL1")
    assert accepted.reference == str(message.msgid)


async def test_the_sixth_message_is_a_notice(wechat: FakeWeChat, notifying: WeChatChannel) -> None:
    for number in range(6):
        await notifying.send(prompt(number))
    assert [message.kind for message in wechat.messages] == ["msgmenu"] * 5 + ["template"]


@pytest.mark.parametrize(
    "outgoing",
    [
        words(openid="o1"),  # no notice says what a reply says
        Outgoing(7, "o1", TEXT, template="prompt", facts={"item": "只有一个"}),
    ],
)
async def test_what_has_no_notice_is_out_of_reach(
    wechat: FakeWeChat, notifying: WeChatChannel, outgoing: Outgoing
) -> None:
    failed = await failure(notifying, outgoing)
    assert (type(failed), failed.reason) == (OutOfReach, "45015")
    assert not wechat.messages


async def test_without_notices_the_others_are_out_of_reach(channel: WeChatChannel) -> None:
    failed = await failure(channel, prompt(openid="o1"))
    assert (type(failed), failed.reason) == (OutOfReach, "45015")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(refuse(43101), OutOfReach), (refuse(43004), Closed), (lose_answer(), OutcomeUnknown)],
)
async def test_a_notice_may_fail_too(
    wechat: FakeWeChat, notifying: WeChatChannel, fault: Fault, kind: type[SendFailed]
) -> None:
    wechat.subscribed.clear()
    wechat.next(None, None, fault)  # no window, no subscription, then this
    assert type(await failure(notifying, prompt(openid="o1"))) is kind


# The access token


async def test_one_token_serves_many_messages(wechat: FakeWeChat, channel: WeChatChannel) -> None:
    for _ in range(3):
        await channel.send(words())
    assert wechat.requests["stable_token"] == 1


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
async def test_a_refused_token_is_renewed_once(
    wechat: FakeWeChat, channel: WeChatChannel, errcode: int
) -> None:
    wechat.next(refuse(errcode))
    await channel.send(words())
    assert wechat.texts_to(OPENID) == [TEXT]
    assert wechat.forced == 1  # WeChat still lent the same one


async def test_an_expired_token_is_renewed_without_force(wechat: FakeWeChat, channel: WeChatChannel) -> None:
    await channel.send(words())
    wechat.expire_token()
    await channel.send(words())
    assert wechat.texts_to(OPENID) == [TEXT] * 2
    assert wechat.forced == 0


async def test_a_token_refused_twice_is_not_tried_a_third_time(
    wechat: FakeWeChat, channel: WeChatChannel
) -> None:
    wechat.next(refuse(40001), refuse(40001))
    failed = await failure(channel)
    assert (type(failed), failed.reason) == (Unavailable, "40001")
    assert wechat.requests["custom"] == 2


@pytest.mark.parametrize(
    ("fault", "kind", "reason"),
    [
        (refuse(-1), Unavailable, "-1"),
        (refuse(40164), Unavailable, "40164"),
        (refuse(45009), Throttled, "45009"),
        (gateway(502), Unavailable, "token_http_502"),
        (garbage("{}"), Unavailable, "token_no_errcode"),
        (garbage('{"access_token": ""}'), Unavailable, "no_token"),
        (lose_answer(), Unavailable, "token_ServerDisconnectedError"),
    ],
)
async def test_without_a_token_nothing_has_left(
    wechat: FakeWeChat, channel: WeChatChannel, fault: Fault, kind: type[SendFailed], reason: str
) -> None:
    wechat.token_fault = fault
    failed = await failure(channel)
    assert (type(failed), failed.reason) == (kind, reason)
    assert wechat.requests["custom"] == 0


async def test_a_token_that_does_not_come_is_no_unknown_outcome(wechat: FakeWeChat) -> None:
    channel = WeChatChannel(account(wechat.base_url), OneProcess(), timeout=0.5)
    wechat.token_fault = slow(60)
    failed = await failure(channel)
    assert (type(failed), failed.reason) == (Unavailable, "token_timeout")
    await channel.close()


async def test_a_wrong_secret_is_for_staff(wechat: FakeWeChat) -> None:
    channel = WeChatChannel(account(wechat.base_url, secret="wrong"), OneProcess())
    failed = await failure(channel)
    assert (type(failed), failed.reason) == (Unavailable, "40125")
    await channel.close()


async def test_nothing_that_names_the_citizen_is_logged_or_raised(
    wechat: FakeWeChat, channel: WeChatChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await channel.send(prompt())
    raised = ""
    for fault in (refuse(40003), lose_answer(), gateway(500), garbage("{")):
        wechat.next(fault)
        raised += "".join(traceback.format_exception(await failure(channel, prompt())))
    for leak in (OPENID, TEXT, "token-", APP_SECRET):
        assert leak not in caplog.text
        assert leak not in raised
    assert APP_SECRET not in repr(account(wechat.base_url))


def test_no_verdict_says_that_the_outcome_is_unknown() -> None:
    assert not [code for code, kind in VERDICTS.items() if kind.unknown]
