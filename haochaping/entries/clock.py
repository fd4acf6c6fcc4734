"""Ticks."""

from rq.cron import CronScheduler

from haochaping import logs
from haochaping.settings import Settings
from haochaping.wiring.queue import connect_redis
from worker import jobs

TICK_SECONDS = 5


def run(settings: Settings) -> None:
    """Tick every few seconds; what is due, the database knows."""
    logs.set_up()
    redis = connect_redis(settings)
    scheduler = CronScheduler(connection=redis, logging_level="WARNING")
    scheduler.register(jobs.tick, jobs.QUEUE, interval=TICK_SECONDS, ttl=jobs.STALE, result_ttl=0)
    scheduler.start()  # type: ignore[no-untyped-call]
