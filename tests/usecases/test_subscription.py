"""Opting out lets go of what waits; opting in takes it back unless it is too old."""

from datetime import datetime, timedelta

from tests.bot.citizens import Citizen, next_day, now, served
from tests.world import World, a_record


async def with_an_old_one(world: World) -> Citizen:
    """A citizen with a visit of today, and one of six days ago."""
    wang = await served(world, "新证")
    ended = await now(world) - timedelta(days=6)
    old = a_record(wang.phone.number, item_name="旧证", finished_at=ended.isoformat())
    await world.send_records(old)
    wang.record_nos["旧证"] = old["record_no"]
    return wang


async def test_what_was_let_go_waits_again(world: World) -> None:
    wang = await served(world)
    due = (await wang.record())["prompt_due_at"]
    await wang.says("T")
    record = await wang.record()
    assert (record["state"], record["excluded_because"], record["prompt_due_at"]) == (
        "excluded",
        "opted_out",
        None,
    )
    await wang.says("恢复")
    record = await wang.record()
    assert (record["state"], record["excluded_because"], record["prompt_due_at"]) == ("waiting", None, due)
    await next_day(world)
    assert len(await wang.phone.prompts()) == 1


async def test_what_is_too_old_stays_out(world: World) -> None:
    wang = await with_an_old_one(world)
    await wang.says("T")
    await world.pass_hours(30)
    await wang.says("恢复")
    assert (await wang.record("旧证"))["excluded_because"] == "too_old"
    assert (await wang.record("新证"))["state"] == "waiting"
    await world.happen()
    (prompt,) = await wang.phone.prompts()
    assert "“新证”已办结" in prompt


async def test_a_queued_prompt_does_not_go_out_after_stop(world: World) -> None:
    wang = await served(world)
    await world.clock.move(datetime.fromisoformat((await wang.record())["prompt_due_at"]))
    await wang.says("T")
    await world.happen()
    await world.pass_hours(48)
    assert await wang.phone.prompts() == []


async def test_what_comes_in_while_opted_out_is_let_go_too(world: World) -> None:
    wang = await served(world, "甲证")
    await wang.says("T")
    later = a_record(wang.phone.number)
    await world.send_records(later)
    assert (await world.record(later["record_no"]))["excluded_because"] == "opted_out"
    await wang.says("恢复")
    assert (await world.record(later["record_no"]))["state"] == "waiting"


async def test_a_rating_on_site_is_kept_though_opted_out(world: World) -> None:
    wang = await served(world)
    await wang.says("T")
    await wang.is_rated_on_site("居民身份证换领", 4)
    await wang.says("恢复")
    assert (await wang.record())["state"] == "rated"
    assert await wang.balance() == 10
