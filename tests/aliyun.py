"""A world whose SMS go through Aliyun: a fake Aliyun in the same loop, both ways."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.fakes.aliyun import KEY_ID, KEY_SECRET, FakeAliyun, Text
from tests.world import World, a_record, open_world

PHONE = "13900000001"
SECRET = "callback-s3cret"
TAKEN = {"code": 0, "msg": "接收成功"}


@dataclass
class AliyunWorld:
    """A world whose SMS go through Aliyun."""

    world: World
    aliyun: FakeAliyun

    def url(self, what: str, secret: str = SECRET) -> str:
        """The address of a callback."""
        return f"{self.world.base_url}/webhooks/aliyun/{secret}/{what}"

    async def prompt(self, **changes: Any) -> str:
        """A citizen is prompted about what ended an hour ago, a record with these changes; its number."""
        await self.world.clock.refresh()
        ended = (self.world.clock.now() - timedelta(hours=1)).isoformat()
        record = a_record(PHONE, **{"finished_at": ended, **changes})
        await self.world.send_records(record)
        await self.world.pass_hours(24)
        return str(record["record_no"])

    async def says(self, text: str, to: Text | None = None) -> str:
        """A citizen writes in the thread of `to`, else of their last text; what they get, "" where we are silent."""
        before = len(self.aliyun.texts_to(PHONE))
        status, answer = await self.aliyun.push(self.url("replies"), [self.aliyun.reply(PHONE, text, to=to)])
        assert (status, answer) == (200, TAKEN)
        await self.world.happen()
        return "\n".join(each.variables["text"] for each in self.aliyun.texts_to(PHONE)[before:])

    async def state(self) -> str:
        """Where the prompt stands."""
        return str(await self.world.value("SELECT state FROM messages WHERE kind = 'prompt'"))


@asynccontextmanager
async def aliyun_world(
    database_url: str, redis_url: str, allowed: str = "", extend_code: bool = False, **channels: Any
) -> AsyncIterator[AliyunWorld]:
    """A world whose SMS go through Aliyun, which may call from the `allowed` addresses.

    `extend_code`: our number is drawn out by extensions. `channels` override that section's keys.
    """
    async with FakeAliyun() as aliyun:
        account = {
            "access_key_id": KEY_ID,
            "access_key_secret": KEY_SECRET,
            "sign_name": "政务服务",
            "template_code": "SMS_1",
            "reply_template_code": "SMS_2",
            "callback_secret": SECRET,
            "allowed_addresses": allowed,
            "extend_code": extend_code,
            "base_url": aliyun.base_url,
        }
        settings: dict[str, Any] = {
            "channels": {"sms": "aliyun", "aliyun": account, **channels},
            "delivery": {"timeout_seconds": 1.0, "settle_seconds": 2.4},
        }
        async with open_world(database_url, redis_url, **settings) as world:
            yield AliyunWorld(world, aliyun)
