"""What the web process is made of."""

import asyncio

from redis import Redis
from redis.exceptions import RedisError

from bot.conversation import Conversation
from bot.rendering import Sender
from haochaping.wiring.parts import Parts, twilio_account
from store.version import EXPECTED_VERSION
from web.services import Services


def build_services(parts: Parts, redis: Redis) -> Services:
    """What the web process is made of."""

    async def ping() -> bool:
        try:
            return bool(await asyncio.to_thread(redis.ping))
        except RedisError:
            return False

    return Services(
        database=parts.database,
        clock=parts.clock,
        rules=parts.rules,
        vault=parts.vault,
        conversation=Conversation(parts.vault, parts.rules, parts.renderer),
        sender=Sender(**parts.settings.hall.model_dump()),
        public_base_url=parts.settings.web.public_base_url,
        schema_version=EXPECTED_VERSION,
        ping_queue=ping,
        refresh_calendar=parts.calendar.refresh,
        twilio=twilio_account(parts.settings),
    )
