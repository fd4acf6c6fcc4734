"""The bot as it answers, asks for updates and introduces itself: aiogram's part."""

import math
from collections.abc import Awaitable
from typing import Any, ClassVar

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramRetryAfter
from aiogram.methods import EditMessageText, GetUpdates, SendMessage, TelegramMethod
from aiogram.types import BotCommand

from channels.telegram.account import TelegramAccount
from channels.telegram.answering import Call
from channels.telegram.receiving import COMMANDS, WANTED, read_json, read_update
from channels.telegram.update import BotTrouble, Malformed, Press, Received

_METHODS: dict[str, type[TelegramMethod[Any]]] = {
    "sendMessage": SendMessage,
    "editMessageText": EditMessageText,
}


class _RawUpdates(GetUpdates):
    """Updates as they came: one that the library cannot read must not keep back the others for ever."""

    __returning__: ClassVar[type] = list[dict[str, Any]]  # type: ignore[assignment]


class TelegramBot:
    """One object per process; make it inside the running event loop. Every request raises `BotTrouble`."""

    def __init__(self, account: TelegramAccount, timeout: float = 10.0) -> None:
        api = TelegramAPIServer.from_base(account.base_url.rstrip("/"))
        self.account = account
        self._timeout = math.ceil(timeout)
        self._bot = Bot(account.bot_token, session=AiohttpSession(api=api, timeout=timeout))

    def read(self, body: bytes) -> Received:
        """The update in a webhook's body; raises `Malformed`."""
        return read_json(body)

    async def acknowledge(self, press: Press) -> None:
        """Tell the presser's app that the button was heard."""
        await self._ask(self._bot.answer_callback_query(press.id))

    async def carry_out(self, call: Call) -> None:
        """Do what a webhook's response would have asked for."""
        parameters = {name: value for name, value in call.items() if name != "method"}
        await self._ask(self._bot(_METHODS[call["method"]](**parameters)))

    async def updates(self, offset: int, seconds: int) -> list[Received]:
        """Updates from `offset` on, which confirms those before; waits up to `seconds` for one."""
        asked = _RawUpdates(offset=offset, timeout=seconds, allowed_updates=list(WANTED))
        found = await self._ask(self._bot(asked, request_timeout=seconds + self._timeout))
        try:
            return [read_update(update) for update in found]
        except Malformed as error:
            raise BotTrouble(type(error).__name__) from None

    async def name(self) -> str:
        """The bot's user name, for links to it."""
        return (await self._ask(self._bot.me())).username or ""

    async def listen_at(self, url: str) -> None:
        """Have updates posted to `url`."""
        secret = self.account.secret_token
        await self._ask(self._bot.set_webhook(url, secret_token=secret, allowed_updates=list(WANTED)))

    async def listen_by_polling(self) -> None:
        """Have updates kept until they are asked for."""
        await self._ask(self._bot.delete_webhook())

    async def show_commands(self) -> None:
        """Put the commands into the bot's menu."""
        for place, language in enumerate((None, "en")):
            menu = [BotCommand(command=name, description=words[place]) for name, words in COMMANDS.items()]
            await self._ask(self._bot.set_my_commands(menu, language_code=language))

    async def close(self) -> None:
        """Let go of the connections."""
        await self._bot.session.close()

    async def _ask(self, request: Awaitable[Any]) -> Any:
        try:
            return await request
        except TelegramRetryAfter as error:
            raise BotTrouble("429", float(error.retry_after)) from None
        except AiogramError as error:
            # `from None`: the library's words may quote a text or the address with the token.
            raise BotTrouble(type(error).__name__) from None
