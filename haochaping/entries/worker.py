"""Takes jobs."""

import asyncio
import contextlib

import structlog
from rq import Queue, SimpleWorker
from rq.job import Job

from haochaping import logs
from haochaping.settings import Settings
from haochaping.wiring.parts import build
from haochaping.wiring.queue import connect_redis
from haochaping.wiring.worker import build_runtime
from store import operations
from worker import delivering, runtime, ticking  # noqa: F401  # all that jobs do is loaded before the first
from worker.jobs import QUEUE

log = structlog.get_logger()


def run(settings: Settings) -> None:
    """Take jobs until told to stop; the one in hand is finished first."""
    logs.set_up()
    parts, redis = build(settings), connect_redis(settings)
    loop = runtime.start_loop()
    built = asyncio.run_coroutine_threadsafe(build_runtime(parts, redis), loop).result()
    runtime.install(built)
    queue = Queue(QUEUE, connection=redis)
    Worker([queue], connection=redis, exception_handlers=[_note_failure], log_job_description=False).work()
    asyncio.run_coroutine_threadsafe(_close(built), loop).result()


class Worker(SimpleWorker):
    """RQ's worker that runs jobs in its own process, back within seconds when Valkey is."""

    max_connection_wait_time = 3


async def _close(built: runtime.Runtime) -> None:
    for channel in built.channels.values():
        await channel.close()
    for platform in built.platforms.values():
        await platform.close()
    await built.owner.close()
    await built.database.close()


def _note_failure(job: Job, kind: type[BaseException], *_: object) -> bool:
    """Keep that a job failed; what it was to do is still in the database, for the next tick."""
    name, error = job.func_name or "unknown", kind.__name__
    log.error("job failed", job=name, error=error)
    with contextlib.suppress(Exception):
        runtime.run(lambda built: _keep_failure(built, name, error))
    return True


async def _keep_failure(built: runtime.Runtime, name: str, error: str) -> None:
    async with built.database.transaction() as tx:
        await operations.note_failure(tx, name, error, built.clock.wall())
