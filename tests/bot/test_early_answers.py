"""Replies that overtake the provider's own answer to us: they count as answers to the prompt."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from channels.interface import Accepted, Outgoing
from evaluation.delivery import OutcomeUnknown
from tests.bot.citizens import Citizen, next_day, served
from tests.conftest import Engines
from tests.world import World, open_world


class QuickCitizens:
    """An SMS provider that answers us only after the citizen did; or whose answer is lost."""

    name = "sms"
    can_be_asked = True

    def __init__(self) -> None:
        self.citizen: Citizen | None = None
        self.says: list[str] = []
        self.heard: list[str] = []
        self.loses_answers = False

    async def send(self, message: Outgoing) -> Accepted:
        if self.citizen is not None:
            self.heard = [await self.citizen.says(text) for text in self.says]
        if self.loses_answers:
            raise OutcomeUnknown("lost")
        return Accepted(f"quick-{message.id}")

    async def find(self, message: Outgoing, since: datetime, taken: frozenset[str]) -> Accepted | None:
        return Accepted(f"quick-{message.id}")

    async def close(self) -> None:
        pass

    async def hears(self, world: World, citizen: Citizen, *says: str) -> list[str]:
        """Let the prompt go out, and the citizen answer while it does; what they hear."""
        self.citizen, self.says = citizen, list(says)
        await next_day(world)
        return self.heard


@asynccontextmanager
async def quick_world(database_url: str, engines: Engines) -> AsyncIterator[tuple[World, QuickCitizens]]:
    provider = QuickCitizens()
    async with open_world(database_url, engines.redis_url, sms=provider) as world:
        yield world, provider


async def test_a_reply_before_the_providers_answer_counts(database_url: str, engines: Engines) -> None:
    async with quick_world(database_url, engines) as (world, provider):
        wang = await served(world)
        (heard,) = await provider.hears(world, wang, "5")
        assert "已记录：“居民身份证换领”非常满意。" in heard
        record = await wang.record()
        assert (record["state"], record["rating"]["level"]) == ("rated", 5)
        assert record["prompted_at"] is not None
        await wang.talks([("4", "改为：满意")])
        assert await wang.balance() == 10


async def test_the_reason_question_is_not_cut_short_by_the_providers_answer(
    database_url: str, engines: Engines
) -> None:
    async with quick_world(database_url, engines) as (world, provider):
        chen = await served(world, "甲证", "乙证")
        (heard,) = await provider.hears(world, chen, "2")
        assert "请告诉我们原因" in heard
        await chen.talks([("1", "已记下您的原因"), ("1", "已记录：“乙证”非常不满意")])
        assert (await chen.rating("甲证") or {})["reasons"] == ["attitude"]


async def test_a_reply_to_a_message_of_unknown_fate_counts(database_url: str, engines: Engines) -> None:
    async with quick_world(database_url, engines) as (world, provider):
        provider.loses_answers = True
        wang = await served(world)
        assert "没看懂" in (await provider.hears(world, wang, "嗯"))[0]
        assert ((await wang.record())["state"], await wang.level()) == ("waiting", None)
        await wang.talks([("3", "已记录：基本满意")])
        world.runtime.delivery = replace(world.runtime.delivery, settle_after=timedelta(0))
        await world.happen()
        record = await wang.record()
        assert (record["state"], record["rating"]["level"]) == ("rated", 3)
        assert record["prompted_at"] is not None


async def test_stop_while_the_prompt_is_on_its_way(database_url: str, engines: Engines) -> None:
    async with quick_world(database_url, engines) as (world, provider):
        wang = await served(world)
        assert "已停止提醒" in (await provider.hears(world, wang, "T"))[0]
        assert (await wang.record())["state"] == "prompted"
        await wang.talks([("4", "已记录：满意")])
