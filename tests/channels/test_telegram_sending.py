"""The real library against a server that speaks the Bot API: what every answer means for the next step."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest

from channels.interface import Outgoing
from channels.telegram.account import TelegramAccount
from channels.telegram.client import HALT_SECONDS
from channels.telegram.sending import PER_SECOND, TelegramChannel
from channels.telegram.verdicts import VERDICTS
from evaluation.delivery import (
    BadAddress,
    Closed,
    KeepsNoList,
    OutcomeUnknown,
    OutOfReach,
    Refused,
    SendFailed,
    Throttled,
    Unavailable,
)
from evaluation.exchange import Choice
from haochaping import logs
from tests.fakes.server import Fault
from tests.fakes.telegram import BOT_TOKEN, FakeTelegram
from tests.fakes.telegram_faults import (
    blocked,
    breakdown,
    cut_off,
    garbage,
    lose_answer,
    losing,
    refuse,
    slow,
    throttle,
)
from tests.waiting import until

CHAT = 1001
TEXT = "您的身份证已办好,请评价:回复1–5 😀 &<>\"'*_[x](y)"
LEVELS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
CHOICES = tuple(Choice(label, str(705 - at)) for at, label in enumerate(LEVELS))


def account(base_url: str, token: str = BOT_TOKEN) -> TelegramAccount:
    return TelegramAccount(token, "secret", base_url)


def message(outbox_id: int = 7, chat: str = str(CHAT), text: str = TEXT) -> Outgoing:
    return Outgoing(outbox_id, chat, text, CHOICES)


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def channel(telegram: FakeTelegram) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(account(telegram.base_url))
    yield channel
    await channel.close()


@pytest.fixture
async def hurried(telegram: FakeTelegram) -> AsyncIterator[TelegramChannel]:
    """Waits half a second for an answer."""
    channel = TelegramChannel(account(telegram.base_url), timeout=0.5)
    yield channel
    await channel.close()


async def failure(channel: TelegramChannel, outgoing: Outgoing | None = None) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await channel.send(outgoing or message())
    return caught.value


async def test_a_message_arrives_as_it_was_written_with_its_buttons(
    telegram: FakeTelegram, channel: TelegramChannel
) -> None:
    accepted = await channel.send(message())
    [sent] = telegram.sent
    assert (sent.chat_id, sent.text) == (CHAT, TEXT)
    assert [[button["text"] for button in row] for row in sent.buttons] == [[level] for level in LEVELS]
    assert sent.data("基本满意") == "703"
    assert accepted.reference == f"7.{sent.message_id}"  # no chat number is kept beside the sealed one
    assert telegram.requests == {"sendMessage": 1}


async def test_many_choices_lie_in_pairs_and_none_leave_no_keyboard(
    telegram: FakeTelegram, channel: TelegramChannel
) -> None:
    six = tuple(Choice(f"原因{n}", str(n)) for n in range(1, 7))
    await channel.send(Outgoing(1, str(CHAT), "为什么", six))
    await channel.send(Outgoing(2, str(CHAT), "好的"))
    await channel.send(Outgoing(3, str(CHAT), "是基本满意吗", (Choice("是", "720"), *CHOICES)))
    assert [len(row) for row in telegram.sent[0].buttons] == [2, 2, 2]
    assert telegram.sent[1].buttons == []
    assert [len(row) for row in telegram.sent[2].buttons] == [1] * 6


@pytest.mark.parametrize(
    ("fault", "kind", "reason"),
    [
        (blocked(), Closed, "blocked"),
        (refuse(403, "Forbidden: user is deactivated"), Closed, "deactivated"),
        (refuse(403, "Forbidden: something new"), Closed, "403"),
        (refuse(403, "Forbidden: bot can't initiate conversation with a user"), OutOfReach, "not_started"),
        (refuse(403, "Forbidden: bot can't send messages to bots"), BadAddress, "a_bot"),
        (garbage("<html>", status=403, taken=False), Refused, "http_403"),  # a proxy knows no chat
        (refuse(400, "Bad Request: chat not found"), BadAddress, "chat_not_found"),
        (refuse(400, "Bad Request: PEER_ID_INVALID"), BadAddress, "peer_id_invalid"),
        (refuse(400, "Bad Request: message is too long"), Refused, "too_long"),
        (refuse(400, "Bad Request: BUTTON_DATA_INVALID"), Refused, "400"),
        (refuse(401, "Unauthorized"), Unavailable, "401"),  # a changed token must not cost a day of prompts
        (garbage("<html>", status=401, taken=False), Unavailable, "http_401"),
        (refuse(404, "Not Found"), Unavailable, "404"),
        (refuse(409, "Conflict"), Refused, "409"),
        (throttle(), Throttled, "429"),
        (throttle(3), Throttled, "429"),
        (garbage("slow down", status=429, taken=False), Throttled, "http_429"),
        (garbage("<html>", status=302, taken=False), Refused, "http_302"),
        (breakdown(503), Unavailable, "http_503"),
        (breakdown(500), OutcomeUnknown, "http_500"),
        (breakdown(502, taken=True), OutcomeUnknown, "http_502"),
        (breakdown(504, taken=True), OutcomeUnknown, "http_504"),
        (refuse(403, "Forbidden: bot was blocked by the user", 500), OutcomeUnknown, "http_500"),
        (refuse(403, "Forbidden: bot was blocked by the user", 200), Closed, "blocked"),  # a no inside a 200
        (refuse(500, "Internal Server Error", 200), OutcomeUnknown, "500"),
        (garbage('{"ok": false}'), OutcomeUnknown, "http_200"),
        (garbage('{"ok": false, "error_code": true}'), OutcomeUnknown, "http_200"),
        (garbage("<html>welcome</html>"), OutcomeUnknown, "http_200"),
        (garbage(""), OutcomeUnknown, "http_200"),
        (garbage("[1]"), OutcomeUnknown, "http_200"),
        (garbage('{"ok": true}'), OutcomeUnknown, "KeyError"),
        (garbage('{"ok": true, "result": {}}'), OutcomeUnknown, "KeyError"),
        (garbage('{"ok": true, "result": 5}'), OutcomeUnknown, "AttributeError"),
    ],
)
async def test_what_an_answer_means(
    telegram: FakeTelegram, channel: TelegramChannel, fault: Fault, kind: type[SendFailed], reason: str
) -> None:
    telegram.next(fault)
    failed = await failure(channel)
    assert (type(failed), failed.reason) == (kind, reason)
    assert telegram.requests["sendMessage"] == 1  # nobody tried again behind our back


@pytest.mark.parametrize("fault", [lose_answer(), cut_off()])
async def test_a_lost_answer_leaves_the_fate_unknown(
    telegram: FakeTelegram, channel: TelegramChannel, fault: Fault
) -> None:
    telegram.next(fault)
    assert isinstance(await failure(channel), OutcomeUnknown)


async def test_an_answer_that_comes_too_late_leaves_the_fate_unknown(
    telegram: FakeTelegram, hurried: TelegramChannel
) -> None:
    telegram.next(slow(1.0))
    assert isinstance(await failure(hurried), OutcomeUnknown)
    assert len(telegram.sent) == 1


async def test_without_a_connection_nothing_was_sent() -> None:
    channel = TelegramChannel(account("http://127.0.0.1:1"), timeout=2)
    failed = await failure(channel)
    assert (type(failed), failed.reason) == (Unavailable, "ConnectError")
    await channel.close()


async def test_a_base_address_that_is_none_is_like_no_connection() -> None:
    channel = TelegramChannel(account("gopher://example"), timeout=2)
    assert isinstance(await failure(channel), Unavailable)
    await channel.close()


@pytest.mark.parametrize("address", ["-100123", "@somebody", "", "0", "1" * 17])
async def test_only_private_chats_are_written_to(
    telegram: FakeTelegram, channel: TelegramChannel, address: str
) -> None:
    failed = await failure(channel, message(chat=address))
    assert (type(failed), failed.reason) == (BadAddress, "not_private")
    assert not telegram.requests


async def test_one_429_halts_all_chats_and_the_rest_is_not_even_tried(
    telegram: FakeTelegram, channel: TelegramChannel
) -> None:
    telegram.next(throttle(30))
    first = await failure(channel)
    others = await asyncio.gather(*(failure(channel, message(n, str(n))) for n in range(2000, 2050)))
    assert (type(first), first.retry_after) == (Throttled, 30)
    assert {type(other) for other in others} == {Throttled}
    assert all(other.reason == "halted" and 25 < (other.retry_after or 0) <= 30 for other in others)
    assert telegram.requests["sendMessage"] == 1


async def test_those_waiting_for_their_turn_are_halted_as_well(
    telegram: FakeTelegram, channel: TelegramChannel
) -> None:
    """Sixty at once: one meets the 429, and none whose turn comes later leaves."""
    telegram.script = lambda call: throttle(20) if call["chat_id"] == "3005" else None
    sends = [channel.send(message(n, str(n))) for n in range(3000, 3060)]
    results = await asyncio.gather(*sends, return_exceptions=True)
    throttled = [r for r in results if isinstance(r, Throttled)]
    assert len(telegram.sent) + len(throttled) == 60
    assert telegram.requests["sendMessage"] < 20
    assert all(r.retry_after and r.retry_after <= 20 for r in throttled)


async def test_a_halt_ends_and_one_without_a_time_has_ours(
    telegram: FakeTelegram, channel: TelegramChannel
) -> None:
    telegram.next(throttle(0.2))
    halt = await failure(channel)
    assert isinstance(halt, Throttled)
    await asyncio.sleep(halt.retry_after or 0)
    await channel.send(message())
    telegram.next(throttle())
    assert (await failure(channel)).retry_after == HALT_SECONDS


async def test_a_success_does_not_lift_the_halt(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    """Issue 5338: a request that left before the 429 and ends after it."""

    async def has_left() -> bool:
        return bool(telegram.requests["sendMessage"])

    telegram.next(slow(0.3), throttle(20))
    early = asyncio.create_task(channel.send(message()))
    await until(has_left, within=5)
    assert isinstance(await failure(channel, message(8, "2")), Throttled)
    await early
    assert (await failure(channel, message(9, "3"))).reason == "halted"


async def test_the_rate_is_kept_in_every_second(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    loop = asyncio.get_running_loop()
    left: list[float] = []
    telegram.script = lambda _: left.append(loop.time())
    await asyncio.gather(*(channel.send(message(n, str(n))) for n in range(1, 61)))
    assert left[-1] - left[0] >= 58 / PER_SECOND
    assert max(sum(start <= at < start + 1 for at in left) for start in left) <= PER_SECOND + 2


async def test_waiting_for_a_turn_does_not_eat_the_time_of_a_request(telegram: FakeTelegram) -> None:
    """The last of 25 has its turn after a second and its answer two seconds later: more than one may take."""
    channel = TelegramChannel(account(telegram.base_url), timeout=2.5)
    telegram.script = lambda call: slow(2) if call["chat_id"] == "25" else None
    accepted = await asyncio.gather(*(channel.send(message(n, str(n))) for n in range(1, 26)))
    assert len({each.reference for each in accepted}) == 25
    await channel.close()


async def test_who_has_no_turn_in_time_was_not_sent(telegram: FakeTelegram, hurried: TelegramChannel) -> None:
    """A turn within a quarter of a second: the rest of thirty goes back to the queue, none is in doubt."""
    sends = [hurried.send(message(n, str(n))) for n in range(1, 31)]
    results = await asyncio.gather(*sends, return_exceptions=True)
    late = [result for result in results if isinstance(result, Throttled)]
    assert {result.reason for result in late} == {"no_turn"}
    assert len(telegram.sent) + len(late) == 30
    assert 3 <= len(telegram.sent) <= 10


async def test_telegram_cannot_be_asked(channel: TelegramChannel) -> None:
    with pytest.raises(KeepsNoList):
        await channel.find(message(), datetime(2026, 1, 1, tzinfo=UTC), frozenset())


async def test_one_answer_in_ten_lost_and_every_message_is_there_once(
    telegram: FakeTelegram, channel: TelegramChannel
) -> None:
    telegram.script = losing(0.1)
    results = await asyncio.gather(
        *(channel.send(message(n, str(n))) for n in range(1, 41)), return_exceptions=True
    )
    unknown = [result for result in results if isinstance(result, OutcomeUnknown)]
    assert 0 < len(unknown) < 20
    assert set(telegram.counts().values()) == {1}
    assert len(telegram.sent) == 40


@pytest.fixture
def our_logs(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Logs as our processes have them, on stderr."""
    root, levels = logging.getLogger(), {name: logging.getLogger(name).level for name in LIBRARIES}
    handlers, level = root.handlers, root.level
    logs.set_up()
    yield
    root.handlers, root.level = handlers, level
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)


LIBRARIES = (*logs._QUIET, *logs._SILENT)


@pytest.mark.usefixtures("our_logs")
async def test_nothing_personal_is_said_in_errors_or_logs(
    telegram: FakeTelegram, channel: TelegramChannel, capsys: pytest.CaptureFixture[str]
) -> None:
    outgoing = message(text="秘密")
    said = ""
    for fault in (None, blocked(), lose_answer(), garbage("秘密"), throttle(0.01)):
        telegram.next(fault)
        try:
            await channel.send(outgoing)
        except SendFailed as failed:
            said += "".join(traceback.format_exception(failed))
    logging.getLogger("another").info("a line")
    said += capsys.readouterr().err
    assert "429" in said
    assert "a line" in said
    for secret in (BOT_TOKEN, outgoing.text, outgoing.address):
        assert secret not in said


def test_every_known_description_is_found_however_it_is_written() -> None:
    assert all(words == words.lower() for _, words in VERDICTS)
