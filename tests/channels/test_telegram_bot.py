"""The real library against a server that speaks the Bot API: answering, and asking for updates."""

from collections.abc import AsyncIterator

import pytest

from channels.telegram.account import TelegramAccount
from channels.telegram.answering import answer
from channels.telegram.bot import TelegramBot
from channels.telegram.update import BotTrouble, Press
from evaluation.exchange import Choice
from tests.fakes.telegram import BOT_TOKEN, FakeTelegram
from tests.fakes.telegram_faults import breakdown, lose_answer, slow, throttle

CHAT = 1001


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[TelegramBot]:
    bot = TelegramBot(TelegramAccount(BOT_TOKEN, "s3cret", telegram.base_url), timeout=0.5)
    yield bot
    await bot.close()


async def test_a_press_is_acknowledged(telegram: FakeTelegram, bot: TelegramBot) -> None:
    await bot.acknowledge(Press("q1", 44))
    assert telegram.answered == ["q1"]


@pytest.mark.parametrize(
    ("fault", "reason", "retry_after"),
    [
        (throttle(3), "429", 3),
        (slow(1), "TelegramNetworkError", None),
        (lose_answer(), "TelegramNetworkError", None),
        (breakdown(502), "ClientDecodeError", None),
    ],
)
async def test_trouble_has_a_short_name(
    telegram: FakeTelegram, bot: TelegramBot, fault: object, reason: str, retry_after: float | None
) -> None:
    telegram.fail_acknowledging = fault  # type: ignore[assignment]
    with pytest.raises(BotTrouble) as caught:
        await bot.acknowledge(Press("q1", 44))
    assert (caught.value.reason, caught.value.retry_after) == (reason, retry_after)


async def test_without_a_connection_there_is_trouble() -> None:
    bot = TelegramBot(TelegramAccount(BOT_TOKEN, "s", "http://127.0.0.1:1"))
    with pytest.raises(BotTrouble) as caught:
        await bot.name()
    assert BOT_TOKEN not in str(caught.value)
    await bot.close()


async def test_what_a_webhook_would_answer_is_carried_out(telegram: FakeTelegram, bot: TelegramBot) -> None:
    written = answer(str(CHAT), [("请评价 <b>", (Choice("满意", "704"),))], None)
    assert written is not None
    await bot.carry_out(written)
    [sent] = telegram.sent
    assert (sent.text, sent.labels) == ("请评价 <b>", ["满意"])
    edited = answer(str(CHAT), [("已记录", ())], sent.message_id)
    assert edited is not None
    await bot.carry_out(edited)
    assert (sent.text, sent.labels, sent.edits) == ("已记录", [], 1)
    with pytest.raises(BotTrouble):  # nothing would change: Telegram refuses
        await bot.carry_out(edited)


async def test_updates_come_until_they_are_confirmed(telegram: FakeTelegram, bot: TelegramBot) -> None:
    telegram.updates = [
        telegram.update(message=telegram.message(CHAT, text="5")),
        telegram.update(message={"nobody": "knows this shape"}),
    ]
    first, second = await bot.updates(0, seconds=1)
    assert first.incoming is not None
    assert second.incoming is None
    assert await bot.updates(first.update_id + 1, seconds=1) == [second]
    assert await bot.updates(second.update_id + 1, seconds=1) == []
    telegram.updates = [{"nobody": "has numbered it"}]
    with pytest.raises(BotTrouble):
        await bot.updates(0, seconds=1)


async def test_it_says_its_name_and_registers_itself(telegram: FakeTelegram, bot: TelegramBot) -> None:
    assert await bot.name() == "haochaping_bot"
    await bot.listen_at("https://hall.example/webhooks/telegram")
    assert telegram.webhook["secret_token"] == "s3cret"
    assert "callback_query" in telegram.webhook["allowed_updates"]
    await bot.listen_by_polling()
    assert "url" not in telegram.webhook
    await bot.show_commands()
    assert "points" in telegram.commands
