"""A tick: nothing in it is at the cost of the rest, and it leaves as many jobs as are wanted."""

import asyncio
from dataclasses import replace

import pytest
from rq import Queue

from tests.worker.twilio import TwilioWorld
from tests.world import World, a_record, civil_time
from worker import jobs
from worker.jobs import QUEUE
from worker.runtime import install
from worker.ticking import JOBS_AT_MOST, tick


async def test_a_step_that_breaks_is_noted_and_the_others_are_taken(world: World) -> None:
    await world.send_records(a_record())
    await world.query(lambda tx: tx.execute("ALTER TABLE visits RENAME COLUMN lapsed_at TO away"))
    await world.clock.move(civil_time("Tue 2026-09-08 10:00"))
    due = await tick(world.runtime)
    assert due.delivery_jobs == 1
    noted = "SELECT array_agg(job || ' ' || error) FROM job_failures"
    assert await world.value(noted) == ["tick.close UndefinedColumn"]


async def test_a_citizens_visits_are_many_and_all_are_queued_at_one_tick(world: World) -> None:
    """500 visits looked at are not 500 citizens: the tick goes on while there is more."""
    phones = [f"139{number:08d}" for number in range(150)]
    for number in range(8):
        await world.send_records(*(a_record(phone, item_name=f"事项{number}") for phone in phones))
    await world.clock.move(civil_time("Tue 2026-09-08 10:00"))
    await tick(world.runtime)
    assert await world.value("SELECT count(*) FROM messages") == len(phones)
    assert await world.value("SELECT count(*) FROM visits WHERE prompt_id IS NULL") == 0


@pytest.fixture
def queue(post: TwilioWorld) -> Queue:
    """The queue, empty, and this process's runtime installed as a worker's would be."""
    install(post.world.runtime)
    found = Queue(QUEUE, connection=post.world.runtime.redis)
    found.empty()  # type: ignore[no-untyped-call]
    return found


def names(queue: Queue) -> list[str | None]:
    return [job.func_name for job in queue.get_jobs()]


async def test_a_tick_leaves_no_more_jobs_than_are_wanted(post: TwilioWorld, queue: Queue) -> None:
    runtime = post.world.runtime
    runtime.delivery = replace(runtime.delivery, batch=2)
    await post.due(phones=40)
    await asyncio.to_thread(jobs.tick)
    assert names(queue) == [jobs.DELIVER] * JOBS_AT_MOST
    await asyncio.to_thread(jobs.tick)
    assert len(names(queue)) == JOBS_AT_MOST, "those on the queue are enough"
    queue.empty()  # type: ignore[no-untyped-call]
    await asyncio.to_thread(jobs.deliver)
    assert names(queue) == [jobs.DELIVER], "a full batch has another behind it"
    queue.empty()  # type: ignore[no-untyped-call]


async def test_a_batch_leaves_a_job_behind_it_and_an_empty_one_none(post: TwilioWorld, queue: Queue) -> None:
    await post.due(phones=3)
    await asyncio.to_thread(jobs.tick)
    queue.empty()  # type: ignore[no-untyped-call]
    await asyncio.to_thread(jobs.deliver)
    assert names(queue) == [jobs.DELIVER]
    assert len(post.twilio.texts) == 3
    queue.empty()  # type: ignore[no-untyped-call]
    await asyncio.to_thread(jobs.deliver)
    assert names(queue) == []
    queue.empty()  # type: ignore[no-untyped-call]
