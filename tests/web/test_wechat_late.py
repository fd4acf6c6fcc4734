"""Turns that take longer than WeChat waits: the answer leaves by the worker, once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.fakes.wechat import Message
from tests.waiting import until, until_locked_out
from tests.wechat import Li, WeChatWorld
from tests.world import World
from web.webhooks.wechat import IN_TIME_SECONDS


@asynccontextmanager
async def busy(world: World) -> AsyncIterator[None]:
    """Somebody else has every citizen in their hands."""
    async with world.parts.database.transaction() as tx:
        await tx.execute("SELECT FROM citizens FOR UPDATE")
        yield


async def until_late(world: World) -> None:
    """Until an answer to what is being taken would come too late."""
    await until_locked_out(world.parts.database)
    await asyncio.sleep(IN_TIME_SECONDS)


async def heard_by_message(li: Li) -> Message:
    """What came last from the worker, and nothing but it."""
    before = len(li.heard)

    async def is_queued() -> bool:
        return bool(await li.town.world.value("SELECT count(*) FROM messages WHERE state = 'queued'"))

    await until(is_queued, within=5)
    await li.town.world.happen()
    assert len(li.heard) == before + 1
    return li.heard[-1]


async def test_an_answer_that_would_come_too_late_leaves_by_the_worker(safe: WeChatWorld) -> None:
    li = await safe.prompted()
    async with busy(safe.world):
        saying = asyncio.create_task(li.says("2"))
        await until_late(safe.world)
        assert not saying.done()  # nothing is acknowledged that is not kept
        assert await safe.world.value("SELECT count(*) FROM inbound") == 0
    assert await saying == ""
    answer = await heard_by_message(li)
    assert ("抱歉" in answer.text, answer.kind) == (True, "msgmenu")
    assert (await li.rating() or {})["level"] == 2


async def test_a_turn_that_outlasts_wechats_patience_is_answered_once(safe: WeChatWorld) -> None:
    """WeChat has hung up and posts it again while the first is being taken."""
    li = await safe.prompted()
    li.follower.post.patience = IN_TIME_SECONDS + 0.3
    async with busy(safe.world):
        saying = asyncio.create_task(li.says("2"))
        await until_late(safe.world)
        await until_locked_out(safe.world.parts.database, many=2)
    assert await saying == ""
    assert "抱歉" in (await heard_by_message(li)).text
    assert await safe.world.value("SELECT count(*) FROM ratings") == 1


async def test_an_answer_that_was_lost_twice_leaves_by_the_worker(safe: WeChatWorld) -> None:
    """It was to go in the response, which nobody got; by the time it is asked for again, that is late too."""
    li = await safe.prompted()
    paper = li.follower.message(Content="2")
    assert "抱歉" in (await li.follower.post.send(paper)).text
    async with busy(safe.world):
        again = asyncio.create_task(li.follower.post.send(paper))
        await until_late(safe.world)
    assert (await again).text == ""
    assert "抱歉" in (await heard_by_message(li)).text
    assert (await li.follower.post.send(paper)).text == ""  # it has reached them
    await safe.world.happen()
    assert len(li.heard) == 2
