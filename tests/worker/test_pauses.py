"""A paused channel keeps what is for it, and sends it once it runs again."""

from store import pauses
from tests.world import World, a_record, civil_time


async def test_a_paused_channel_holds_its_messages_back_and_loses_none(world: World) -> None:
    await world.send_records(a_record())
    wall = world.clock.wall()
    await world.query(lambda tx: pauses.pause(tx, "sms", wall))
    await world.query(lambda tx: pauses.pause(tx, "sms", wall))
    await world.move_to("Tue 2026-09-08 10:00")
    phone = world.phone("13900000001")
    assert await phone.prompts() == []
    [sms] = await world.query(lambda tx: pauses.states(tx, ["sms"]))
    assert (sms.paused_since, sms.waiting) == (wall, 1)
    await world.query(lambda tx: pauses.resume(tx, "sms"))
    await world.move_to("Tue 2026-09-08 10:01")
    assert len(await phone.prompts()) == 1


async def test_citizens_who_write_are_answered_while_the_channel_is_paused(world: World) -> None:
    await world.query(lambda tx: pauses.pause(tx, "sms", civil_time("Mon 2026-09-07 10:00")))
    assert await world.phone("13900000001").says("帮助") != ""
