"""A world whose citizens sit in WeChat: a fake WeChat in the same loop, both ways."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.bot.citizens import next_day
from tests.fakes.wechat import APP_ID, APP_SECRET, FakeWeChat, Message
from tests.fakes.wechat_person import AES_KEY, TOKEN, Follower, Mode, Post
from tests.world import World, a_record, open_world

_people = count(1)
_phones = count(13_600_000_001)


@dataclass
class Li:
    """A citizen who follows the account, with a phone."""

    town: "WeChatWorld"
    follower: Follower
    phone: str
    record_no: str = ""

    async def says(self, text: str) -> str:
        """Write; what is answered."""
        return await self.follower.says(text)

    async def presses(self, label: str, on: Message) -> str:
        """Press an answer of a message; what is answered."""
        [menu_id] = [menu_id for menu_id, content in on.choices if label in content]
        return await self.follower.presses(menu_id, label)

    @property
    def heard(self) -> list[Message]:
        """What WeChat carried to them by our asking."""
        return [m for m in self.town.wechat.messages if m.openid == self.follower.openid]

    async def rating(self) -> dict[str, Any] | None:
        """What their matter was rated."""
        rating: dict[str, Any] | None = (await self.town.world.record(self.record_no))["rating"]
        return rating

    async def sms(self) -> list[str]:
        """What their phone got."""
        return await self.town.world.phone(self.phone).heard()


@dataclass
class WeChatWorld:
    """A world, its WeChat, and what a test asks of both."""

    world: World
    wechat: FakeWeChat
    mode: Mode = "plain"

    @property
    def url(self) -> str:
        """Where WeChat posts."""
        return f"{self.world.base_url}/webhooks/wechat"

    def stranger(self, **post: Any) -> Li:
        """Somebody who follows the account and of whom nothing is known."""
        openid = f"o{next(_people):027}"
        return Li(self, Follower(Post(self.url, self.mode, **post), openid), str(next(_phones)))

    async def served(self) -> Li:
        """A citizen known by openid and phone, served an hour ago."""
        li = self.stranger()
        await self.world.clock.refresh()
        record = a_record(li.phone, wechat_openid=li.follower.openid)
        li.record_no = record["record_no"]
        answer = await self.world.send_records(record)
        assert answer["accepted"] == 1, answer
        return li

    async def prompted(self) -> Li:
        """A citizen who wrote lately and has just been asked in WeChat."""
        li = await self.served()
        self.wechat.open_window(li.follower.openid)
        await next_day(self.world)
        assert len(li.heard) == 1
        return li


@asynccontextmanager
async def wechat_world(
    database_url: str,
    redis_url: str,
    mode: Mode = "plain",
    *,
    delivery: Mapping[str, float] | None = None,
    **settings: str,
) -> AsyncIterator[WeChatWorld]:
    """A world with an account; `settings` override its section, `delivery` that one."""
    async with FakeWeChat() as wechat:
        account = {
            "app_id": APP_ID,
            "app_secret": APP_SECRET,
            "token": TOKEN,
            "encoding_aes_key": "" if mode == "plain" else AES_KEY,
            "base_url": wechat.base_url,
        }
        sections: dict[str, Any] = {
            "channels": {"wechat": account | settings},
            "delivery": dict(delivery or {}),
        }
        async with open_world(database_url, redis_url, **sections) as world:
            yield WeChatWorld(world, wechat, mode)
