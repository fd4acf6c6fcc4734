"""What is checked again just before a prompt leaves."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from store import deliveries
from tests.fakes.twilio import throttle
from tests.usecases.test_watch import finished, on_site
from tests.worker.twilio import PHONE, TwilioWorld
from tests.world import World, a_record, civil_time
from usecases.deliver import Letter, Writer, prepare
from worker.ticking import tick

Change = Callable[[World, dict[str, Any]], Awaitable[object]]


async def claim(world: World) -> tuple[int, list[int]]:
    """Queue what is due and claim it: the owner, and the messages."""
    await tick(world.runtime)
    owner = await world.runtime.owner.id()
    async with world.parts.database.transaction() as tx:
        now, wall = world.clock.now(), world.clock.wall()
        return owner, await deliveries.claim(tx, channel="sms", owner=owner, now=now, wall=wall, limit=500)


async def letters(world: World, owner: int, ids: list[int]) -> list[Letter]:
    """What would leave now."""
    parts = world.parts
    writer = Writer(owner, parts.vault, parts.rules, parts.renderer.prompt, world.runtime.carriers)
    async with parts.database.transaction() as tx:
        return await prepare(tx, ids, writer, now=world.clock.now(), wall=world.clock.wall())


async def rated_on_site(world: World, record: dict[str, Any]) -> object:
    return await world.post("/api/v1/ratings", on_site(record))


async def withdrawn(world: World, record: dict[str, Any]) -> object:
    return await world.send_records({**record, "status": "withdrawn"})


async def opted_out(world: World, record: dict[str, Any]) -> object:
    return await world.phone(record["phone"]).says("退订")


async def moved_to_another_phone(world: World, record: dict[str, Any]) -> object:
    return await world.send_records({**record, "phone": "13900000009"})


@pytest.mark.parametrize("change", [rated_on_site, withdrawn, opted_out, moved_to_another_phone])
async def test_what_changed_between_claim_and_sending_stops_the_prompt(world: World, change: Change) -> None:
    record = a_record()
    await world.send_records(record)
    await world.clock.move(civil_time("Tue 2026-09-08 10:00"))
    owner, ids = await claim(world)
    assert len(ids) == 1
    await change(world, record)
    assert await letters(world, owner, ids) == []
    assert await world.value("SELECT state FROM messages WHERE kind = 'prompt'") == "cancelled"
    await world.happen()
    assert await world.phone("13900000001").prompts() == []


async def test_the_others_of_a_prompt_are_still_asked_about(world: World) -> None:
    first, second = finished("Mon 2026-09-07 09:00"), finished("Mon 2026-09-07 09:30", item_name="社保卡补领")
    await world.send_records(first, second)
    await world.clock.move(civil_time("Tue 2026-09-08 10:00"))
    owner, ids = await claim(world)
    await rated_on_site(world, first)
    [letter] = await letters(world, owner, ids)
    assert "“社保卡补领”已办结" in letter.text


async def test_what_was_rated_before_the_prompt_left_was_never_prompted(world: World) -> None:
    first, second = finished("Mon 2026-09-07 09:00"), finished("Mon 2026-09-07 09:30")
    await world.send_records(first, second)
    await world.clock.move(civil_time("Tue 2026-09-08 10:00"))
    await tick(world.runtime)
    await rated_on_site(world, first)
    await world.happen()
    assert (await world.record(first["record_no"]))["prompted_at"] is None
    assert (await world.record(second["record_no"]))["state"] == "prompted"


async def test_outside_sending_hours_a_claimed_prompt_waits(world: World) -> None:
    await world.send_records(finished("Sun 2026-09-06 20:20"))
    await world.clock.move(civil_time("Mon 2026-09-07 20:29"))
    owner, ids = await claim(world)
    await world.clock.move(civil_time("Mon 2026-09-07 20:30"))
    assert await letters(world, owner, ids) == []
    await world.move_to("Tue 2026-09-08 08:29")
    assert await world.phone("13900000001").prompts() == []
    await world.move_to("Tue 2026-09-08 08:30")
    assert len(await world.phone("13900000001").prompts()) == 1


async def test_a_retry_keeps_sending_hours_too(post: TwilioWorld) -> None:
    await post.world.send_records(finished("Sun 2026-09-06 20:20"))
    await post.world.clock.move(civil_time("Mon 2026-09-07 20:29"))
    post.twilio.next(throttle("120"))
    await post.world.happen()
    await post.world.move_to("Mon 2026-09-07 20:35")
    assert post.twilio.texts == []
    await post.world.move_to("Tue 2026-09-08 08:30")
    assert len(post.twilio.texts_to(PHONE)) == 1


async def test_a_rating_between_two_tries_stops_the_second(post: TwilioWorld) -> None:
    [record] = await post.due()
    post.twilio.next(throttle())
    await post.world.happen()
    await rated_on_site(post.world, record)
    await post.world.pass_hours(1)
    assert (await post.state(), post.twilio.texts) == ("cancelled", [])


async def test_a_worker_that_lost_its_claim_sends_nothing(world: World) -> None:
    await world.send_records(a_record())
    await world.clock.move(civil_time("Tue 2026-09-08 10:00"))
    owner, ids = await claim(world)
    await world.runtime.owner.close()
    other, again = await claim(world)
    assert (again, other != owner) == (ids, True)
    assert await letters(world, owner, ids) == []
    assert len(await letters(world, other, ids)) == 1
