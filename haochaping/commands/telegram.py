"""The bodies of the commands about the Telegram bot."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from channels.telegram.bot import TelegramBot
from channels.telegram.update import BotTrouble
from haochaping.commands.administer import in_one_transaction
from haochaping.settings import Settings, SettingsError
from haochaping.wiring.channels import telegram_account
from haochaping.wiring.parts import Parts
from store import people
from store.db import Transaction
from store.people import Contact
from usecases import bind
from usecases.edges import BadPhone, read_phone
from web.webhooks.telegram import PATH

Result = TypeVar("Result")


def link(settings: Settings, phone: str) -> str:
    """A link that binds the chat in which it is opened to the phone's citizen. ValueError for no phone."""
    try:
        contact = Contact("phone", *read_phone(phone))
    except BadPhone:
        raise ValueError(f"{phone!r} is no phone number") from None
    name = _ask(settings, lambda bot: bot.name())

    async def work(parts: Parts, tx: Transaction) -> str:
        now = parts.clock.now()
        found = (await people.resolve(tx, parts.vault, [contact], now))[contact]
        return await bind.make_token(tx, parts.vault, found.citizen_id, now)

    return f"https://t.me/{name}?start={in_one_transaction(settings, work)}"


def listen(settings: Settings) -> str:
    """Have Telegram post updates to our webhook; says what was done."""
    if settings.channels.telegram.polling:
        raise SettingsError("channels.telegram.polling is on: `haochaping bot` fetches what people write")
    url = settings.web.public_base_url.rstrip("/") + PATH

    async def work(bot: TelegramBot) -> str:
        await bot.listen_at(url)
        await bot.show_commands()
        return f"@{await bot.name()} posts to {url}"

    return _ask(settings, work)


def _ask(settings: Settings, work: Callable[[TelegramBot], Awaitable[Result]]) -> Result:
    """Do something with the bot; ValueError when it is not set up or Telegram does not do it."""
    account = telegram_account(settings)
    if account is None:
        raise SettingsError(f"channels.telegram lacks {', '.join(settings.channels.telegram.missing())}")

    async def run() -> Result:
        bot = TelegramBot(account, timeout=settings.delivery.timeout_seconds)
        try:
            return await work(bot)
        finally:
            await bot.close()

    try:
        return asyncio.run(run())
    except BotTrouble as trouble:
        raise ValueError(f"Telegram did not do it: {trouble.reason}") from None
