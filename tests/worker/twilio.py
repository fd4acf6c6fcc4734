"""A world that writes through the real SDK to a fake Twilio in the same loop."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER, FakeTwilio, Text
from tests.fakes.twilio_papers import receipt_form
from tests.waiting import until
from tests.world import World, a_record, open_world

PUBLIC = "https://hall.example"
DELIVERY = {"timeout_seconds": 1.0, "settle_seconds": 2.4}
"""A lost answer is asked about after a little more than two seconds."""
PHONE = "+8613900000001"


@dataclass
class TwilioWorld:
    """A world, its provider, and what a test asks of both."""

    world: World
    twilio: FakeTwilio

    async def due(self, phones: int = 1, **changes: Any) -> list[dict[str, Any]]:
        """Records of different people, a day old now: their prompts are due."""
        records = [a_record(f"139{number + 1:08d}", **changes) for number in range(phones)]
        answer = await self.world.send_records(*records)
        assert answer["accepted"] == phones, answer
        await self.world.clock.refresh()
        await self.world.clock.move(self.world.clock.now() + timedelta(days=1))
        return records

    async def state(self, phone: str = PHONE) -> str:
        """Where the last prompt to a phone stands."""
        return str(await self._of_message("state", phone))

    async def reason(self, phone: str = PHONE) -> str | None:
        """Why it stands there."""
        found: str | None = await self._of_message("reason", phone)
        return found

    async def attempts(self, phone: str = PHONE) -> int:
        """How often it was tried."""
        return int(await self._of_message("attempts", phone))

    async def _of_message(self, column: str, phone: str) -> Any:
        lookup = self.world.parts.vault.lookup("phone", phone)
        return await self.world.value(
            f"""SELECT m.{column} FROM messages m JOIN addresses a ON a.id = m.address_id
                 WHERE a.lookup = %(lookup)s AND m.kind = 'prompt' ORDER BY m.id DESC LIMIT 1""",
            lookup=lookup,
        )

    async def settled(self) -> None:
        """Let time pass and things happen until no fate is unknown."""

        async def nothing_is_open() -> bool:
            await self.world.happen()
            held = "SELECT count(*) FROM messages WHERE state IN ('claimed', 'sending', 'settling')"
            return bool(await self.world.value(held) == 0)

        await until(nothing_is_open, within=20)

    async def report(self, text: Text, status: str, code: int | None = None) -> int:
        """Post a receipt, signed for our public address; what we answered."""
        text.becomes(status, self.twilio.now(), code)
        assert text.callback is not None
        url = text.callback.replace(PUBLIC, self.world.base_url)
        answered, _ = await self.twilio.post(url, receipt_form(text), signed_for=text.callback)
        return answered


@asynccontextmanager
async def twilio_world(
    database_url: str, redis_url: str, *, prices: Mapping[str, str] | None = None, **settings: Any
) -> AsyncIterator[TwilioWorld]:
    """A world whose SMS go through Twilio; `settings` override sections, `prices` the prices of a part."""
    async with FakeTwilio() as twilio:
        account = {
            "account_sid": ACCOUNT_SID,
            "auth_token": AUTH_TOKEN,
            "from_number": NUMBER,
            "base_url": twilio.base_url,
        }
        sections = {
            "channels": {"sms": "twilio", "twilio": account, "prices": prices or {}},
            "web": {"public_base_url": PUBLIC},
            "delivery": DELIVERY,
            **settings,
        }
        async with open_world(database_url, redis_url, **sections) as world:
            yield TwilioWorld(world, twilio)
