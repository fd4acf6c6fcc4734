"""One conversation, written once and held on every channel by its own wire: the same words, the same answers."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import pytest

from store.ledger import Holder
from tests.aliyun import aliyun_world
from tests.bot.shoppers import furnish
from tests.conftest import Engines
from tests.telegram import telegram_world
from tests.usecases.gifts.shop import earns, took_part
from tests.web.pages import Visitor, a_visitor, chat_link
from tests.wechat import wechat_world
from tests.worker.twilio import PHONE, PUBLIC, TwilioWorld, twilio_world
from tests.world import World, a_record, open_world
from usecases.audit import audit_evidence

SCRIPT = (
    ("2", "请告诉我们原因"),
    ("等了两个小时", "已记下您的原因"),
    ("改成4", "由不满意改为：满意"),
    ("积分", "您现有60分"),
    ("退订", "已停止提醒"),
    ("退订", ""),  # a second stop word gets no answer
    ("恢复", "已恢复提醒"),
    ("兑换", "您现有60分，可以兑换：1.纯棉毛巾 30分；2.晴雨伞 60分。"),
    ("第二个", "“晴雨伞”到哪里领取？1.江宁区政务服务中心；2.东山街道便民服务中心。"),
    ("算了", "没有兑换，积分没有变化"),
    ("兑换", "1.纯棉毛巾 30分"),
    ("毛巾", "用30分兑换“纯棉毛巾”，到江宁区政务服务中心"),
    ("是", "家人可凭码代领。现有30分。"),
    ("是", "家人可凭码代领。现有30分。"),
    ("我的券", "您有1张待领取的兑换券：1.“纯棉毛巾”"),
)
"""(what the citizen writes, what the answer must contain; "" where we must be silent)."""


class Citizen(Protocol):
    """Somebody on a channel."""

    async def says(self, text: str) -> str:
        """Write; what they are answered, "" where we are silent."""
        ...


@dataclass(frozen=True)
class Talk:
    """A citizen who has just been prompted about a record."""

    world: World
    record_no: str
    citizen: Citizen
    rating_channel: str
    """The channel under which their rating is counted."""


Opened = AbstractAsyncContextManager[Talk]
Open = Callable[[str, str], Opened]
"""Given the addresses of the database and of Valkey."""


@dataclass(frozen=True)
class Texter:
    """A phone whose texts come in signed forms and are answered in TwiML."""

    post: TwilioWorld

    async def says(self, text: str) -> str:
        path = "/webhooks/twilio/sms"
        url = self.post.world.base_url + path
        answer = await self.post.twilio.incoming(url, PHONE, text, signed_for=PUBLIC + path)
        assert answer.status == 200, answer
        return "\n".join(reply.text for reply in answer.replies)


@asynccontextmanager
async def by_twilio(database_url: str, redis_url: str) -> AsyncIterator[Talk]:
    async with twilio_world(database_url, redis_url) as post:
        [record] = await post.due()
        await post.world.happen()
        assert len(post.twilio.texts_to(PHONE)) == 1
        yield Talk(post.world, record["record_no"], Texter(post), "sms")


@asynccontextmanager
async def by_aliyun(database_url: str, redis_url: str) -> AsyncIterator[Talk]:
    async with aliyun_world(database_url, redis_url) as post:
        yield Talk(post.world, await post.prompt(), post, "sms")


@asynccontextmanager
async def by_telegram(database_url: str, redis_url: str) -> AsyncIterator[Talk]:
    async with telegram_world(database_url, redis_url) as post:
        wang = await post.prompted()
        yield Talk(post.world, wang.record_nos[0], wang, "mobile")


@asynccontextmanager
async def by_wechat_plain(database_url: str, redis_url: str) -> AsyncIterator[Talk]:
    async with wechat_world(database_url, redis_url, "plain") as town:
        li = await town.prompted()
        yield Talk(town.world, li.record_no, li, "mobile")


@asynccontextmanager
async def by_wechat_aes(database_url: str, redis_url: str) -> AsyncIterator[Talk]:
    async with wechat_world(database_url, redis_url, "safe") as town:
        li = await town.prompted()
        yield Talk(town.world, li.record_no, li, "mobile")


@dataclass(frozen=True)
class Chatter:
    """A browser on the chat page."""

    visitor: Visitor
    path: str

    async def says(self, text: str) -> str:
        nonce = (await self.visitor.opens(self.path)).nonce
        shown = await self.visitor.sends(self.path, nonce=nonce, text=text)
        assert shown.status == 200, shown
        bubbles: list[tuple[str, str]] = re.findall(BUBBLE, shown.html)
        last = max(place for place, (direction, _) in enumerate(bubbles) if direction == "in")
        assert bubbles[last][1] == text
        return "\n".join(said for _, said in bubbles[last + 1 :])


BUBBLE = r'<div class="message (in|out)"[^>]*><p class="bubble"><span class="unseen">[^<]*</span>(.*?)</p>'


@asynccontextmanager
async def by_chat_page(database_url: str, redis_url: str) -> AsyncIterator[Talk]:
    async with prompted_world(database_url, redis_url) as (world, record), a_visitor(world) as visitor:
        path = await chat_link(world, record["record_no"])
        yield Talk(world, record["record_no"], Chatter(visitor, path), "web")


@asynccontextmanager
async def by_simulator(database_url: str, redis_url: str) -> AsyncIterator[Talk]:
    async with prompted_world(database_url, redis_url) as (world, record):
        yield Talk(world, record["record_no"], world.phone(record["phone"]), "sms")


@asynccontextmanager
async def prompted_world(database_url: str, redis_url: str) -> AsyncIterator[tuple[World, dict[str, Any]]]:
    async with open_world(database_url, redis_url) as world:
        record = a_record()
        await world.send_records(record)
        await world.pass_hours(24)
        yield world, record


async def earned_fifty(talk: Talk) -> None:
    """They took part before: they have points and may redeem."""
    owner = "SELECT citizen_id FROM visits WHERE record_no = %(n)s"
    holder = Holder(await talk.world.value(owner, n=talk.record_no))
    await talk.world.query(lambda tx: earns(tx, holder, 50))
    await talk.world.query(lambda tx: took_part(tx, holder))


CHANNELS: tuple[Open, ...] = (
    by_twilio, by_aliyun, by_telegram, by_wechat_plain, by_wechat_aes, by_chat_page, by_simulator,
)  # fmt: skip


@pytest.mark.parametrize("opened", CHANNELS, ids=lambda opened: opened.__name__)
async def test_one_conversation(opened: Open, database_url: str, engines: Engines) -> None:
    async with opened(database_url, engines.redis_url) as talk:
        await furnish(talk.world)
        await earned_fifty(talk)
        for text, expected in SCRIPT:
            heard = await talk.citizen.says(text)
            assert (expected in heard) if expected else heard == "", f"{text!r} was answered {heard!r}"
        record = await talk.world.record(talk.record_no)
        rating = record["rating"]
        assert (record["state"], rating["level"], rating["reasons"]) == ("rated", 4, [])
        assert (rating["comment"], rating["rating_channel"]) == ("等了两个小时", talk.rating_channel)
        assert await talk.world.value("SELECT sum(points) FROM ledger_entries") == 10 + 50 - 30
        assert await talk.world.value("SELECT count(*) FROM vouchers WHERE state = 'reserved'") == 1
        assert await talk.world.value("SELECT count(*) FROM citizens WHERE opted_out_at IS NOT NULL") == 0
        assert await talk.world.query(audit_evidence) == []
