"""A real worker process, killed or stopped at a chosen moment: nothing is lost, nothing goes out twice."""

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import psycopg

from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER, slow
from tests.waiting import until, until_locked_out
from tests.worker.process import a_worker
from tests.worker.twilio import PHONE, PUBLIC, TwilioWorld
from worker.delivering import deliver_batch
from worker.ticking import tick

PATIENT = {"TIMEOUT_SECONDS": "8", "SETTLE_SECONDS": "20"}
"""The process may be slow; what the world around it settles by is its own setting."""


def another_worker(post: TwilioWorld) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """A worker process on the same database and provider."""
    return a_worker(
        post.world.parts.settings,
        HAOCHAPING__WEB__PUBLIC_BASE_URL=PUBLIC,
        HAOCHAPING__CHANNELS__SMS="twilio",
        HAOCHAPING__CHANNELS__TWILIO__ACCOUNT_SID=ACCOUNT_SID,
        HAOCHAPING__CHANNELS__TWILIO__AUTH_TOKEN=AUTH_TOKEN,
        HAOCHAPING__CHANNELS__TWILIO__FROM_NUMBER=NUMBER,
        HAOCHAPING__CHANNELS__TWILIO__BASE_URL=post.twilio.base_url,
        **{f"HAOCHAPING__DELIVERY__{name}": value for name, value in PATIENT.items()},
    )


@asynccontextmanager
async def held_citizens(post: TwilioWorld) -> AsyncIterator[psycopg.AsyncConnection[object]]:
    """Nobody can prepare or record a message to anybody."""
    async with await psycopg.AsyncConnection.connect(post.world.parts.database.url) as connection:
        await connection.execute("SELECT FROM citizens FOR UPDATE")
        yield connection


async def is_in(post: TwilioWorld, state: str) -> bool:
    found = await post.world.value("SELECT count(*) FROM messages WHERE state = %(state)s", state=state)
    return bool(found)


async def test_killed_between_claim_and_sending(post: TwilioWorld) -> None:
    await post.due(phones=3)
    await tick(post.world.runtime)
    with another_worker(post) as worker:
        async with held_citizens(post):
            await until_locked_out(post.world.parts.database)
            assert await is_in(post, "claimed")
            worker.kill()
            worker.wait()
    await until(lambda: lock_is_free(post))
    await post.world.happen()
    assert sorted(post.twilio.counts().values()) == [1, 1, 1]
    assert await post.attempts() == 1, "taken back at once, as if never claimed"


async def lock_is_free(post: TwilioWorld) -> bool:
    owner = await post.world.value("SELECT max(owner) FROM messages")
    return not await post.world.value(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %(owner)s", owner=owner
    )


async def test_killed_between_the_providers_answer_and_our_commit(post: TwilioWorld) -> None:
    records = await post.due(phones=3)
    await tick(post.world.runtime)
    post.twilio.next(slow(1.5))
    with another_worker(post) as worker:
        await until(lambda: is_in(post, "sending"), within=30)
        async with held_citizens(post):
            await until_locked_out(post.world.parts.database)
            assert len(post.twilio.texts) == 3
            worker.kill()
            worker.wait()
    await post.settled()
    assert sorted(post.twilio.counts().values()) == [1, 1, 1]
    for record in records:
        assert (await post.world.record(record["record_no"]))["state"] == "prompted"


async def test_one_that_hangs_with_a_claim_loses_it_when_its_lease_ends(post: TwilioWorld) -> None:
    await post.due()
    await tick(post.world.runtime)
    with another_worker(post) as worker:
        async with held_citizens(post):
            await until_locked_out(post.world.parts.database)
            worker.send_signal(signal.SIGSTOP)
        await tick(post.world.runtime)
        assert await is_in(post, "claimed"), "it lives, and the lease is long"
        end_leases(post)
        await post.world.happen()  # waits until the server takes the citizens from the one that hangs
        assert len(post.twilio.texts_to(PHONE)) == 1
        worker.send_signal(signal.SIGCONT)
        await asyncio.to_thread(worker.wait, 20)
    assert len(post.twilio.texts_to(PHONE)) == 1
    assert await post.state() == "sent"


async def test_one_that_hangs_while_sending_has_its_messages_settled(post: TwilioWorld) -> None:
    await post.due()
    await tick(post.world.runtime)
    post.twilio.next(slow(1.0))
    with another_worker(post) as worker:
        await until(lambda: has_texts(post), within=30)
        worker.send_signal(signal.SIGSTOP)
        end_leases(post)
        await post.settled()
        assert await post.state() == "sent"
        worker.send_signal(signal.SIGCONT)
        await asyncio.to_thread(worker.wait, 20)
    assert (await post.state(), len(post.twilio.texts)) == ("sent", 1)


async def has_texts(post: TwilioWorld) -> bool:
    return bool(post.twilio.texts)


def end_leases(post: TwilioWorld) -> None:
    runtime = post.world.runtime
    runtime.delivery = replace(runtime.delivery, lease=timedelta())


async def test_the_database_goes_away_in_mid_batch(post: TwilioWorld) -> None:
    """Every connection breaks, the owner's too, while the provider still holds its answers."""
    await post.due(phones=3)
    await tick(post.world.runtime)
    post.twilio.script = lambda _: slow(0.5)
    delivering = asyncio.create_task(deliver_batch(post.world.runtime))
    await until(lambda: has_texts(post))
    await break_connections(post)
    assert await delivering == 3
    await post.settled()
    assert sorted(post.twilio.counts().values()) == [1, 1, 1]
    assert await post.state() == "sent"


async def break_connections(post: TwilioWorld) -> None:
    async with await psycopg.AsyncConnection.connect(post.world.parts.database.url) as connection:
        await connection.execute(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()"""
        )
