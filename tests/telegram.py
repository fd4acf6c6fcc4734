"""A world whose citizens sit in Telegram: a fake Telegram in the same loop, both ways."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.bot.citizens import next_day
from tests.fakes.telegram import BOT_TOKEN, SECRET, Answer, FakeTelegram
from tests.fakes.telegram_papers import Sent
from tests.waiting import until
from tests.world import World, a_record, open_world

_chats = count(700_001)
_phones = count(13_700_000_001)


@dataclass
class Wang:
    """A citizen with a chat and a phone."""

    post: "TelegramWorld"
    chat: int
    phone: str
    record_nos: list[str]

    async def says(self, text: str) -> str:
        """Write; what is answered, "" where we are silent."""
        answer = await self.post.telegram.says(self.post.url, self.chat, text)
        assert answer.status == 200, answer
        return answer.sent.text if answer.sent else ""

    async def presses(self, label: str, on: Sent | None = None) -> str:
        """Press a button of the newest message, or of another; what the message says then."""
        answer = await self.post.telegram.presses(self.post.url, on or self.newest, label)
        assert answer.status == 200, answer
        return self.newest.text

    @property
    def newest(self) -> Sent:
        """The newest message in the chat."""
        return self.post.telegram.last(self.chat)

    async def rating(self, place: int = 0) -> dict[str, Any] | None:
        """What a record was rated."""
        rating: dict[str, Any] | None = (await self.post.world.record(self.record_nos[place]))["rating"]
        return rating


@dataclass
class TelegramWorld:
    """A world, its Telegram, and what a test asks of both."""

    world: World
    telegram: FakeTelegram

    @property
    def url(self) -> str:
        """Where Telegram posts updates."""
        return f"{self.world.base_url}/webhooks/telegram"

    async def served(self, *items: str, phone: str = "", chat: int | None = 0, **changes: Any) -> Wang:
        """A citizen with a phone and (unless it is None) a chat, served an hour before the world began."""
        number = phone or str(next(_phones))
        where = chat if chat != 0 else next(_chats)
        chats = {} if where is None else {"telegram_chat_id": str(where)}
        records = [
            a_record(number, item_name=item, **chats, **changes) for item in items or ("居民身份证换领",)
        ]
        answer = await self.world.send_records(*records)
        assert answer["accepted"] == len(records), answer
        return Wang(self, where or 0, number, [record["record_no"] for record in records])

    def stranger(self) -> Wang:
        """Somebody with a chat of whom nothing is known."""
        return Wang(self, next(_chats), "", [])

    async def prompted(self, *items: str) -> Wang:
        """A citizen who has just been asked in their chat."""
        wang = await self.served(*items)
        await next_day(self.world)
        assert len(self.telegram.texts_to(wang.chat)) == 1
        return wang

    async def acknowledged(self, presses: int) -> None:
        """Wait until so many presses were acknowledged."""

        async def enough() -> bool:
            return len(self.telegram.answered) >= presses

        await until(enough, within=5)
        assert len(self.telegram.answered) == presses

    async def posts(self, update: dict[str, Any], secret: str | None = SECRET) -> Answer:
        """Post an update to the webhook."""
        return await self.telegram.posts(self.url, update, secret)


@asynccontextmanager
async def telegram_world(database_url: str, redis_url: str, **settings: Any) -> AsyncIterator[TelegramWorld]:
    """A world with a bot; `settings` override sections."""
    async with FakeTelegram() as telegram:
        bot = {"bot_token": BOT_TOKEN, "secret_token": SECRET, "base_url": telegram.base_url}
        sections = {"channels": {"telegram": bot, "rates": {"telegram": 200.0}}, **settings}
        async with open_world(database_url, redis_url, **sections) as world:
            yield TelegramWorld(world, telegram)
