"""A worker process for one tick and one batch: `python -m tests.worker.one_batch`. What it does is real."""

import asyncio

from redis import Redis

from haochaping.settings import load
from haochaping.wiring.parts import build
from haochaping.wiring.worker import build_runtime
from worker.delivering import deliver_batch
from worker.dispatching import dispatch_batch
from worker.ticking import tick


async def main() -> None:
    """Queue what is due and send it."""
    settings = load()
    runtime = await build_runtime(build(settings), Redis.from_url(settings.redis_url))
    try:
        await tick(runtime)
        await deliver_batch(runtime)
        await dispatch_batch(runtime)
    finally:
        for channel in runtime.channels.values():
            await channel.close()
        for platform in runtime.platforms.values():
            await platform.close()
        await runtime.owner.close()
        await runtime.database.close()


if __name__ == "__main__":
    asyncio.run(main())
