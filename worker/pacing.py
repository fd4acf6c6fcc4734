"""How fast messages may leave: a bucket of tokens for each sender in Valkey, shared by all workers."""

import asyncio
from collections.abc import Mapping
from time import monotonic

import structlog
from redis import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

KEY = "haochaping:pace:"
BURST_SECONDS = 1.0
"""What a sender that has rested may send at once: as much as in this time."""
FORGOTTEN_AFTER_MS = 60_000

_TAKE = """
local rate, wanted = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(bucket[1]) or rate * tonumber(ARGV[3])
tokens = math.min(rate * tonumber(ARGV[3]), tokens + (now - (tonumber(bucket[2]) or now)) * rate) - wanted
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], ARGV[4] + math.ceil(math.max(0, -tokens) / rate * 1000))
return tostring(math.max(0, -tokens) / rate)
"""
"""Takes tokens, on credit if there are too few; how long to wait until they are there, in seconds."""


class Pacing:
    """Lets messages leave at their sender's rate; one object per process.

    Without Valkey this process keeps to `safe_rate` by itself: slower than it might be, never faster.
    """

    def __init__(self, redis: Redis, per_second: Mapping[str, float], safe_rate: float) -> None:
        self._script = redis.register_script(_TAKE)
        self._per_second = per_second
        self._safe_rate = safe_rate
        self._free_at: dict[str, float] = {}

    def rate(self, sender: str) -> float:
        """How many messages a second may leave through a sender."""
        return self._per_second.get(sender, self._safe_rate)

    async def wait(self, sender: str, messages: int) -> None:
        """Wait until so many more messages may leave through a sender."""
        await asyncio.sleep(await self._seconds(sender, messages))

    async def _seconds(self, sender: str, messages: int) -> float:
        arguments = [self.rate(sender), messages, BURST_SECONDS, FORGOTTEN_AFTER_MS]
        try:
            wait = await asyncio.to_thread(self._script, keys=[KEY + sender], args=arguments)
        except RedisError as error:
            log.warning("pace is kept without Valkey", sender=sender, error=type(error).__name__)
            return self._seconds_alone(sender, messages)
        return float(wait)

    def _seconds_alone(self, sender: str, messages: int) -> float:
        rate = min(self._safe_rate, self.rate(sender))
        now = monotonic()
        free_at = max(now, self._free_at.get(sender, now)) + messages / rate
        self._free_at[sender] = free_at
        return free_at - now
