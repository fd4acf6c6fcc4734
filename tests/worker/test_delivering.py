"""What becomes of a prompt, by what the provider answers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from store.operations import backlog
from tests.fakes.twilio import Fault, breakdown, cut_off, lose_answer, refuse, slow, throttle
from tests.worker.twilio import PHONE, TwilioWorld
from usecases.outcomes import LADDER, THROTTLED
from worker.delivering import deliver_batch
from worker.ticking import tick


async def test_what_the_provider_takes_opens_the_window(post: TwilioWorld) -> None:
    [record] = await post.due()
    await post.world.happen()
    [text] = post.twilio.texts_to(PHONE)
    stands = await post.world.record(record["record_no"])
    assert stands["state"] == "prompted"
    assert stands["window_closes_at"] == "2026-09-16T00:00:00+08:00"
    assert "9月15日（含）前有效" in text
    assert await post.state() == "sent"


async def test_throttling_burns_no_attempt(post: TwilioWorld) -> None:
    await post.due()
    for wait in (THROTTLED.total_seconds(), 40.0):
        post.twilio.next(throttle(None if wait == THROTTLED.total_seconds() else "40"))
        await post.world.happen()
        assert (await post.state(), await post.attempts()) == ("queued", 0)
        await post.world.pass_hours((wait - 1) / 3600)
        assert post.twilio.texts == []
        await post.world.clock.move(post.world.clock.now() + timedelta(seconds=2))
    await post.world.happen()
    assert len(post.twilio.texts) == 1
    assert await post.attempts() == 1


async def test_an_unavailable_provider_is_tried_again_ever_later_then_given_up(post: TwilioWorld) -> None:
    await post.due()
    runtime = post.world.runtime
    runtime.delivery = replace(runtime.delivery, max_attempts=len(LADDER) + 1)
    for wait in LADDER:
        post.twilio.next(breakdown(503))
        await post.world.happen()
        assert await post.state() == "queued"
        before = post.twilio.requests
        await post.world.pass_hours((wait.total_seconds() - 5) / 3600)
        assert post.twilio.requests == before
        await post.world.clock.move(post.world.clock.now() + timedelta(seconds=10))
    post.twilio.next(breakdown(503))
    await post.world.happen()
    assert (await post.state(), await post.reason()) == ("failed", "http_503")
    assert post.twilio.texts == []


@pytest.mark.parametrize("fault", [breakdown(503), refuse(20003, 401)])
async def test_a_day_without_the_provider_costs_no_prompt(post: TwilioWorld, fault: Fault) -> None:
    """It is down, or our token was changed and nobody noticed: tomorrow the prompt goes out."""
    [record] = await post.due()
    post.twilio.script = lambda _: fault
    await post.world.happen()
    for _ in range(24):
        await post.world.pass_hours(1)
    assert (await post.state(), post.twilio.texts) == ("queued", [])
    waiting = await post.world.query(lambda tx: backlog(tx, post.world.clock.now()))
    assert waiting.outbox_age_seconds > 86_000
    post.twilio.script = lambda _: None
    await post.world.pass_hours(2)
    assert len(post.twilio.texts) == 1
    assert (await post.world.record(record["record_no"]))["state"] == "prompted"


async def test_a_providers_pause_is_not_taken_for_days(post: TwilioWorld) -> None:
    await post.due()
    post.twilio.next(throttle("999999"))
    await post.world.happen()
    await post.world.pass_hours(LADDER[-1].total_seconds() / 3600)
    assert len(post.twilio.texts) == 1


async def test_a_bad_address_excludes_for_want_of_one(post: TwilioWorld) -> None:
    [record] = await post.due()
    post.twilio.next(refuse(21614))
    await post.world.happen()
    stands = await post.world.record(record["record_no"])
    assert (stands["state"], stands["excluded_because"]) == ("excluded", "no_address")
    assert (await post.state(), await post.reason()) == ("failed", "21614")
    assert await post.world.value("SELECT dead_because FROM addresses") == "21614"


async def test_an_opt_out_at_the_provider_is_one_here(post: TwilioWorld) -> None:
    [record] = await post.due()
    later = await post.due(finished_at=post.world.clock.now().isoformat())
    post.twilio.next(refuse(21610))
    await post.world.happen()
    for number in (record["record_no"], later[0]["record_no"]):
        stands = await post.world.record(number)
        assert (stands["state"], stands["excluded_because"]) == ("excluded", "opted_out")
    await post.world.pass_hours(48)
    assert post.twilio.texts == []


async def test_a_refusal_fails_and_is_listed(post: TwilioWorld) -> None:
    [record] = await post.due()
    post.twilio.next(refuse(21408))
    await post.world.happen()
    await post.world.pass_hours(24)
    assert (await post.state(), await post.reason()) == ("failed", "21408")
    assert post.twilio.requests == 1
    assert (await post.world.record(record["record_no"]))["state"] == "waiting"


@pytest.mark.parametrize("fault", [lose_answer(), slow(2.0), breakdown(502, taken=True)])
async def test_a_lost_answer_is_found_at_the_provider(post: TwilioWorld, fault: Fault) -> None:
    [record] = await post.due()
    post.twilio.next(fault)
    await post.world.happen()
    assert await post.state() == "settling"
    await post.settled()
    assert await post.state() == "sent"
    assert len(post.twilio.texts) == 1
    assert (await post.world.record(record["record_no"]))["state"] == "prompted"


async def test_what_the_provider_does_not_have_is_sent_again(post: TwilioWorld) -> None:
    await post.due()
    post.twilio.next(cut_off())
    await post.world.happen()
    await post.settled()
    assert (await post.state(), await post.reason()) == ("queued", "not_at_provider")
    await post.world.pass_hours(LADDER[0].total_seconds() / 3600)
    assert (await post.state(), len(post.twilio.texts)) == ("sent", 1)


async def test_a_broken_row_does_not_hold_up_the_others(post: TwilioWorld) -> None:
    await post.due(phones=3)
    await post.world.value(
        "UPDATE addresses SET sealed = 'garbage' WHERE lookup = %(lookup)s RETURNING 1",
        lookup=post.world.parts.vault.lookup("phone", "+8613900000002"),
    )
    await post.world.happen()
    assert sorted(post.twilio.counts().values()) == [1, 1]
    assert await post.state("+8613900000002") == "failed"
    assert await post.reason("+8613900000002") == "cannot_be_written"


async def test_a_chunk_that_comes_too_late_does_not_leave(post: TwilioWorld) -> None:
    """Its fate would be asked before it is known: it goes back, no attempt of its is burnt."""
    await post.due()
    runtime = post.world.runtime
    await tick(runtime)
    runtime.delivery = replace(runtime.delivery, settle_after=timedelta())
    await deliver_batch(runtime)
    assert (await post.state(), await post.attempts(), await post.reason()) == ("queued", 0, "too_late")
    assert post.twilio.requests == 0
