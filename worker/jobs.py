"""RQ's entries: each a thin step into one piece of work, enqueued by its dotted name.

Whoever enqueues a job need not load what it does: only the worker does it, which loads all before its first.
"""

from collections.abc import Mapping

from redis import Redis
from rq import Queue

QUEUE = "haochaping"
TICK, DELIVER, SETTLE = "worker.jobs.tick", "worker.jobs.deliver", "worker.jobs.settle"
DISPATCH = "worker.jobs.dispatch"
LEARN = "worker.jobs.learn"
STALE = 30
"""Seconds after which a job that nobody took is worthless: the next tick knows better."""


LONGEST: Mapping[str, int] = {LEARN: 3600}
"""Seconds that a job may take where it is not five minutes."""


def enqueue(redis: Redis, job: str) -> None:
    """Put a job on the queue; what it is to do, the database knows."""
    Queue(QUEUE, connection=redis).enqueue(
        job, ttl=STALE, result_ttl=0, failure_ttl=3600, job_timeout=LONGEST.get(job, 300)
    )


def tick() -> None:
    """Do what is due and enqueue what it leaves, as far as it is not on the queue already."""
    from worker import ticking
    from worker.runtime import current, run

    due = run(ticking.tick)
    redis = current().redis
    queue = Queue(QUEUE, connection=redis)
    on_the_queue = queue.count
    if due.settle:
        enqueue(redis, SETTLE)
    waiting = [job.func_name for job in queue.get_jobs()]
    if due.dispatch and DISPATCH not in waiting:
        enqueue(redis, DISPATCH)
    if due.learn and LEARN not in waiting:
        enqueue(redis, LEARN)
    for _ in range(min(due.delivery_jobs, ticking.JOBS_AT_MOST - on_the_queue)):
        enqueue(redis, DELIVER)


def deliver() -> None:
    """Send one batch; behind one that was not empty there may be another."""
    from worker import delivering
    from worker.runtime import current, run

    if run(delivering.deliver_batch):
        enqueue(current().redis, DELIVER)


def settle() -> None:
    """Ask about one chunk of lost answers; a full one has another behind it."""
    from worker import delivering
    from worker.runtime import current, run

    if run(delivering.settle_batch) == current().delivery.chunk:
        enqueue(current().redis, SETTLE)


def dispatch() -> None:
    """Tell outside platforms what they are owed, and read what they list."""
    from worker import dispatching
    from worker.runtime import run

    run(dispatching.dispatch_batch)


def learn() -> None:
    """Learn one piece of what a month teaches; behind it there may be another. Ticks come in between."""
    from worker import learning
    from worker.runtime import current, run

    if run(learning.learn_a_piece):
        enqueue(current().redis, LEARN)
