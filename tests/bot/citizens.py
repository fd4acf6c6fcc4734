"""Citizens of a test, told as scripts: what they say, and a piece of what they hear."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from bot.conversation import Conversation, Said
from store.inbound import StoredReply
from tests.world import Phone, World, a_record

_phones = count(13_800_000_001)

Script = list[tuple[str, str]]
"""(what the citizen says, what the answer must contain; "" where we must be silent)."""


@dataclass
class Citizen:
    """Somebody with a phone of their own and some records, by item name."""

    world: World
    phone: Phone
    record_nos: dict[str, str]

    async def says(self, text: str) -> str:
        """Say something; what is answered."""
        return await self.phone.says(text)

    async def talks(self, script: Script) -> None:
        """Say one thing after the other and hear what is expected."""
        for text, expected in script:
            heard = await self.says(text)
            assert (expected in heard) if expected else heard == "", f"{text!r} was answered {heard!r}"

    async def record(self, item: str = "居民身份证换领") -> dict[str, Any]:
        """Where a record stands."""
        return await self.world.record(self.record_nos[item])

    async def rating(self, item: str = "居民身份证换领") -> dict[str, Any] | None:
        """What a record was rated."""
        rating: dict[str, Any] | None = (await self.record(item))["rating"]
        return rating

    async def level(self, item: str = "居民身份证换领") -> int | None:
        """The level a record was rated, if it was."""
        rating = await self.rating(item)
        return rating["level"] if rating else None

    async def balance(self) -> int:
        """Their points, as the ledger has them."""
        return int(
            await self.world.value(
                """SELECT coalesce(sum(e.points), 0) FROM ledger_entries e
                     JOIN ledger_accounts a ON a.id = e.account_id
                     JOIN visits v ON v.citizen_id = a.citizen_id WHERE v.record_no = %(number)s""",
                number=next(iter(self.record_nos.values())),
            )
        )

    async def is_rated_on_site(self, item: str, level: int, *, is_default: bool = False) -> dict[str, Any]:
        """Somebody presses a button on the counter's tablet."""
        event = {
            "event_id": f"tablet-{self.record_nos[item]}-{level}-{await now(self.world)}",
            "device_no": "D1",
            "source_system": "test",
            "record_no": self.record_nos[item],
            "level": level,
            "rated_at": (await now(self.world)).isoformat(),
            "rating_channel": "tablet",
            "is_default": is_default,
        }
        status, body = await self.world.post("/api/v1/ratings", event)
        assert status == 200, body
        return body


async def now(world: World) -> datetime:
    """Civil time in a world."""
    await world.clock.refresh()
    return world.clock.now()


async def served(world: World, *items: str, **record: str) -> Citizen:
    """A citizen who was served an hour ago, and not prompted yet; `record` says more of what was done."""
    phone = world.phone(str(next(_phones)))
    ended = await now(world) - timedelta(hours=1)
    records = [
        a_record(
            phone.number, item_name=item, finished_at=(ended + timedelta(seconds=place)).isoformat(), **record
        )
        for place, item in enumerate(items or ("居民身份证换领",))
    ]
    body = await world.send_records(*records)
    assert body["accepted"] == len(records), body
    return Citizen(world, phone, {record["item_name"]: record["record_no"] for record in records})


async def prompted(world: World, *items: str, **record: str) -> Citizen:
    """A citizen who has just been prompted about these matters, in the order given."""
    citizen = await served(world, *items, **record)
    await next_day(world)
    assert len(await citizen.phone.prompts()) == 1
    return citizen


async def next_day(world: World) -> None:
    """Let a day pass, and the night after it if we may not write to people then; what is due happens."""
    at = await now(world) + timedelta(hours=24)
    await world.clock.move(world.parts.rules.prompts.hours.next_open(at))
    await world.happen()


async def said(
    world: World, wang: Citizen, text: str, provider_id: str, at: datetime | None = None
) -> list[StoredReply]:
    """A message off a provider's wire."""
    parts = world.parts
    conversation = Conversation(parts.vault, parts.rules, parts.renderer)
    message = Said("sms", provider_id, f"+86{wang.phone.number}", text)
    moment = at or await now(world)
    return await parts.database.persist(lambda tx: conversation.take_turn(tx, message, moment))
