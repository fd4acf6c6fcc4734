"""The real SDK against a server that speaks Twilio's protocol: what every answer means for the next step."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator

import pytest

from channels.twilio.account import callback_for
from channels.twilio.sending import TwilioChannel
from channels.twilio.verdicts import VERDICTS
from evaluation.delivery import (
    BadAddress,
    CannotAsk,
    OptedOut,
    OutcomeUnknown,
    Refused,
    SendFailed,
    Throttled,
    Unavailable,
)
from tests.channels.twilio import (
    CALLBACK,
    LONG_AGO,
    NOTHING,
    PHONE,
    SERVICE,
    TEXT,
    account,
    failure,
    message,
)
from tests.fakes.twilio import (
    AUTH_TOKEN,
    NUMBER,
    FakeTwilio,
    Fault,
    breakdown,
    cut_off,
    garbage,
    lose_answer,
    refuse,
    slow,
    throttle,
)


@pytest.fixture
async def hurried(twilio: FakeTwilio) -> AsyncIterator[TwilioChannel]:
    """Waits half a second for an answer."""
    channel = TwilioChannel(account(twilio.base_url), timeout=0.5)
    yield channel
    await channel.close()


async def test_a_text_arrives_as_it_was_written(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    accepted = await channel.send(message())
    assert twilio.texts_to(PHONE) == [TEXT]
    assert accepted.reference == twilio.texts[0].sid
    assert twilio.texts[0].callback == f"{CALLBACK}?message=7"
    assert twilio.texts[0].sender == NUMBER


async def test_a_messaging_service_picks_the_number(twilio: FakeTwilio) -> None:
    channel = TwilioChannel(account(twilio.base_url, service=SERVICE))
    await channel.send(message())
    assert (twilio.texts[0].service, twilio.texts[0].sender) == (SERVICE, None)
    await channel.close()


def test_a_callback_address_may_have_a_query_already() -> None:
    assert callback_for("https://hall.example/s?a=1", 7) == "https://hall.example/s?a=1&message=7"


@pytest.mark.parametrize(
    ("fault", "kind", "reason"),
    [
        (refuse(21610), OptedOut, "21610"),
        (refuse(21211), BadAddress, "21211"),
        (refuse(21612), BadAddress, "21612"),
        (refuse(21614), BadAddress, "21614"),
        (refuse(21635), BadAddress, "21635"),
        (refuse(21608), Refused, "21608"),
        (refuse(30007), Refused, "30007"),
        (refuse(20003, 401), Unavailable, "20003"),  # a changed token must not cost a day of prompts
        (garbage("<html>", status=401, taken=False), Unavailable, "http_401"),
        (refuse(20404, 404), Refused, "20404"),
        (refuse(99999), Refused, "99999"),  # a code invented after us
        (refuse(21611), Throttled, "21611"),  # the queue is full, said with a 400
        (refuse(30001), Throttled, "30001"),
        (throttle(), Throttled, "20429"),
        (garbage("slow down", status=429, taken=False), Throttled, "http_429"),
        (garbage("<html>", status=302, taken=False), Refused, "http_302"),
        (garbage("<html>", status=403, taken=False), Refused, "http_403"),
        (garbage("[21610]", status=400, taken=False), Refused, "http_400"),
        (garbage('{"code": "x"}', status=400, taken=False), Refused, "http_400"),
        (breakdown(503), Unavailable, "http_503"),
        (refuse(20503, 503), Unavailable, "20503"),
        (breakdown(500), OutcomeUnknown, "http_500"),
        (breakdown(502, taken=True), OutcomeUnknown, "http_502"),
        (breakdown(504, taken=True), OutcomeUnknown, "http_504"),
        (refuse(21610, 500), OutcomeUnknown, "21610"),  # a broken server's code proves nothing
        (garbage("<html>", status=408), OutcomeUnknown, "http_408"),
        (garbage("<html>welcome</html>"), OutcomeUnknown, "JSONDecodeError"),
        (garbage(""), OutcomeUnknown, "no_sid"),
        (garbage("{}"), OutcomeUnknown, "no_sid"),
        (garbage('{"sid": 5}'), OutcomeUnknown, "no_sid"),
        (garbage("[]"), OutcomeUnknown, "AttributeError"),
        (garbage('{"sid": "SM1", "date_sent": 5}'), OutcomeUnknown, "AttributeError"),
        (garbage('{"sid": "SM1", "status": "failed", "error_code": 21610}'), OptedOut, "21610"),
        (garbage('{"sid": "SM1", "status": "canceled"}'), Refused, "canceled"),
    ],
)
async def test_what_an_answer_means(
    twilio: FakeTwilio, channel: TwilioChannel, fault: Fault, kind: type[SendFailed], reason: str
) -> None:
    twilio.next(fault)
    failed = await failure(channel)
    assert (type(failed), failed.reason) == (kind, reason)
    assert twilio.requests == 1  # nobody tried again behind our back


@pytest.mark.parametrize("fault", [lose_answer(), cut_off()])
async def test_a_dropped_connection_leaves_the_outcome_unknown(
    twilio: FakeTwilio, channel: TwilioChannel, fault: Fault
) -> None:
    twilio.next(fault)
    assert type(await failure(channel)) is OutcomeUnknown
    assert twilio.requests == 1
    assert twilio.texts_to(PHONE) == [TEXT] * fault.taken


async def test_a_late_answer_leaves_the_outcome_unknown(twilio: FakeTwilio, hurried: TwilioChannel) -> None:
    twilio.next(slow(60))
    failed = await failure(hurried)
    assert (type(failed), failed.reason) == (OutcomeUnknown, "TimeoutError")
    assert twilio.texts_to(PHONE) == [TEXT]


@pytest.mark.parametrize(
    ("said", "heard"),
    [("17", 17.0), (None, None), ("-1", None), ("inf", None), ("Wed, 21 Oct 2026 07:28:00 GMT", None)],
)
async def test_how_long_we_were_asked_to_wait(
    twilio: FakeTwilio, channel: TwilioChannel, said: str | None, heard: float | None
) -> None:
    twilio.next(throttle(said))
    failed = await failure(channel)
    assert (type(failed), failed.retry_after) == (Throttled, heard)


@pytest.mark.parametrize("base_url", ["http://nobody.invalid", "no address at all", "ftp://127.0.0.1"])
async def test_an_address_that_leads_nowhere_certainly_took_nothing(base_url: str) -> None:
    channel = TwilioChannel(account(base_url))
    assert type(await failure(channel)) is Unavailable
    await channel.close()


async def test_a_server_that_is_down_certainly_took_nothing() -> None:
    async with FakeTwilio() as twilio:
        channel = TwilioChannel(account(twilio.base_url))
    assert type(await failure(channel)) is Unavailable
    await channel.close()


async def test_a_server_that_does_not_shake_hands_certainly_took_nothing() -> None:
    """TLS to a server that accepts and says nothing: no request can have left."""
    silent = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    channel = TwilioChannel(account(f"https://127.0.0.1:{port}"), timeout=0.2)
    assert type(await failure(channel)) is Unavailable
    with pytest.raises(CannotAsk) as caught:
        await channel.find(message(), LONG_AGO, NOTHING)
    assert "138" not in "".join(
        traceback.format_exception(caught.value)
    )  # the address asked holds the number
    await channel.close()
    silent.close()


async def test_waiting_for_a_turn_is_not_waiting_for_twilio(twilio: FakeTwilio) -> None:
    """Twenty at a tenth of a second each, two at once: longer than the timeout of one."""
    channel = TwilioChannel(account(twilio.base_url), timeout=0.8, at_once=2)
    twilio.next(*[slow(0.1)] * 20)
    await asyncio.gather(*(channel.send(message(n)) for n in range(1, 21)))
    assert len(twilio.texts) == 20
    await channel.close()


async def test_half_a_surrogate_pair_never_leaves(twilio: FakeTwilio, channel: TwilioChannel) -> None:
    failed = await failure(channel, message(text="\ud83d"))
    assert (type(failed), failed.reason) == (Refused, "text_not_encodable")
    assert twilio.requests == 0


async def test_a_wrong_token_is_for_staff(twilio: FakeTwilio) -> None:
    channel = TwilioChannel(account(twilio.base_url, token="wrong"))
    assert (await failure(channel)).reason == "20003"
    with pytest.raises(CannotAsk, match="20003"):
        await channel.find(message(), LONG_AGO, NOTHING)
    await channel.close()


async def test_the_environment_does_not_move_our_address(
    twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_REGION", "au1")
    channel = TwilioChannel(account(twilio.base_url))
    await channel.send(message())
    assert twilio.texts_to(PHONE) == [TEXT]
    await channel.close()


async def test_nothing_that_names_the_citizen_is_logged_or_raised(
    twilio: FakeTwilio, channel: TwilioChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("twilio", "twilio.async_http_client", "twilio.http_client", "aiohttp.client"):
        caplog.set_level(logging.DEBUG, logger=name)
    await channel.send(message())
    await channel.find(message(), LONG_AGO, NOTHING)
    twilio.next(refuse(21211))  # its words quote the number
    raised = "".join(traceback.format_exception(await failure(channel)))
    for leak in ("138", TEXT, AUTH_TOKEN):
        assert leak not in caplog.text
        assert leak not in raised
    assert AUTH_TOKEN not in repr(account(twilio.base_url))


def test_no_verdict_says_that_the_outcome_is_unknown() -> None:
    assert not [code for code, kind in VERDICTS.items() if kind.unknown]
