"""Where a prompt goes: people with different histories, each prompted on the right channel, once."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from store import pauses, people
from store.db import Transaction
from store.people import Address, Contact
from tests.bot.citizens import next_day
from tests.conftest import Engines
from tests.fakes import telegram_faults, wechat_faults
from tests.fakes.telegram import BOT_TOKEN, SECRET, FakeTelegram
from tests.fakes.telegram_papers import membership
from tests.fakes.wechat import APP_ID, APP_SECRET, FakeWeChat
from tests.fakes.wechat_person import TOKEN, Follower, Post
from tests.web.pages import a_visitor, chat_link
from tests.world import World, a_record, open_world

# who they are: (what the record brings, what they did before it was due, where they are prompted)
Row = tuple[str, str, str]
HISTORIES: Mapping[str, Row] = {
    "a phone and nothing else": ("phone", "", "sms"),
    "a chat that was never used": ("phone telegram", "", "telegram"),
    "follows us and never wrote": ("phone wechat", "", "sms"),  # WeChat refuses, so the phone it is
    "last wrote by SMS": ("phone telegram", "telegram, sms", "sms"),
    "last wrote in Telegram": ("phone telegram", "sms, telegram", "telegram"),
    "last wrote in WeChat": ("phone telegram wechat", "telegram, sms, wechat", "wechat"),
    "last wrote on the chat page": ("phone", "sms, web", "sms"),
    "by SMS, then on the chat page": ("phone telegram", "sms, web", "sms"),
    "blocked the bot": ("phone telegram", "telegram, blocks", "sms"),
    "blocked the bot, which we do not know": ("phone telegram", "telegram, blocks unseen", "sms"),
    "blocked the bot and came back": ("phone telegram", "blocks, telegram", "telegram"),
    "unfollowed": ("phone wechat", "wechat, unfollows", "sms"),
    "unfollowed, which we do not know": ("phone wechat", "wechat, unfollows unseen", "sms"),
    "unfollowed and follows again": ("phone wechat", "wechat, unfollows, wechat", "wechat"),
    "unfollowed and has a chat": ("phone telegram wechat", "wechat, unfollows", "telegram"),
    "a dead number": ("phone telegram", "sms, number dies", "telegram"),
    "a dead number from which they wrote again": ("phone telegram", "number dies, sms", "sms"),
    "a dead number and nothing else": ("phone", "sms, number dies", "no_address"),
    "in WeChat long ago": ("phone wechat", "wechat, rests", "sms"),
    "in WeChat long ago, by SMS before that": ("phone telegram wechat", "sms, wechat, rests", "sms"),
    "in WeChat long ago and today": ("phone telegram wechat", "rests, wechat", "wechat"),
    "opted out by SMS": ("phone telegram", "telegram, stops by sms", "opted_out"),
    "opted out in WeChat": ("phone telegram wechat", "stops in wechat", "opted_out"),
    "opted out in Telegram and back by SMS": ("phone telegram", "stops in telegram, back by sms", "sms"),
    "a landline and a chat": ("landline telegram", "", "telegram"),
    "a landline": ("landline", "", "landline"),
    "a chat and no phone": ("telegram", "telegram", "telegram"),
    "a chat, no phone, and blocked the bot": ("telegram", "telegram, blocks", "no_address"),
    "writes English": ("phone telegram", "english in telegram", "telegram"),
}

_numbers = count(1)


@dataclass
class Town:
    """A world with a chat and an account beside SMS."""

    world: World
    telegram: FakeTelegram
    wechat: FakeWeChat
    blocked: set[int] = field(default_factory=set)
    """Chats that refuse, as we are yet to find out."""
    left: set[str] = field(default_factory=set)
    """Followers who have gone, as we are yet to find out."""

    async def person(self, has: str) -> "Person":
        """Somebody who has just been served, with these addresses."""
        number = next(_numbers)
        person = Person(self, f"135{number:08d}", 800_000 + number, f"oChoice{number:021}")
        known: dict[str, Any] = {
            "phone": {"phone": person.phone},
            "landline": {"phone": f"0258{number:07d}"},
            "telegram": {"telegram_chat_id": str(person.chat)},
            "wechat": {"wechat_openid": person.openid},
        }
        record = a_record(None)
        for word in has.split():
            record |= known[word]
        answer = await self.world.send_records(record)
        assert answer["accepted"] == 1, answer
        person.record_no = record["record_no"]
        return person


@dataclass
class Person:
    """One with a phone, a chat and an openid, not all of which we know."""

    town: Town
    phone: str
    chat: int
    openid: str
    record_no: str = ""

    async def texts(self, text: str) -> None:
        assert await self.town.world.phone(self.phone).says(text)

    async def tells_the_bot(self, text: str) -> None:
        url = f"{self.town.world.base_url}/webhooks/telegram"
        assert (await self.town.telegram.says(url, self.chat, text)).sent
        self.town.blocked.discard(self.chat)

    async def writes_to_the_account(self, text: str) -> None:
        assert await self._follower.says(text)
        self.town.wechat.open_window(self.openid)

    async def chats(self, text: str) -> None:
        path = await chat_link(self.town.world, self.record_no)
        async with a_visitor(self.town.world) as visitor:
            assert (await visitor.sends(path, text=text)).status == 200

    async def blocks(self, *, told: bool) -> None:
        self.town.blocked.add(self.chat)
        if told:
            update = self.town.telegram.update(my_chat_member=membership(self.chat, "kicked"))
            await self.town.telegram.posts(f"{self.town.world.base_url}/webhooks/telegram", update)

    async def unfollows(self, *, told: bool) -> None:
        if told:
            await self._follower.does("unsubscribe")
        else:
            self.town.left.add(self.openid)

    async def number_dies(self) -> None:
        """As a receipt would have it."""
        known = await self._known("phone", f"+86{self.phone}")
        await self.town.world.query(lambda tx: people.bury_address(tx, known.id, "30003"))

    async def rests(self) -> None:
        """As the refusal of an earlier message would have it."""
        known, now = await self._known("wechat", self.openid), self.town.world.clock.now()
        await self.town.world.query(lambda tx: people.rest_address(tx, known.id, now))

    async def _known(self, kind: str, address: str) -> Address:
        world, contact = self.town.world, Contact(kind, address)

        async def find(tx: Transaction) -> Address:
            return (await people.resolve(tx, world.parts.vault, [contact], world.clock.now()))[contact]

        found: Address = await world.query(find)
        return found

    @property
    def _follower(self) -> Follower:
        return Follower(Post(f"{self.town.world.base_url}/webhooks/wechat", token=TOKEN), self.openid)

    async def heard(self) -> Counter[str]:
        """How many messages of ours each channel has carried to them."""
        return Counter(
            sms=len(await self.town.world.phone(self.phone).heard()),
            telegram=len(self.town.telegram.texts_to(self.chat)),
            wechat=len(self.town.wechat.texts_to(self.openid)),
        )


DEEDS: Mapping[str, Callable[[Person], Awaitable[None]]] = {
    "sms": lambda person: person.texts("积分"),
    "telegram": lambda person: person.tells_the_bot("积分"),
    "wechat": lambda person: person.writes_to_the_account("积分"),
    "web": lambda person: person.chats("积分"),
    "english in telegram": lambda person: person.tells_the_bot("points"),
    "stops by sms": lambda person: person.texts("退订"),
    "back by sms": lambda person: person.texts("恢复"),
    "stops in telegram": lambda person: person.tells_the_bot("退订"),
    "stops in wechat": lambda person: person.writes_to_the_account("退订"),
    "blocks": lambda person: person.blocks(told=True),
    "blocks unseen": lambda person: person.blocks(told=False),
    "unfollows": lambda person: person.unfollows(told=True),
    "unfollows unseen": lambda person: person.unfollows(told=False),
    "number dies": Person.number_dies,
    "rests": Person.rests,
}
"""What people do, and what happens to them."""


@pytest.fixture
async def town(database_url: str, engines: Engines) -> AsyncIterator[Town]:
    async with FakeTelegram() as telegram, FakeWeChat() as wechat:
        channels = {
            "telegram": {"bot_token": BOT_TOKEN, "secret_token": SECRET, "base_url": telegram.base_url},
            "wechat": {
                "app_id": APP_ID,
                "app_secret": APP_SECRET,
                "token": TOKEN,
                "encoding_aes_key": "",
                "base_url": wechat.base_url,
            },
            "rates": {"telegram": 200.0},
        }
        async with open_world(database_url, engines.redis_url, channels=channels) as world:
            made = Town(world, telegram, wechat)
            telegram.script = lambda call: (
                telegram_faults.blocked() if int(call["chat_id"]) in made.blocked else None
            )
            wechat.script = lambda openid: wechat_faults.refuse(43004) if openid in made.left else None
            yield made


async def with_histories(town: Town, rows: Mapping[str, Row]) -> dict[str, Person]:
    """These people, after all that they did."""
    crowd = {}
    for who, (has, did, _) in rows.items():
        crowd[who] = person = await town.person(has)
        for what in did.split(", ") if did else ():
            await DEEDS[what](person)
    return crowd


async def prompted_on(town: Town, crowd: Mapping[str, Person]) -> dict[str, str]:
    """Let two days pass: the channel on which each was written to, or why they were not."""
    before = {who: await person.heard() for who, person in crowd.items()}
    await next_day(town.world)
    await next_day(town.world)
    return {who: await where(town, person, before[who]) for who, person in crowd.items()}


async def where(town: Town, person: Person, before: Counter[str]) -> str:
    since = +(await person.heard() - before)
    if not since:
        record = await town.world.record(person.record_no)
        return str(record["excluded_because"] or record["state"])
    return " ".join(since.elements())


async def test_each_prompt_goes_out_on_the_right_channel_once(town: Town) -> None:
    crowd = await with_histories(town, HISTORIES)
    assert await prompted_on(town, crowd) == {who: where for who, (_, _, where) in HISTORIES.items()}
    assert "very satisfied" in town.telegram.last(crowd["writes English"].chat).text


PAUSED: Mapping[str, Row] = {
    "last wrote in Telegram": ("phone telegram", "telegram", "sms"),
    "wrote in WeChat, then in Telegram": ("phone telegram wechat", "wechat, telegram", "wechat"),
    "a chat and no phone": ("telegram", "telegram", "waiting"),
}


async def test_who_has_another_way_is_not_kept_waiting_by_a_paused_channel(town: Town) -> None:
    crowd = await with_histories(town, PAUSED)
    wall = town.world.clock.wall()
    await town.world.query(lambda tx: pauses.pause(tx, "telegram", wall))
    assert await prompted_on(town, crowd) == {who: where for who, (_, _, where) in PAUSED.items()}
    await town.world.query(lambda tx: pauses.resume(tx, "telegram"))
    assert await prompted_on(town, crowd) == dict.fromkeys(PAUSED, "prompted") | {
        "a chat and no phone": "telegram"
    }
