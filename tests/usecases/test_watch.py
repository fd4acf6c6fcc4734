"""Who is prompted, and when."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from store.db import Database
from tests.world import World, a_record, civil_time
from usecases.watch import watch


async def settle_in(world: World, *records: dict[str, Any]) -> None:
    answer = await world.send_records(*records)
    assert answer["accepted"] == len(records), answer


def finished(text: str, phone: str | None = "13900000001", **changes: Any) -> dict[str, Any]:
    return a_record(phone, finished_at=civil_time(text).isoformat(), **changes)


@pytest.mark.parametrize(
    ("finished_at", "due"),
    [
        ("Mon 2026-09-07 09:00", "Tue 2026-09-08 09:00"),  # a day later, to the minute
        ("Sun 2026-09-06 20:29", "Mon 2026-09-07 20:29"),  # the last minute of the sending hours
        ("Sun 2026-09-06 20:30", "Tue 2026-09-08 08:30"),  # they have just ended: the next opening
        ("Mon 2026-09-07 08:29", "Tue 2026-09-08 08:30"),  # a minute before they begin
        ("Mon 2026-09-07 08:30", "Tue 2026-09-08 08:30"),
        ("Mon 2026-09-07 03:00", "Tue 2026-09-08 08:30"),
    ],
)
async def test_a_prompt_goes_out_a_day_later_inside_sending_hours(
    world: World, finished_at: str, due: str
) -> None:
    record = finished(finished_at)
    await settle_in(world, record)
    assert (await world.record(record["record_no"]))["prompt_due_at"] == civil_time(due).isoformat()

    await world.clock.move(civil_time(due) - timedelta(seconds=30))
    await world.happen()
    assert await world.phone("13900000001").prompts() == []

    await world.move_to(due)
    [prompt] = await world.phone("13900000001").prompts()
    assert "居民身份证换领" in prompt
    stands = await world.record(record["record_no"])
    assert stands["state"] == "prompted"
    assert stands["prompted_at"] >= civil_time(due).isoformat()


def on_site(record: dict[str, Any], event: str = "E1", **changes: Any) -> dict[str, Any]:
    return {
        "event_id": event,
        "device_no": "D1",
        "source_system": record["source_system"],
        "record_no": record["record_no"],
        "level": 5,
        "rated_at": record["finished_at"],
        "rating_channel": "tablet",
        **changes,
    }


async def test_a_rating_on_site_stops_the_prompt(world: World) -> None:
    record = a_record()
    await settle_in(world, record)
    assert await world.post("/api/v1/ratings", on_site(record)) == (200, {"counted": True, "because": None})
    await world.pass_hours(48)
    assert await world.phone("13900000001").prompts() == []


async def test_a_default_rating_stops_nothing(world: World) -> None:
    record = a_record()
    await settle_in(world, record)
    answer = await world.post("/api/v1/ratings", on_site(record, is_default=True))
    assert answer == (200, {"counted": False, "because": "default"})
    await world.pass_hours(24)
    assert len(await world.phone("13900000001").prompts()) == 1


async def test_a_withdrawn_record_is_not_prompted(world: World) -> None:
    record = a_record()
    await settle_in(world, record)
    await settle_in(world, {**record, "status": "withdrawn"})
    await world.pass_hours(48)
    assert await world.phone("13900000001").prompts() == []
    assert (await world.record(record["record_no"]))["excluded_because"] == "withdrawn"


async def test_who_opted_out_is_not_prompted(world: World) -> None:
    record = a_record()
    await settle_in(world, record)
    await world.phone("13900000001").says("T")
    await world.pass_hours(48)
    assert await world.phone("13900000001").prompts() == []
    assert (await world.record(record["record_no"]))["excluded_because"] == "opted_out"


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"phone": "02583666666"}, "landline"),
        ({"phone": None}, "no_address"),
        (
            {"finished_at": (civil_time("Mon 2026-09-07 10:00") - timedelta(days=7, minutes=1)).isoformat()},
            "too_old",
        ),
    ],
)
async def test_who_cannot_be_prompted(world: World, changes: dict[str, Any], because: str) -> None:
    record = a_record(**changes)
    await settle_in(world, record)
    await world.pass_hours(48)
    stands = await world.record(record["record_no"])
    assert (stands["state"], stands["excluded_because"]) == ("excluded", because)
    assert await world.value("SELECT count(*) FROM messages") == 0


async def test_several_visits_of_one_phone_make_one_message(world: World) -> None:
    names = ["居住证签注", "社保卡补领", "驾驶证换证"]
    records = [finished(f"Mon 2026-09-07 09:{minute}0", item_name=name) for minute, name in enumerate(names)]
    await settle_in(world, *reversed(records))
    await world.move_to("Tue 2026-09-08 09:30")
    [prompt] = await world.phone("13900000001").prompts()
    assert "“居住证签注”等3件" in prompt
    for record in records:
        assert (await world.record(record["record_no"]))["state"] == "prompted"


async def test_what_falls_due_within_a_day_of_a_prompt_joins_the_next_one(world: World) -> None:
    first = finished("Mon 2026-09-07 09:00")
    await settle_in(world, first)
    await world.move_to("Tue 2026-09-08 09:00")
    second = finished("Tue 2026-09-08 08:50", item_name="社保卡补领")
    third = finished("Tue 2026-09-08 08:59", item_name="驾驶证换证")
    await settle_in(world, second, third)

    await world.move_to("Wed 2026-09-09 08:59")
    assert len(await world.phone("13900000001").prompts()) == 1
    stands = await world.record(second["record_no"])
    assert stands["state"] == "waiting"
    assert stands["prompt_due_at"] == "2026-09-09T08:50:00+08:00"  # delayed, but due when it was due

    await world.move_to("Wed 2026-09-09 09:01")
    prompts = await world.phone("13900000001").prompts()
    assert len(prompts) == 2
    assert "“社保卡补领”等2件" in prompts[1]


async def test_what_falls_due_while_a_prompt_waits_to_leave_joins_it(world: World) -> None:
    await settle_in(world, finished("Mon 2026-09-07 09:00"), finished("Mon 2026-09-07 09:30"))
    await world.clock.move(civil_time("Tue 2026-09-08 09:00"))
    await watch_now(world)
    await world.move_to("Tue 2026-09-08 09:30")
    [prompt] = await world.phone("13900000001").prompts()
    assert "等2件" in prompt


async def test_a_phone_corrected_while_its_prompt_is_queued(world: World) -> None:
    record = a_record("13900000001")
    await settle_in(world, record)
    await world.clock.move(civil_time("Tue 2026-09-08 10:00"))
    await watch_now(world)
    await settle_in(world, {**record, "phone": "13900000002"})
    await world.happen()
    assert await world.phone("13900000001").heard() == []
    assert len(await world.phone("13900000002").prompts()) == 1
    assert await world.value("SELECT count(*) FROM messages WHERE state = 'cancelled'") == 1


async def watch_now(world: World, limit: int = 500) -> int:
    async with world.parts.database.transaction() as tx:
        return await watch(tx, world.parts.rules, world.clock.now(), limit)


async def test_fifty_watchers_never_split_a_phone_nor_prompt_twice(world: World) -> None:
    phones = [f"139{number:08d}" for number in range(40)]
    await settle_in(
        world, *(finished(f"Mon 2026-09-07 09:0{n}", phone) for phone in phones for n in range(5))
    )
    await world.clock.move(civil_time("Tue 2026-09-08 10:00"))
    database = Database(world.parts.database.url, size=50)
    await database.open()

    async def watcher() -> int:
        async with database.transaction() as tx:
            return await watch(tx, world.parts.rules, world.clock.now(), 35)

    while any(await asyncio.gather(*(watcher() for _ in range(50)))):
        pass
    await database.close()
    assert await world.value("SELECT count(*) FROM messages") == 40
    assert await world.value("SELECT count(DISTINCT citizen_id) FROM messages") == 40
    assert await world.value("SELECT count(*) FROM visits WHERE prompt_id IS NULL") == 0
    split = "SELECT count(*) FROM (SELECT FROM visits GROUP BY citizen_id HAVING count(DISTINCT prompt_id) > 1) AS s"
    assert await world.value(split) == 0
